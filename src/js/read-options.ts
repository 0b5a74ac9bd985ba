/** How a response body is read. */
export interface ReadOptions {
  /** Longest wait for the next bytes, in ms; 0 for none. Default: 5 minutes. */
  idleTimeout: number;
  /** Longest event, in bytes. Default: 8 MiB. */
  eventLimit: number;
  /** Called once, when nothing more will be read. */
  onEnd?: () => void;
}

export const DEFAULT_READ_OPTIONS: ReadOptions = {
  idleTimeout: 300_000,
  eventLimit: 8 * 1024 * 1024,
};
