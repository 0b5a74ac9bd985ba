/** TypeScript compilers, and projects to compile with them. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript-5.9";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../..", import.meta.url));
const sources = join(repository, "tests/types");

/** The strictest there is: users who check less see fewer errors. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: "ES2022",
};

/** The compilers that are installed, oldest first, by their version. */
export async function findCompilers() {
  const names = ["typescript-5.2", "typescript-5.9", "typescript"];
  return Promise.all(
    names.map(async (name) => {
      const directory = join(repository, "node_modules", name);
      const { version } = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
      return { version, path: join(directory, "bin/tsc") };
    }),
  );
}

/**
 * Compiles files of `tests/types`, and others given as `{ name: text }`, with further options.
 * Resolves to the errors that the compiler prints, one a line.
 */
export async function compile(compiler, files, options, others = {}) {
  // Inside the repository, so that imports find the installed packages.
  const directory = await mkdtemp(join(repository, "target/types-"));
  try {
    const paths = files.map((file) => join(sources, file));
    for (const [name, text] of Object.entries(others)) {
      paths.push(join(directory, name));
      await writeFile(join(directory, name), text);
    }
    const project = { compilerOptions: { ...STRICT, types: [], ...options }, files: paths };
    await writeFile(join(directory, "tsconfig.json"), JSON.stringify(project));
    const args = [compiler.path, "--project", directory, "--pretty", "false"];
    return await run(process.execPath, args).then(
      () => [],
      // It ends with 2 where it has found errors, and prints them.
      ({ stdout, stderr }) => `${stdout}${stderr}`.trim().split("\n"),
    );
  } finally {
    await rm(directory, { recursive: true });
  }
}

const { Alias, Constructor, Prototype, Signature, Type, TypeParameter } = ts.SymbolFlags;
const UNNAMED = Constructor | Prototype | Signature | TypeParameter;

const inspected = new Map();

/** A checker of types, and the symbol that a package's entry is to it. */
function inspect(name) {
  if (!inspected.has(name)) inspected.set(name, load(name));
  return inspected.get(name);
}

function load(name) {
  const options = { module: ts.ModuleKind.ESNext, moduleResolution: 100, target: 9 };
  const importer = join(sources, "names.ts");
  const { resolvedModule } = ts.resolveModuleName(name, importer, options, ts.sys);
  const entry = resolvedModule.resolvedFileName;
  const program = ts.createProgram([entry], options);
  const checker = program.getTypeChecker();
  return { checker, module: checker.getSymbolAtLocation(program.getSourceFile(entry)) };
}

/** The names of the types in a namespace of a package: `OpenAI`, `Chat`, `Completions`. */
export function typesIn(name, ...path) {
  const { checker, module } = inspect(name);
  const exportsOf = (symbol) =>
    checker.getExportsOfModule(symbol).map((exported) => {
      const target = exported.flags & Alias ? checker.getAliasedSymbol(exported) : exported;
      return { name: exported.name, target };
    });
  const namespace = path.reduce(
    (symbol, step) => exportsOf(symbol).find((exported) => exported.name === step).target,
    module,
  );
  const types = exportsOf(namespace).filter(({ target }) => target.flags & Type);
  return types.map((exported) => exported.name).sort();
}

/** The exports of a package, and their members, that have no doc comment. */
export function undocumented(name) {
  const { checker, module } = inspect(name);
  const seen = new Set();
  const missing = [];
  const package_ = name.split("/")[0];
  const isOurs = (node) => node.getSourceFile().fileName.includes(`/node_modules/${package_}/`);
  const visit = (path, exported) => {
    const symbol = exported.flags & Alias ? checker.getAliasedSymbol(exported) : exported;
    if (seen.has(symbol) || symbol.flags & UNNAMED || symbol.name.endsWith("#private")) return;
    seen.add(symbol);
    if (!symbol.declarations?.some(isOurs)) return;
    const isDeprecated = symbol.getJsDocTags().some((tag) => tag.name === "deprecated");
    const words = symbol.getDocumentationComment(checker);
    if (words.length === 0 && !isDeprecated) missing.push(path);
    for (const members of [symbol.exports, symbol.members]) {
      for (const [key, member] of members ?? []) visit(`${path}.${key}`, member);
    }
  };
  for (const symbol of checker.getExportsOfModule(module)) visit(symbol.name, symbol);
  return missing;
}
