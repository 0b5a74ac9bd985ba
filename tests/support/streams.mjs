/**
 * Streams made at random, and what `JSON.parse` makes of them. Everything is kept as strings of
 * bytes (one character a byte), since not all of it is UTF-8.
 */

const bytes = (text) => Buffer.from(text).toString("latin1");

/** What stands inside strings. */
const TEXTS = [
  "",
  "a",
  "Hello, ",
  " world",
  '\\"',
  "\\n\\t",
  "\\\\",
  "\\u0000\\u00e9",
  "\\ud83d\\ude00",
  "\\uD83D",
  "\\ude00",
  bytes("日本"),
  bytes("🌍"),
  bytes("\u{feff}"),
  bytes("\u{2028}"),
  "\xf0\x9f",
  "\x8c\x8d",
];

const NUMBERS = ["0", "-0", "1", "-1.5e3", "12345678901234567890", "1e400", "0.1", "5E-324"];

/** Draws from `list`. */
const pick = (random, list) => list[random(list.length)];
const chance = (random, percent) => random(100) < percent;
const member = (key, value) => `"${key}":${value}`;
const object = (...members) => `{${members.filter(Boolean).join(",")}}`;

function anything(random, depth = 0) {
  switch (random(depth < 2 ? 7 : 5)) {
    case 0:
      return "null";
    case 1:
      return pick(random, ["true", "false"]);
    case 2:
      return pick(random, NUMBERS);
    case 3:
    case 4:
      return `"${pick(random, TEXTS)}"`;
    case 5:
      return `[${Array.from({ length: random(3) }, () => anything(random, depth + 1))}]`;
    default:
      return object(
        ...Array.from({ length: random(4) }, () =>
          member(pick(random, KEYS), anything(random, depth + 1)),
        ),
      );
  }
}

const KEYS = ["a", "__proto__", "constructor", "toString", "1", "0", "", "content", bytes("ü")];

/** The parts of a delta; `@` is where the text goes. */
const DELTAS = [
  () => member("content", '"@"'),
  () => member("content", '"@"'),
  () => member("refusal", '"@"'),
  () => `${member("content", "null")},${member("reasoning_content", '"@"')}`,
  () => `${member("role", '"assistant"')},${member("content", '"@"')},${member("refusal", "null")}`,
  () => `${member("reasoning", '"@"')},${member("content", '""')}`,
  () => `${member("content", '"x"')},${member("content", '"@"')}`,
  (random) => member("tool_calls", `[${toolCall(random)}]`),
  (random) => member("tool_calls", `[${toolCall(random)},${toolCall(random)}]`),
  (random) => `${member("content", '"@"')},${member(pick(random, KEYS), anything(random))}`,
  () => "",
];

function toolCall(random) {
  return object(
    chance(random, 80) && member("index", random(3)),
    chance(random, 20) && member("id", '"call_@"'),
    chance(random, 20) && member("type", '"function"'),
    member(
      "function",
      object(chance(random, 20) && member("name", '"f"'), member("arguments", '"@"')),
    ),
  );
}

function choice(random, index) {
  return object(
    member("index", index),
    member("delta", object(pick(random, DELTAS)(random))),
    chance(random, 60) && member("logprobs", "null"),
    chance(random, 10) && member("logprobs", object(member("content", '[{"token":"@"}]'))),
    chance(random, 60) && member("finish_reason", "null"),
    chance(random, 8) && member("finish_reason", '"stop"'),
  );
}

