/** Where requests go, however people write the base URL. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";

/** The address of a request for `path`. */
async function addressOf(baseURL, path) {
  let address;
  const fetch = async (url) => {
    address = url;
    return Response.json({});
  };
  await new OpenAI({ apiKey: "k", baseURL, fetch }).get(path);
  return address;
}

for (const [base, path, url] of [
  ["https://brivionix.com/v1", "/models", "https://brivionix.com/v1/models"],
  ["https://brivionix.com/v1/", "models", "https://brivionix.com/v1/models"],
  ["https://brivionix.com", "/models", "https://brivionix.com/v1/models"],
  [" http://localhost:8787/ ", "/models", "http://localhost:8787/v1/models"],
  ["https://h.example/openai/team//", "/models", "https://h.example/openai/team/models"],
  ["https://h.example/deploy?api-version=2", "/x", "https://h.example/deploy/x?api-version=2"],
  ["https://h.example?a=1", "/x", "https://h.example/v1/x?a=1"],
  ["https://h.example/v1/?a=1", "/x?b=2", "https://h.example/v1/x?a=1&b=2"],
  ["https://h.example/v1", "x?b=2", "https://h.example/v1/x?b=2"],
  ["https://h.example/v1?a=1", "https://other.example/x?c=3", "https://other.example/x?c=3"],
]) {
  test(`${path} under ${base}`, async () => assert.equal(await addressOf(base, path), url));
}
