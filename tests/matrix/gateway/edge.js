import gateway from "brivionix/gateway";
import { options } from "./options.js";

const { fetch } = gateway(options);
addEventListener("fetch", (event) => event.respondWith(fetch(event.request)));
