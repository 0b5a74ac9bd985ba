import { inNode } from "../support/row.mjs";

export default ["22", "26"].flatMap((version) =>
  inNode(`Node ${version}`, (row) => row.installed(`node-${version}/bin/node`)),
);
