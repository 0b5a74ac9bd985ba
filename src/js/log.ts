/** Logging. What is logged names methods, URLs without query, statuses and times: never a key,
 * a header value or a text of the conversation. */

/** From nothing to everything. */
export type LogLevel = "off" | "error" | "warn" | "info" | "debug";

/** Something like `console`. */
export interface Logger {
  /** What has failed. */
  error(message: string, ...rest: unknown[]): void;
  /** What may be a mistake. */
  warn(message: string, ...rest: unknown[]): void;
  /** Attempts and retries. */
  info(message: string, ...rest: unknown[]): void;
  /** Nothing so far. */
  debug(message: string, ...rest: unknown[]): void;
}

/** Logs what its level lets through. Never throws or rejects, and nobody has to wait for it. */
export type Log = (severity: Exclude<LogLevel, "off">, message: string) => Promise<void>;

const LEVELS: readonly LogLevel[] = ["off", "error", "warn", "info", "debug"];

/** The level that `value` names; `warn` where it names none. */
export function parseLogLevel(value: string | undefined): LogLevel {
  return LEVELS.includes(value as LogLevel) ? (value as LogLevel) : "warn";
}

/** A function that logs to `logger`, which may lack a method or fail, what `level` lets through. */
export function logTo(logger: Partial<Logger>, level: LogLevel): Log {
  return async (severity, message) => {
    try {
      if (LEVELS.indexOf(severity) <= LEVELS.indexOf(level)) await logger[severity]?.(message);
    } catch {
      // No call fails because a line could not be written.
    }
  };
}
