import OpenAI from "brivionix";
import { answer } from "./answer.js";

addEventListener("fetch", (event) => event.respondWith(answer(OpenAI, event.request)));
