/** How calls end in this runtime: each in one word, by a name. */
export async function endings(OpenAI, baseURL) {
  const client = new OpenAI({ apiKey: "token", baseURL, maxRetries: 0 });
  const params = {
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: "echo: a b c" }],
    stream: true,
  };
  const create = (fault, options) =>
    client.chat.completions.create(params, { headers: { "x-simulate": fault }, ...options });
  const after = (ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), ms);
    return { signal: controller.signal };
  };
  const chunks = async (stream, leave = () => {}) => {
    let count = 0;
    for await (const _ of await stream) leave(++count);
    return `${count} chunks`;
  };
  const late = "slow-headers;ms=600000";
  const calls = {
    "aborted before the headers": () => create(late, after(50)),
    "aborted in a wait": () => create("429;retry=seconds:30", { ...after(200), maxRetries: 1 }),
    "aborted in the stream": () => {
      const controller = new AbortController();
      const stream = create("stall;after=2", { signal: controller.signal });
      return chunks(stream, (count) => count === 2 && setTimeout(() => controller.abort()));
    },
    "aborted by the controller": async () => {
      const stream = await create("stall;after=2");
      return chunks(stream, (count) => count === 2 && setTimeout(() => stream.controller.abort()));
    },
    "no headers in time": () => create(late, { timeout: 50 }),
    silence: () => chunks(create("stall;after=2", { idleTimeout: 50 })),
    "cut off": () => chunks(create("truncate;after=2")),
    "reset before the headers": () => create("refuse"),
    "an error in the stream": () => chunks(create("error-in-stream;after=2")),
    "too many requests": () => create("429;retry=none"),
    retried: () => chunks(create(`503;retry=ms:1;times=1;id=${Math.random()}`, { maxRetries: 1 })),
    whole: () => chunks(create("comments")),
  };
  const ends = {};
  for (const [name, call] of Object.entries(calls)) {
    ends[name] = await call().catch((error) => error.constructor.name);
  }
  return ends;
}
