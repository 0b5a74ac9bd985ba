/** The CPU time of a process, in µs, all threads together; Linux only. */
import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second towards programs, whatever the kernel does. */
const TICK_MICROS = 10_000;

export function cpuMicros(pid) {
  const [, utime, stime] = statOf(pid);
  return (utime + stime) * TICK_MICROS;
}

/** The child processes of this one. */
export function childPids(pids) {
  return pids.filter((pid) => statOf(pid)[0] === process.pid);
}

/** Parent, user time and system time: fields 4, 14 and 15 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is a name in parentheses, which may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [Number(fields[1]), Number(fields[11]), Number(fields[12])];
  } catch {
    // It has ended meanwhile.
    return [0, 0, 0];
  }
}
