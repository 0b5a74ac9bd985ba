/** Events of something that runs once, has listeners and ends. */
import { APIUserAbortError, OpenAIError } from "../errors.js";
import { eventIterator } from "./event-iterator.js";

/** What listeners of each event are called with. */
export interface BaseEvents {
  /** The answer has begun. */
  connect: () => void;
  /** It has failed; `end` follows. */
  error: (error: OpenAIError) => void;
  /** It was aborted; `end` follows. */
  abort: (error: APIUserAbortError) => void;
  /** Nothing more will come. */
  end: () => void;
}

/** The arguments of an event. */
export type EventArgs<Events, Name extends keyof Events> = Events[Name] extends (
  ...args: infer Args
) => unknown
  ? Args
  : never;

/** What a promise of an event resolves to: its argument, or all of them where it has several. */
export type EventValue<Events, Name extends keyof Events> =
  EventArgs<Events, Name> extends [infer Only]
    ? Only
    : EventArgs<Events, Name> extends []
      ? void
      : EventArgs<Events, Name>;

interface Registration {
  listener: (...args: any[]) => unknown;
  once: boolean;
}

/** Runs once, tells its listeners, and ends. */
export class EventStream<Events extends BaseEvents> {
  /** Abort it to cancel the request. */
  readonly controller: AbortController = new AbortController();
  readonly #listeners = new Map<keyof Events, Registration[]>();
  readonly #end: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  #untie: (() => void) | undefined;
  #ended = false;
  #failure: OpenAIError | undefined;
  #observed = false;

  constructor() {
    this.#end = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Where nobody asks, `#emit` decides whether the failure has to come out some other way.
    this.#end.catch(() => {});
  }

  /** Whether it has ended, in whatever way. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether it has failed or was aborted. */
  get errored(): boolean {
    return this.#failure !== undefined;
  }

  /** Whether it was aborted. */
  get aborted(): boolean {
    return this.#failure instanceof APIUserAbortError;
  }

  /** Cancels the request. */
  abort(): void {
    this.controller.abort();
  }

  /** Calls `listener` whenever the event happens. */
  on<Name extends keyof Events>(event: Name, listener: Events[Name]): this {
    return this.#add(event, listener, false);
  }

  /** Calls `listener` the next time the event happens. */
  once<Name extends keyof Events>(event: Name, listener: Events[Name]): this {
    return this.#add(event, listener, true);
  }

  /** Takes a listener away that was added last; one that was added twice stays once. */
  off<Name extends keyof Events>(event: Name, listener: Events[Name]): this {
    const listeners = this.#listeners.get(event) ?? [];
    const found = listeners.find((known) => known.listener === listener);
    this.#listeners.set(
      event,
      listeners.filter((known) => known !== found),
    );
    return this;
  }

  /** Resolves when the event happens next; rejects where the stream ends without it. */
  emitted<Name extends keyof Events>(event: Name): Promise<EventValue<Events, Name>> {
    this.#observed = true;
    return new Promise((resolve, reject) => {
      const happened = (...args: any[]) => resolve(args.length > 1 ? args : args[0]);
      this.#add(event, happened, true);
      const missed = () =>
        new OpenAIError(`The stream ended without the event "${String(event)}".`);
      this.#end.then(() => reject(missed()), reject);
    });
  }

  /** The arguments of each time the event happens. Ends with the stream, or throws its error. */
  events<Name extends keyof Events>(event: Name): AsyncIterableIterator<EventArgs<Events, Name>> {
    return this.iterate([event], (...args: any[]) => args as EventArgs<Events, Name>);
  }

  /** Resolves when it has ended well; rejects with its error. */
  async done(): Promise<void> {
    this.#observed = true;
    await this.#end;
  }

  /** @internal Iterates over what is made of events; `undefined` is left out. */
  iterate<T>(
    events: (keyof Events)[],
    convert: (...args: any[]) => T | undefined,
    onReturn?: () => void,
  ): AsyncIterableIterator<T> {
    return eventIterator<T>(
      (push) => {
        const take = (...args: any[]) => {
          const value = convert(...args);
          if (value !== undefined) push(value);
        };
        for (const event of events) this.#add(event, take, false);
      },
      this.done(),
      () => {
        if (!this.#ended) onReturn?.();
      },
    );
  }

  /** @internal Starts the work, once whoever has made this has added listeners. */
  run(work: () => Promise<unknown>): void {
    soon(async () => {
      try {
        await work();
        this.emitFinal();
      } catch (error) {
        this.#fail(error);
      }
      this.emit("end");
    });
  }

  /** @internal Follows a signal until the end. */
  follow(signal: AbortSignal | null | undefined): void {
    if (!signal || this.#untie || this.#ended) return;
    const abort = () => this.controller.abort(signal.reason);
    signal.addEventListener("abort", abort);
    this.#untie = () => signal.removeEventListener("abort", abort);
    if (signal.aborted) abort();
  }

  /** @internal */
  emit(event: keyof Events, ...args: any[]): void {
    if (this.#ended) return;
    if (event === "end") {
      this.#ended = true;
      this.#untie?.();
      this.#resolve();
    }
    const listeners = this.#listeners.get(event);
    if (!listeners) return;
    const isLast = this.#failure !== undefined || event === "end";
    for (const { listener, once } of listeners) {
      if (once) this.off(event, listener as Events[keyof Events]);
      try {
        listener(...args);
      } catch (error) {
        if (!isLast) throw error;
        // The others must hear of the end, and the error must not be lost.
        Promise.reject(error);
      }
    }
  }

  /** @internal Throws where the stream is aborted. */
  throwIfAborted(): void {
    const { aborted, reason } = this.controller.signal;
    if (aborted) throw new APIUserAbortError({ cause: reason });
  }

  /** @internal What is to be emitted before the end. */
  emitFinal(): void {}

  /** @internal A listener was added. */
  listened(_event: keyof Events): void {}

  #add(event: keyof Events, listener: unknown, once: boolean): this {
    const added = { listener: listener as Registration["listener"], once };
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), added]);
    this.listened(event);
    return this;
  }

  #fail(cause: unknown): void {
    const error = toOpenAIError(cause, this.controller.signal);
    this.#failure = error;
    const event = error instanceof APIUserAbortError ? "abort" : "error";
    if (!this.#observed && !this.#listeners.get(event)?.length) Promise.reject(error);
    this.#reject(error);
    this.emit(event, error);
  }
}

/** Something that runs a function after the code and the promises of now. */
interface Later {
  setImmediate?(work: () => void): unknown;
  scheduler?: { postTask?(work: () => void): unknown };
}

/**
 * A timer would put Node to sleep for a millisecond, and waking up costs as much as a short answer. In
 * a page it may take four. https://wicg.github.io/scheduling-apis/#dom-scheduler-posttask
 */
function soon(work: () => void): void {
  const { setImmediate, scheduler } = globalThis as Later;
  if (setImmediate) setImmediate(work);
  else if (scheduler?.postTask) scheduler.postTask(work);
  else setTimeout(work);
}

function toOpenAIError(cause: unknown, { reason }: AbortSignal): OpenAIError {
  if (cause instanceof OpenAIError) return cause;
  if (!(cause instanceof Error)) return new OpenAIError(String(cause));
  if (cause.name === "AbortError") return new APIUserAbortError({ cause: reason });
  return new OpenAIError(cause.message, { cause });
}
