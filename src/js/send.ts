/** Sending a request: attempts, and waits between them. */
import { AbortLink } from "./abort-link.js";
import { attempt, type Call, sleep, throwIfAborted } from "./call.js";
import { arrival, enter, ready } from "./engine.js";
import { APIConnectionError, APIConnectionTimeoutError } from "./errors.js";
import { Outcome } from "./outcome.js";

/** As many as `fetch` follows. */
const MOST_REDIRECTS = 20;

/** Sends until there is an answer or no retry is left; throws the error of the last attempt. */
export async function send(
  call: Call,
  retriesMade = 0,
  redirectsLeft = MOST_REDIRECTS,
): Promise<Outcome> {
  const outcome = await attempt(call, retriesMade);
  await haveEngine(outcome);
  if (outcome.response.ok) return outcome;
  const redirect = redirectsLeft && outcome.redirect;
  if (!redirect) return sendAgain(outcome);
  outcome.discard();
  const { href, origin } = redirect;
  if (origin === new URL(call.url).origin) {
    return send({ ...call, url: href }, retriesMade, redirectsLeft - 1);
  }
  throw new APIConnectionError({
    message: `\`baseURL\` redirects to ${origin}, which was not followed.`,
  });
}

/**
 * The text of an answer, and the outcome that it came with: where the body does not come in time,
 * nobody has seen anything of it, and the request is sent again.
 */
export async function receive(outcome: Outcome): Promise<[text: string, outcome: Outcome]> {
  try {
    return [await outcome.text(), outcome];
  } catch (error) {
    if (!(error instanceof APIConnectionTimeoutError)) throw error;
    // The attempt has come to nothing after all.
    const { link, call, retriesMade } = outcome;
    return receive(await sendAgain(new Outcome(error, link, call, retriesMade)));
  }
}

/** Lets go of an answer that nobody could read, for want of an engine. */
async function haveEngine(outcome: Outcome): Promise<void> {
  try {
    if (arrival) await waitForModule(arrival, outcome.call);
    enter(() => {});
  } catch (error) {
    outcome.discard();
    throw error;
  }
}

/**
 * Waits no longer than for an answer. Where one download fails or does not end, another may be on
 * its way.
 */
async function waitForModule(first: () => Promise<void>, call: Call): Promise<void> {
  const link = new AbortLink(call.signal, call.timeout);
  try {
    await link.race(Promise.race([ready, first().catch(() => arrival?.())]));
  } finally {
    link.close();
    throwIfAborted(call.signal);
  }
}

async function sendAgain(failed: Outcome): Promise<Outcome> {
  const { call, retriesMade } = failed;
  const retry = retriesMade + 1;
  let delay: number;
  try {
    delay = retry > call.maxRetries ? -1 : failed.retryDelay();
    if (delay < 0) throw await failed.error();
  } finally {
    failed.discard();
  }
  call.log("info", `retry ${retry} of ${call.maxRetries} in ${Math.round(delay)} ms`);
  await sleep(call, delay);
  return send(call, retry);
}
