/** How formats and tools that parse are told from others, and what parses where nothing else does. */

/** Adds members that are not sent, by the names that `openai` gives them. */
export function mark<T extends object>(target: T, marks: Record<string, unknown>): T {
  for (const [name, value] of Object.entries(marks)) Object.defineProperty(target, name, { value });
  return target;
}

/** Parses JSON; the error does not quote it. */
export function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError("The answer is not the JSON that was asked for.");
  }
}
