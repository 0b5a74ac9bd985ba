/** The engine as a file of its own. */
declare module "#engine.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** The engine as text; see `unpack.ts`. */
declare module "#engine.txt" {
  const text: string;
  export default text;
}

/** What marks the module that was built with `brivionix/slim`. */
declare const SLIM_BUILD: string;
