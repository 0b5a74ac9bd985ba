/** Logging. What is logged names methods, URLs without query, statuses and times: never a key,
 * a header value or a text of the conversation. */

/** From nothing to everything. */
export type LogLevel = "off" | "error" | "warn" | "info" | "debug";

/** Something like `console`. */
export interface Logger {
  error(message: string, ...rest: unknown[]): void;
  warn(message: string, ...rest: unknown[]): void;
  info(message: string, ...rest: unknown[]): void;
  debug(message: string, ...rest: unknown[]): void;
}

const LEVELS: readonly LogLevel[] = ["off", "error", "warn", "info", "debug"];

/** The level that `value` names; `warn` where it names none. */
export function parseLogLevel(value: string | undefined): LogLevel {
  return LEVELS.includes(value as LogLevel) ? (value as LogLevel) : "warn";
}

/** A function that logs to `logger` what `level` lets through. */
export function logTo(logger: Logger, level: LogLevel) {
  return (severity: Exclude<LogLevel, "off">, message: string): void => {
    if (LEVELS.indexOf(severity) <= LEVELS.indexOf(level)) logger[severity](message);
  };
}
