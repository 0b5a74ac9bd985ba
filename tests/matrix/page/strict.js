import { chat } from "./chat.js";
import OpenAI from "./node_modules/brivionix/dist/index.js";

chat(OpenAI);
