/** The request that every consumer sends. */
export const URL = "http://bench.invalid/v1/chat/completions";
export const PARAMS = {
  model: "gpt-5.4-mini",
  messages: [{ role: "user", content: "Go." }],
  stream: true,
};
export const INIT = {
  method: "POST",
  headers: { "content-type": "application/json", authorization: "Bearer bench" },
  body: JSON.stringify(PARAMS),
};
