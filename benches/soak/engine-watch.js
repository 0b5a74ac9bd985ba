/** Watches the engine of the client that is imported afterwards. */
export const engine = {
  memory: undefined,
  /** Decoders that have not been freed, and the most that there have been. */
  decoders: 0,
  mostDecoders: 0,
  /** What there is to tell of it. */
  sample() {
    const { decoders, mostDecoders, memory } = this;
    return { decoders, mostDecoders, wasm: memory?.buffer.byteLength };
  },
};

const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...parts) {
    super(...parts);
    // Node has a module of its own for HTTP.
    if (!this.exports.feed) return;
    engine.memory = this.exports.memory;
    const value = { ...this.exports };
    for (const name of ["chunks", "text", "completion", "json", "error"]) {
      value[name] = (...args) => {
        engine.decoders += 1;
        engine.mostDecoders = Math.max(engine.mostDecoders, engine.decoders);
        return this.exports[name](...args);
      };
    }
    value.free = (...args) => {
      engine.decoders -= 1;
      return this.exports.free(...args);
    };
    // biome-ignore lint/correctness/noConstructorReturn: an instance's exports cannot be changed.
    return { exports: value };
  }
};
