/** Mixed traffic of one client, in any runtime: calls of every kind, each of which has to end as it must. */

const MOST_TOLD = 10;
const TEXT = 'Grüße 🌍 日本語 "quoted" \\ one two three four five six seven eight nine ten';
const FRAMINGS = ["", "bytes", "split;size=7", "batch", "comments", "crlf", "multiline", "bom"];
const STATUSES = {
  400: "BadRequestError",
  401: "AuthenticationError",
  403: "PermissionDeniedError",
  404: "NotFoundError",
  409: "ConflictError",
  422: "UnprocessableEntityError",
  429: "RateLimitError",
  500: "InternalServerError",
  503: "InternalServerError",
};
const LATE = "slow-headers;ms=600000";
const SCHEMA = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const below = (limit) => Math.floor(Math.random() * limit);
const user = (content) => [{ role: "user", content }];

/** Traffic through clients of these API addresses, one for each. */
export class Traffic {
  #clients;
  /** How many calls ended in what, by scenario. */
  endings = {};
  /** What ended as it must not. */
  wrong = [];
  started = 0;
  ended = 0;
  /** Streams that the client has seen begin. */
  streams = 0;

  constructor(OpenAI, baseURLs) {
    const seeing = async (url, init) => {
      const response = await fetch(url, init);
      if (/event-stream/.test(response.headers.get("content-type"))) this.streams += 1;
      return response;
    };
    const common = { apiKey: "token", maxRetries: 0, fetch: seeing };
    this.#clients = baseURLs.map((baseURL) => new OpenAI({ ...common, baseURL }));
  }

  /** Has `count` calls under way at all times, until `ms` have passed and the last has ended. */
  async run(count, ms) {
    const end = Date.now() + ms;
    const one = async () => {
      do await this.#call(pick(Object.keys(SCENARIOS)));
      while (Date.now() < end);
    };
    await Promise.all(Array.from({ length: count }, one));
  }

  async #call(name) {
    const { ends = ["whole"], run } = SCENARIOS[name];
    const client = pick(this.#clients);
    this.started += 1;
    const ending = await run(client).catch((error) => error.constructor.name);
    this.ended += 1;
    this.endings[name] ??= {};
    this.endings[name][ending] = (this.endings[name][ending] ?? 0) + 1;
    if (!ends.includes(ending) && this.wrong.length < MOST_TOLD) this.wrong.push([name, ending]);
  }
}

const stream = (client, fault, options) =>
  client.chat.completions.create(
    { model: "gpt-5.4-mini", messages: user(`echo: ${TEXT}`), stream: true },
    { headers: fault ? { "x-simulate": fault } : {}, ...options },
  );

const compared = (text) => (text === TEXT ? "whole" : `not the text but ${text.length} characters`);

async function textOf(chunks) {
  let text = "";
  for await (const chunk of await chunks) text += chunk.choices[0]?.delta.content ?? "";
  return compared(text);
}

/** Reads all, or until `leave` has been called after `count` items. */
async function read(items, count = Infinity, leave = () => {}) {
  let left = count;
  for await (const _ of await items) if (--left <= 0) leave();
  return "left";
}

function soon(ms) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}

const tool = {
  type: "function",
  function: {
    name: "get_weather",
    description: "weather",
    parameters: SCHEMA,
    parse: JSON.parse,
    function: ({ city }) => `sunny in ${city}`,
  },
};
async function runTools(client, more) {
  let called = 0;
  const counting = async (args) => {
    called += 1;
    await new Promise((resolve) => setTimeout(resolve, below(5)));
    return tool.function.function(args);
  };
  const runner = client.chat.completions.runTools({
    model: "gpt-5.4-mini",
    messages: user("What is the weather in Paris, London and Tokyo?"),
    tools: [{ ...tool, function: { ...tool.function, function: counting } }],
    ...more,
  });
  const content = await runner.finalContent();
  return called === 3 && content ? "whole" : `${called} calls of tools`;
}

const response_format = { type: "json_schema", json_schema: { name: "place", schema: SCHEMA } };

