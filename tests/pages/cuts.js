/** Reads streams that are cut, and tells what came of each: of a list of `{ baseURL, options }`. */
export async function readCuts(OpenAI, places) {
  const results = [];
  const rest = [...places.entries()];
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const [at, { baseURL, options }] = next;
      const apiKey = async () => "token";
      results[at] = await read(new OpenAI({ apiKey, maxRetries: 2, ...options, baseURL }));
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return results;
}

async function read(client) {
  const result = { chunks: 0, text: "" };
  try {
    const messages = [{ role: "user", content: "hi" }];
    const stream = await client.chat.completions.create({ model: "m", messages, stream: true });
    for await (const { choices } of stream) {
      result.chunks += 1;
      result.text += choices[0]?.delta.content ?? "";
    }
  } catch (error) {
    result.error = error.constructor.name;
    result.hasCause = error.cause !== undefined;
  }
  return result;
}

/**
 * The same one after the other, on a clock that stands at `now` and does not let anybody wait for what
 * takes up to a minute; tells these waits as well.
 */
export async function readInNoTime(OpenAI, places, now) {
  // The first call sets a timer of its own, for the engine.
  const fetch = async () => Response.json({});
  await new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch }).get("/anything");
  const { setTimeout: inTime } = globalThis;
  const { now: real } = Date;
  let waits;
  globalThis.setTimeout = (work, ms, ...rest) => {
    if (ms > 60_000) return inTime(work, ms, ...rest);
    waits.push(ms);
    return inTime(work, 0, ...rest);
  };
  Date.now = () => now;
  try {
    const results = [];
    for (const place of places) {
      waits = [];
      const [result] = await readCuts(OpenAI, [place]);
      results.push({ ...result, waits });
    }
    return results;
  } finally {
    globalThis.setTimeout = inTime;
    Date.now = real;
  }
}
