/** What has been measured, kept in a file after every step. */
import { mkdir, readFile, writeFile } from "node:fs/promises";

const FILE = new URL("../target/benches.json", import.meta.url);

export class Results {
  constructor(data) {
    /** `{ machine, speed, sizes?, cold?, memory?, failures }`. */
    this.data = data;
  }

  /** Begins anew, or with what the last run has measured. */
  static async open(again, describeMachine) {
    if (again) return new Results(JSON.parse(await readFile(FILE, "utf8")));
    return new Results({ machine: describeMachine(), speed: [], failures: [] });
  }

  /** Adds the rows of one case, in the place of earlier ones. */
  add(result) {
    const isSame = ({ runtime, key }) => runtime === result.runtime && key === result.key;
    const at = this.data.speed.findIndex(isSame);
    if (at < 0) this.data.speed.push(result);
    else this.data.speed[at] = result;
    this.#succeed(`${result.runtime}: ${result.key}`);
  }

  set(part, value) {
    this.data[part] = value;
  }

  /** Notes what could not be measured. */
  fail(what, { message }) {
    this.#succeed(what);
    this.data.failures.push(`${what}: ${message.split("\n", 1)[0].slice(0, 200)}`);
  }

  async keep() {
    await mkdir(new URL(".", FILE), { recursive: true });
    await writeFile(FILE, JSON.stringify(this.data));
  }

  #succeed(what) {
    this.data.failures = this.data.failures.filter((failure) => !failure.startsWith(`${what}: `));
  }
}
