/** An API that streams 200 events at a pace, each in a write of its own. */
import { createServer } from "node:http";

const EVENTS = 200;
const PAUSE = 10;

const event = (at) =>
  `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"word${at} "},"logprobs":null,"finish_reason":null}],"usage":null}\n\n`;
const END = 'data: {"choices":[],"usage":{"total_tokens":201}}\n\ndata: [DONE]\n\n';

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "text/event-stream" });
  let at = 0;
  response.write(event(at));
  const timer = setInterval(() => {
    at += 1;
    if (at < EVENTS) return response.write(event(at));
    clearInterval(timer);
    return response.end(END);
  }, PAUSE);
  response.on("close", () => clearInterval(timer));
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port, events: EVENTS }));
