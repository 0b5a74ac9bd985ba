/**
 * The worker of the benches: runs a consumer as often as the request asks, or, where it names none,
 * collects garbage.
 */
import { prepare } from "../harness/prepare.mjs";

let key;
let prepared;

export default {
  async fetch(request) {
    const { spec, name, times } = await request.json();
    if (!name) {
      globalThis.gc();
      return Response.json({});
    }
    if (key !== spec.key) {
      prepared = await prepare(spec);
      key = spec.key;
    }
    for (let turn = 0; turn < times; turn++) await prepared[name].run();
    const sizes = Object.entries(prepared).map(([consumer, { count, bytes }]) => {
      return [consumer, { count, bytes }];
    });
    return Response.json(Object.fromEntries(sizes));
  },
};
