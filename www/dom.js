/**
 * Builds an element. Text always arrives as a text node, never as markup.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [props] attributes, `text`, or `onevent` listeners
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") node.textContent = String(value);
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * @param {string} id
 * @returns {any} the element, which index.html is known to hold
 */
export function byId(id) {
  return document.getElementById(id);
}
