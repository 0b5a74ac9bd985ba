/** Statements about types. */

/** Whether two types are the same. */
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile unless its argument is true: `holds<Same<A, B>>()`. */
export declare function holds<_ extends true>(): void;

/** Fails to compile unless the value can be used as a `T`. */
export declare function accepts<T>(value: T): void;
