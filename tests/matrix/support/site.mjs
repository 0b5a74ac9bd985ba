/** A plain web server for a directory. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".map": "application/json",
  ".wasm": "application/wasm",
};

/** Not every browser tells its driver of errors, so pages have to. */
const PROBLEMS = await readFile(new URL("problems.js", import.meta.url));
const SCRIPT = '<script src="/problems.js"></script>';

/** Serves `directory` with further `headers` while `use(url)` runs. */
export async function withSite(directory, headers, use) {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(new URL(url, "http://site").pathname);
    try {
      const content = await contentOf(directory, path.endsWith("/") ? `${path}index.html` : path);
      response.writeHead(200, {
        "content-type": TYPES[extname(path)] ?? TYPES[".html"],
        ...headers,
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function contentOf(directory, path) {
  if (path === "/problems.js") return PROBLEMS;
  const content = await readFile(join(directory, path));
  return path.endsWith(".html") ? `${content}`.replace("<head>", `<head>${SCRIPT}`) : content;
}
