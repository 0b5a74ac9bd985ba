/** The CPU time of a process, in µs, all its threads together; Linux only. */
import { readdirSync, readFileSync } from "node:fs";

/**
 * The threads that run now: what has ended is not in it. `/proc/PID/stat`, which counts that too,
 * counts in hundredths of a second.
 * https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
export function cpuMicros(pid) {
  let nanos = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanos += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0]);
  }
  return nanos / 1000;
}

/** The child processes of this one. */
export function childPids(pids) {
  return pids.filter((pid) => parentOf(pid) === process.pid);
}

/** Field 4 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. */
function parentOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is a name in parentheses, which may hold spaces.
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

/** Empty where the process or thread has ended meanwhile. */
function read(file) {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
