/** Where and with what the numbers were got. */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const PACKAGES = [
  "brivionix",
  "openai",
  "eventsource-parser",
  "ai",
  "@ai-sdk/openai-compatible",
  "miniflare",
  "workerd",
];

export function describeMachine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model ?? "unknown CPU",
    cores: cpus().length,
    versions: Object.fromEntries(PACKAGES.map((name) => [name, installedVersion(name)])),
  };
}

/** The version of a package in node_modules. */
export function installedVersion(name) {
  // Not through the package's exports: not every one has its manifest among them.
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(fileURLToPath(file), "utf8")).version;
}
