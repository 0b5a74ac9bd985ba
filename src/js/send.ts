/** Sending a request: attempts, and waits between them. */
import { attempt, type Call, sleep } from "./call.js";
import { APIConnectionTimeoutError } from "./errors.js";
import type { Outcome } from "./outcome.js";

/** Sends until there is an answer or no retry is left; throws the error of the last attempt. */
export async function send(call: Call, retriesMade = 0): Promise<Outcome> {
  const outcome = await attempt(call, retriesMade);
  return outcome.ok ? outcome : sendAgain(outcome);
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
    return receive(await sendAgain(outcome.failed(error)));
  }
}

async function sendAgain(failed: Outcome): Promise<Outcome> {
  const { call, retriesMade } = failed;
  const retriesLeft = call.maxRetries - retriesMade;
  const delay = retriesLeft > 0 ? failed.retryDelay() : -1;
  if (delay < 0) throw await failed.error();
  failed.discard();
  call.log("info", `retrying, ${retriesLeft} attempts remaining`);
  await sleep(call, delay);
  return send(call, retriesMade + 1);
}
