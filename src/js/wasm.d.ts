declare module "#engine.wasm" {
  const wasm: BufferSource | WebAssembly.Module;
  export default wasm;
}
