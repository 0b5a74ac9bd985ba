/** The app is `examples/cloudflare-worker`. */
import assert from "node:assert/strict";
import OpenAI from "brivionix";

/** The same answer, as a page of the listed site gets it from the gateway below `/v1`. */
async function throughGateway(row, url) {
  const ask = async (origin) => {
    const client = new OpenAI({
      apiKey: "none",
      baseURL: new URL("/v1", url).href,
      defaultHeaders: { origin },
    });
    const stream = await client.chat.completions.create({
      model: "gpt-5.4-mini",
      messages: [{ role: "user", content: row.prompt }],
      stream: true,
    });
    let text = "";
    for await (const piece of stream.text()) text += piece;
    return text;
  };
  await assert.rejects(ask("https://evil.example"), OpenAI.PermissionDeniedError);
  return ask("https://app.example");
}

export default [
  {
    where: "workerd",
    how: "`wrangler dev`",
    run(row) {
      const port = ["--port=0", "--inspector-port=0", "--ip=127.0.0.1"];
      const variables = [
        "--var",
        "BRIVIONIX_API_KEY:sk-test",
        "--var",
        `BRIVIONIX_BASE_URL:${row.api}`,
      ];
      const args = ["dev", ...port, ...variables];
      return row.withServer("wrangler", args, /Ready on (\S+)/, async (url) => {
        assert.equal(await throughGateway(row, url), row.answer);
        // The question that is posted is answered to the same pages, and to no one else.
        assert.equal(await row.post(url, { origin: "https://evil.example" }), "No answer.\n");
        assert.equal(await row.post(url), "No answer.\n");
        return row.post(url, { origin: "https://app.example" });
      });
    },
  },
];
