/** Names of classes. Minifiers change them, and people read `constructor.name` in their logs. */

/** Gives classes the names that they have in an object. */
export function nameClasses(classes: object): void {
  for (const [value, Class] of Object.entries(classes)) {
    Object.defineProperty(Class, "name", { value });
  }
}
