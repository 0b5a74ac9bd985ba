import { chat } from "./chat.js";

addEventListener("message", ({ data }) => chat(data, postMessage));
