/** What errors say of an answer, and what to do about it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";

async function messageOf(status, body) {
  const fetch = async () => new Response(body, { status });
  const client = new OpenAI({
    apiKey: "key",
    baseURL: "http://api.invalid/v1",
    fetch,
    maxRetries: 0,
  });
  const error = await client.models.list().catch((failure) => failure);
  assert.ok(error instanceof OpenAI.APIError);
  assert.equal(error.status, status);
  return error.message;
}

const page = "<!DOCTYPE html><html><title>502 Bad Gateway</title></html>";
for (const [status, body, message] of [
  [400, '{"error":{"message":"No model."}}', "400 No model. Check the request body."],
  [418, '{"error":{"message":"Teapot"}}', "418 Teapot"],
  [404, '{"error":"no such thing"}', "404 no such thing"],
  [404, '{"message":"Not \\u00fcber here"}', "404 Not über here"],
  [404, '{"error":"","message":"Gone"}', "404 Gone"],
  [418, '{"errors":[{"code":7,"message":"Two"},{"message":"Three"}]}', "418 Two"],
  [418, '[{"error":{"code":418,"message":"First"}}]', "418 First"],
  [418, "[".repeat(100_000), "418 status code (no body)"],
  [404, '{"error":{"code":7}}', "404 status code (no body)"],
  [404, '{"message":"First","message":null}', "404 status code (no body)"],
  [404, '{"half":', "404 status code (no body)"],
  [404, "", "404 status code (no body)"],
  [404, '"a text"', "404 a text"],
  [404, " plain text\n", "404 plain text"],
  [404, 'of "two"\nlines \\', '404 of "two" lines \\'],
  [404, '{"error":"a \\"quoted\\" \\\\ \\ud83d\\ude00"}', '404 a "quoted" \\ 😀'],
  [404, "é".repeat(400), `404 ${"é".repeat(300)}`],
  [404, `${"é".repeat(299)}😀`, `404 ${"é".repeat(299)} `],
  [500, page, "500 The server answered with an HTML page. Try again later."],
  [503, "{}", "503 status code (no body). The upstream provider has trouble. Try again later."],
]) {
  test(`${status} with ${JSON.stringify(body).slice(0, 60)}`, async () => {
    assert.equal(await messageOf(status, body), message);
  });
}

test("where something can be done about an error, it says what", async () => {
  for (const status of [400, 401, 403, 429, 500, 502, 503]) {
    assert.match(await messageOf(status, '{"error":"No"}'), /^\d+ No\. [A-Z].*\.$/);
  }
});
