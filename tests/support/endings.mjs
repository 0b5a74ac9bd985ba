/** How the calls of `pages/endings.js` have to end, whatever the runtime. */
export const ENDINGS = {
  "aborted before the headers": "APIUserAbortError",
  "aborted in a wait": "APIUserAbortError",
  "aborted in the stream": "2 chunks",
  "aborted by the controller": "2 chunks",
  "no headers in time": "APIConnectionTimeoutError",
  silence: "APIConnectionTimeoutError",
  "cut off": "APIConnectionError",
  "reset before the headers": "APIConnectionError",
  "an error in the stream": "APIError",
  "too many requests": "RateLimitError",
  retried: "5 chunks",
  whole: "5 chunks",
};