/** A chunk with `@` where texts go. */
function shape(random) {
  if (chance(random, 3)) return anything(random);
  const choices = chance(random, 80) ? 1 : random(4);
  const padding = member("obfuscation", '"@"');
  const paddingFirst = chance(random, 15);
  return object(
    member("id", '"chatcmpl-1"'),
    chance(random, 80) && member("created", pick(random, NUMBERS)),
    paddingFirst && padding,
    chance(random, 10) && member(pick(random, KEYS), anything(random)),
    member("choices", `[${Array.from({ length: choices }, (_, index) => choice(random, index))}]`),
    chance(random, 10) && member("usage", object(member("total_tokens", pick(random, NUMBERS)))),
    chance(random, 3) && member("choices", `[${choice(random, 0)}]`),
    chance(random, 10) && member("usage", "null"),
    !paddingFirst && chance(random, 40) && padding,
    chance(random, 1) && member("error", object(member("message", '"@"'))),
  );
}

function damage(random, data) {
  const at = random(data.length);
  const byte = pick(random, ['"', "\\", "{", "}", "]", ",", "0", "x", "\x01", "\x80", " ", ""]);
  return data.slice(0, at) + byte + data.slice(at + random(2));
}

function event(random, shape) {
  let data = shape.replaceAll("@", () => pick(random, TEXTS));
  if (chance(random, 2)) data = damage(random, data);
  return data;
}

/** Makes the data of a few events of a few shapes. */
function makeEvents(random) {
  const shapes = Array.from({ length: 1 + random(3) }, () => shape(random));
  const events = Array.from({ length: 2 + random(7) }, () => event(random, pick(random, shapes)));
  if (chance(random, 70)) events.push("[DONE]");
  return events;
}

function frame(random, events) {
  const end = pick(random, ["\n", "\n", "\n", "\r\n", "\r"]);
  const start = pick(random, ["data: ", "data: ", "data:"]);
  // A BOM that the framing takes off, as opposed to those inside strings.
  let body = chance(random, 5) ? bytes("\u{feff}") : "";
  for (const data of events) {
    if (chance(random, 5)) body += `: keep-alive${end}${chance(random, 50) ? end : ""}`;
    body += `${start}${data}${end}${end}`;
  }
  return body;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The JSON value that the data holds; throws where it holds none. */
function parse(data) {
  return JSON.parse(utf8.decode(Buffer.from(data, "latin1")));
}

/** What a client that parses each event by itself comes to. */
function expect(events) {
  const chunks = [];
  let text = "";
  const open = new Map();
  for (const data of events) {
    if (/^\s*(null\s*)?$/.test(data)) continue;
    if (data.startsWith("[DONE]")) return { chunks, text, end: "done" };
    let chunk;
    try {
      chunk = parse(data);
    } catch {
      return { chunks, text, end: "not json" };
    }
    if (Object.hasOwn(Object(chunk), "error") && chunk.error)
      return { chunks, text, end: "api error" };
    chunks.push({ value: chunk, data });
    let content;
    for (const [place, choice] of choicesOf(chunk)?.entries() ?? []) {
      const index = choice?.index ?? place;
      open.set(index, typeof choice?.finish_reason !== "string" && (open.get(index) ?? true));
      if (index === 0) content = choice?.delta?.content;
    }
    if (typeof content === "string") text += content;
  }
  const isAnswer = chunks.some(({ value }) => choicesOf(value));
  const begun = open.size > 0 || !isAnswer;
  const whole = chunks.length > 0 && begun && ![...open.values()].includes(true);
  return { chunks, text, end: whole ? "done" : "cut off" };
}

function choicesOf(chunk) {
  const choices = Object.hasOwn(Object(chunk), "choices") ? chunk.choices : undefined;
  return Array.isArray(choices) ? choices : undefined;
}

/** A stream: its bytes, and what a client is to make of them. */
export function makeStream(random) {
  const events = makeEvents(random);
  const body = Buffer.from(frame(random, events), "latin1");
  return { body, ...expect(events) };
}

/** `body` in reads of random sizes. */
export function makeReads(random, body) {
  const largest = pick(random, [7, 100, 1000]);
  const reads = [];
  for (let at = 0; at < body.length; ) {
    const size = 1 + random(largest);
    reads.push(body.subarray(at, at + size));
    at += size;
  }
  return reads;
}
