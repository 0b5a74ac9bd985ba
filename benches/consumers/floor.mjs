/** Reads the stream and does nothing: what no client can be faster than. */
import { INIT, URL } from "./request.mjs";

export function makeFloor(fetch) {
  async function drain() {
    const reader = (await fetch(URL, INIT)).body.getReader();
    while (!(await reader.read()).done);
  }
  return { text: drain, chunks: drain, final: drain };
}
