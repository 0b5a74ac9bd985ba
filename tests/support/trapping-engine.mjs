/** Engines that trap when told to, and watch who calls them after that. */

/** The calls of all engines so far. `at` is the one that traps, strays free what does not live. */
export const calls = { count: 0, at: 0, trapped: undefined, afterTrap: [], freed: [], strays: [] };

const MAKERS = ["chunks", "text", "completion", "json", "error"];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  #dead = false;
  #living = new Set();

  get exports() {
    const wrapped = Object.entries(super.exports).map(([name, value]) => [
      name,
      typeof value === "function" ? this.#watch(name, value) : value,
    ]);
    return Object.fromEntries(wrapped);
  }

  #watch(name, call) {
    return (...parts) => {
      if (this.#dead) calls.afterTrap.push(name);
      if (name === "free") calls.freed.push(parts[0]);
      if (name === "free" && !this.#living.delete(parts[0])) calls.strays.push(parts[0]);
      calls.count += 1;
      if (calls.count !== calls.at) {
        const result = call(...parts);
        if (MAKERS.includes(name)) this.#living.add(result);
        return result;
      }
      this.#dead = true;
      calls.trapped = name;
      throw new WebAssembly.RuntimeError("unreachable");
    };
  }
};

/** Has the call after so many others trap. */
export function trapAfter(others) {
  Object.assign(calls, { count: 0, at: others, trapped: undefined });
  Object.assign(calls, { afterTrap: [], freed: [], strays: [] });
}
