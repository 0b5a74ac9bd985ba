/** A minimal app with the package in it, as `npm install` would leave it. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execute } from "./process.mjs";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const matrix = join(repository, "tests/matrix");
/** What npm puts into `node_modules`; other names with a dot are caches. */
const INSTALLED = /^([^.].*|\.bin|\.package-lock\.json|\.stamp)$/;
/** The package that npm has installed from the tarball. */
const installed = dirname(fileURLToPath(import.meta.resolve("brivionix/package.json")));

/**
 * Sets up the app that lies in the folder `name` of the matrix or of the examples; its files
 * complete or replace those of the folder `from`, if there is one.
 */
export async function setUpApp(name, from = name) {
  const places = [join(matrix, name), join(repository, "examples", name)];
  const source = places.find((place) => existsSync(join(place, "package.json")));
  const app = join(repository, "target/matrix", name);
  await mkdir(app, { recursive: true });
  const manifest = await readFile(join(source, "package.json"), "utf8");
  await installTools(app, JSON.parse(manifest), join(matrix, "locks", `${name}.json`));
  // Nothing that an earlier run has built may help this one, nor what tools keep beside packages.
  await clear(app, /^node_modules$/);
  await clear(join(app, "node_modules"), INSTALLED);
  await cp(from === name ? source : join(matrix, from), app, { recursive: true });
  await cp(source, app, { recursive: true });
  const place = join(app, "node_modules/brivionix");
  await rm(place, { recursive: true, force: true });
  await cp(installed, place, { recursive: true });
  return app;
}

async function clear(directory, keep) {
  for (const name of await readdir(directory)) {
    if (!keep.test(name)) await rm(join(directory, name), { recursive: true });
  }
}

/**
 * Installs what the app needs beside the package, unless that has been done. The package itself
 * stays out of the lock: it is another one after every build.
 */
async function installTools(app, { dependencies: { brivionix, ...dependencies }, ...rest }, lock) {
  const manifest = JSON.stringify({ ...rest, dependencies });
  const stamp = join(app, "node_modules/.stamp");
  const wanted = async () => {
    const locked = existsSync(lock) ? await readFile(lock) : "";
    return createHash("sha256").update(manifest).update(locked).digest("hex");
  };
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === (await wanted())) return;
  await rm(app, { recursive: true, force: true });
  await mkdir(join(app, "node_modules"), { recursive: true });
  if (Object.keys(dependencies).length > 0) await installLocked(app, manifest, lock);
  await writeFile(stamp, await wanted());
}

/** Installs what the lock says; where there is none yet, what npm finds, and locks that. */
async function installLocked(app, manifest, lock) {
  const own = join(app, "package-lock.json");
  await writeFile(join(app, "package.json"), manifest);
  const known = existsSync(lock);
  if (known) await cp(lock, own);
  const quiet = [
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--omit-lockfile-registry-resolved",
    // One script after the other: those of the package `node` run an npm of their own each.
    "--foreground-scripts",
    // What has stalled begins anew early.
    "--fetch-timeout=60000",
  ];
  const install = () => execute("npm", [known ? "ci" : "install", ...quiet], { cwd: app });
  // An npm that hangs is rare, and says nothing of the package.
  await install().catch(install);
  if (!known) await cp(own, lock);
  await rm(own);
}
