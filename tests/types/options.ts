/** Options of the client and of a call, and images. */
import OpenAI, {
  type ApiKey,
  type ChatCompletionContentPartImage,
  type ClientOptions,
  imagePart,
  type RequestOptions,
} from "brivionix";
import { accepts } from "./assert.js";

accepts<ClientOptions>({});
accepts<ClientOptions>({
  apiKey: "key",
  baseURL: "https://example.com",
  organization: "org",
  project: null,
  defaultHeaders: { "x-a": "b", "x-c": null },
  defaultQuery: { a: "b" },
  timeout: 1_000,
  idleTimeout: 1_000,
  maxRetries: 0,
  fetch,
  fetchOptions: { redirect: "error" },
  logLevel: "debug",
  logger: console,
  dangerouslyAllowBrowser: true,
});
accepts<ApiKey[]>(["key", () => "key", async () => "key"]);
accepts<RequestOptions>({
  headers: new Headers(),
  query: { a: 1, b: true },
  signal: new AbortController().signal,
  timeout: 1_000,
  idleTimeout: 1_000,
  maxRetries: 0,
  idempotencyKey: "1",
  fetchOptions: { redirect: "error" },
});
// What only some runtimes know.
accepts<ClientOptions>({ fetchOptions: { dispatcher: {} } });
accepts<ClientOptions>({ fetchOptions: { proxy: "http://localhost:8888" } });
accepts<RequestOptions>({ fetchOptions: { client: {} } });
// Options that are computed may be undefined.
declare const maybe: { timeout: number | undefined; signal: AbortSignal | undefined };
accepts<RequestOptions>(maybe);

declare const file: File;
accepts<Promise<ChatCompletionContentPartImage>>(imagePart(file, { detail: "high", maxBytes: 1 }));
imagePart(new Blob([]));
imagePart(new ArrayBuffer(1));
imagePart(new Uint8Array(1));
imagePart(new URL("https://example.com/a.png"));
imagePart("https://example.com/a.png");

// @ts-expect-error: not a number
new OpenAI({ timeout: "1s" });
// @ts-expect-error: no such option
new OpenAI({ apikey: "key" });
// @ts-expect-error: no such level
new OpenAI({ logLevel: "verbose" });
// @ts-expect-error: a number is no key
new OpenAI({ apiKey: () => 7 });
// @ts-expect-error: a request is aborted through a signal, not a controller
accepts<RequestOptions>({ signal: new AbortController() });
// @ts-expect-error: not an image
imagePart(7);
// @ts-expect-error: no such detail
imagePart(file, { detail: "best" });
