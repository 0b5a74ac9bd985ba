/** A page that streams a chat, itself or through a worker (`?worker`). */
import { chat } from "./chat.js";

const output = document.querySelector("#text");
const request = { baseURL: `${location.origin}/v1`, prompt: "echo: Seite 🌍 日本語" };

if (location.search === "?worker") {
  const worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = ({ data }) => show(data);
  worker.postMessage(request);
} else {
  await chat(request, show);
}

function show({ text = "", end }) {
  output.textContent += text;
  if (end) output.dataset.end = end;
}