const SCENARIOS = {
  chunks: { run: (client) => textOf(stream(client, pick(FRAMINGS))) },
  text: {
    run: async (client) => {
      let text = "";
      for await (const piece of (await stream(client, pick(FRAMINGS))).text()) text += piece;
      return compared(text);
    },
  },
  "the whole answer": {
    run: async (client) => {
      const { choices } = await (await stream(client, pick(FRAMINGS))).finalChatCompletion();
      return compared(choices[0].message.content);
    },
  },
  "a completion": {
    run: async (client) => {
      const params = { model: "gpt-5.4-mini", messages: user(`echo: ${TEXT}`) };
      return compared((await client.chat.completions.create(params)).choices[0].message.content);
    },
  },
  "stream()": {
    run: async (client) => {
      const params = { model: "gpt-5.4-mini", messages: user(`echo: ${TEXT}`) };
      const helper = client.chat.completions.stream(params);
      let text = "";
      helper.on("content", (delta) => {
        text += delta;
      });
      const final = await helper.finalContent();
      return final === text ? compared(text) : "two texts";
    },
  },
  "stream(), aborted": {
    ends: ["APIUserAbortError", "whole"],
    run: async (client) => {
      const params = { model: "gpt-5.4-mini", messages: user(`echo: ${TEXT}`) };
      const options = { headers: { "x-simulate": "stall;after=3" } };
      const helper = client.chat.completions.stream(params, options);
      setTimeout(() => helper.abort(), below(30));
      return compared(await helper.finalContent());
    },
  },
  "tools in a stream": { run: (client) => runTools(client, { stream: true }) },
  tools: { run: (client) => runTools(client, {}) },
  parse: {
    run: async (client) => {
      const params = { model: "gpt-5.4-mini", messages: user("a place"), response_format };
      const { choices } = await client.chat.completions.parse(params);
      return typeof choices[0].message.parsed.city === "string" ? "whole" : "nothing parsed";
    },
  },
  "partial JSON": {
    run: async (client) => {
      const params = { model: "gpt-5.4-mini", messages: user("a place"), response_format };
      const helper = client.chat.completions.stream(params);
      let seen = 0;
      for await (const _ of helper) seen += 1;
      const { choices } = await helper.finalChatCompletion();
      return seen && typeof choices[0].message.parsed.city === "string" ? "whole" : "nothing";
    },
  },
  models: { run: async (client) => ((await client.models.list()).data.length ? "whole" : "none") },
  break: {
    ends: ["left"],
    run: async (client) => {
      for await (const _ of await stream(client, "stall;after=4")) break;
      return "left";
    },
  },
  "an abort at a chunk": {
    ends: ["left"],
    run: async (client) => {
      const chunks = await stream(client, "stall;after=4");
      return read(chunks, 1 + below(4), () => chunks.controller.abort());
    },
  },
  "an abort at any time": {
    ends: ["left", "APIUserAbortError"],
    run: (client) => read(stream(client, "stall;after=3", { signal: soon(below(40)) })),
  },
  "an abort before the headers": {
    ends: ["APIUserAbortError"],
    run: (client) => stream(client, LATE, { signal: soon(below(20)) }),
  },
  "a timeout": {
    ends: ["APIConnectionTimeoutError"],
    run: (client) => stream(client, LATE, { timeout: 5 + below(20) }),
  },
  silence: {
    ends: ["APIConnectionTimeoutError"],
    run: (client) => read(stream(client, "stall;after=2", { idleTimeout: 20 })),
  },
  "a cut": {
    ends: ["APIConnectionError"],
    run: (client) => read(stream(client, pick(["drop;after=2", "truncate;after=2"]))),
  },
  "an error in the stream": {
    ends: ["APIError"],
    run: (client) => read(stream(client, "error-in-stream;after=2")),
  },
  "half of a tee": {
    ends: ["left"],
    run: async (client) => {
      const [left, right] = (await stream(client, "stall;after=4")).tee();
      for await (const _ of left) break;
      for await (const _ of right) break;
      return "left";
    },
  },
  "a readable, cancelled": {
    ends: ["left"],
    run: async (client) => {
      const reader = (await stream(client, "stall;after=4")).toReadableStream().getReader();
      await reader.read();
      await reader.cancel();
      return "left";
    },
  },
  "a retry": {
    run: (client) => {
      const fault = `503;retry=ms:1;times=1;id=${Math.random()}`;
      return textOf(stream(client, fault, { maxRetries: 1 }));
    },
  },
  ...Object.fromEntries(
    Object.entries(STATUSES).map(([status, name]) => [
      status,
      { ends: [name], run: (client) => stream(client, status) },
    ]),
  ),
};
