/**
 * What went wrong, in words a reader can act on.
 *
 * @typedef {{ title: string, advice: string, detail: string, status: number | null,
 *   code: string | null, requestID: string | null }} Trouble
 */

const MAX_DETAIL = 400;

const BY_STATUS = {
  400: ["The API did not accept this request", "Check the settings and the message, then retry."],
  401: ["The API key was not accepted", "Check that the key is right, unexpired and within quota."],
  403: ["This key may not use this model", "Choose another model, or ask for access to this one."],
  404: ["The API does not know this model", "Choose another model in the list above."],
  408: ["The API took too long", "Retry in a moment."],
  413: ["This request is too large", "Remove an image or shorten the conversation."],
  429: ["Too many requests right now", "Wait a little, then retry; send fewer requests at once."],
  500: ["The API ran into a problem of its own", "Nothing is wrong on your side. Retry later."],
  503: ["The model’s provider is not available", "Retry later, or choose another model."],
};
const SERVER_SIDE = ["The API could not answer", "This is usually passing. Retry in a moment."];
const CLIENT_SIDE = ["The API turned this request down", "Check the settings, then retry."];
const REPORTED = ["The API reported a problem", "Retry in a moment, or choose another model."];
const REPORTED_MIDWAY = [
  "The API reported a problem midway",
  "What had arrived is kept; retry to ask again.",
];
const BROKEN_OFF = [
  "The answer broke off",
  "The connection ended before the answer did. What had arrived is kept; retry to ask again.",
];
const UNANSWERED = [
  "No answer came",
  "The server took the request, but what it sent back is not an answer. Retry in a moment.",
];
const UNREACHABLE = [
  "The API could not be reached",
  "Check the network connection and that the server is running, then retry.",
];

/**
 * @param {any} error
 * @param {{ answered: boolean, midway: boolean }} progress whether a response had begun, and
 *   whether it had brought content
 * @returns {Trouble}
 */
export function describeError(error, progress) {
  const status = typeof error?.status === "number" ? error.status : null;
  const [title, advice] = explain(error, status, progress);
  return {
    title,
    advice,
    detail: shorten(String(error?.message ?? error)),
    status,
    code: error?.code ? String(error.code) : null,
    requestID: error?.requestID ? String(error.requestID) : null,
  };
}

function explain(error, status, { answered, midway }) {
  const reported = Boolean(error?.type || error?.code);
  if (midway) return reported ? REPORTED_MIDWAY : BROKEN_OFF;
  if (status === null && reported) return REPORTED;
  if (status === null || status < 300) return answered ? UNANSWERED : UNREACHABLE;
  return BY_STATUS[status] ?? (status >= 500 ? SERVER_SIDE : CLIENT_SIDE);
}

/** Gateways answer with whole HTML pages: their words are enough. */
function shorten(message) {
  const words = message
    .replace(/<(style|script)\b.*?<\/\1>/gis, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words.length > MAX_DETAIL ? `${words.slice(0, MAX_DETAIL)}…` : words;
}
