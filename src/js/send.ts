/** Sending a request: attempts, and waits between them. */
import type { Call } from "./call.js";
import type { Outcome } from "./outcome.js";

/** Sends until there is an answer or no retry is left; throws the error of the last attempt. */
export async function send(call: Call): Promise<Outcome> {
  for (let retriesMade = 0; ; retriesMade++) {
    const outcome = await call.attempt(retriesMade);
    if (outcome.ok) return outcome;
    const retriesLeft = call.maxRetries - retriesMade;
    const delay = retriesLeft > 0 ? outcome.retryDelay(retriesMade) : -1;
    if (delay < 0) throw await outcome.error();
    outcome.discard();
    call.log(`${outcome.reason} - retrying, ${retriesLeft} attempts remaining`);
    await call.sleep(delay);
  }
}
