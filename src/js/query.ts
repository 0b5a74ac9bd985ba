/** Query strings in the form that the API's own libraries use. */

/**
 * Sets parameters, in place of those by the same name. Lists become `name[]=…`, objects
 * `name[key]=…`; `undefined` leaves a parameter out.
 */
export function setQuery(search: URLSearchParams, query: object, within?: string): void {
  for (const [key, value] of Object.entries(query)) {
    const name = within === undefined ? key : `${within}[${Array.isArray(query) ? "" : key}]`;
    if (value instanceof Date) search.set(name, value.toISOString());
    else if (typeof value === "object" && value !== null) setQuery(search, value, name);
    else if (name.endsWith("[]")) search.append(name, value ?? "");
    else if (value !== undefined) search.set(name, value ?? "");
  }
}
