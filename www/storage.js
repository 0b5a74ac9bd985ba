/**
 * What the page keeps between visits, in localStorage: private to this browser, a few megabytes.
 */
import { FORMS } from "./forms.js";

const CONVERSATION = "brivionix-demo-conversation";
const SETTINGS = "brivionix-demo-settings";
const THEME = "brivionix-demo-theme";

/** @returns {import("./conversation.js").Entry[]} */
export function loadConversation() {
  const entries = read(CONVERSATION);
  // Another version of this page may have written it, in a shape of its own.
  if (!isList(entries, isEntry)) return [];
  for (const entry of entries) {
    // The page was closed while this answer was arriving.
    if (entry.state === "streaming") entry.state = "stopped";
  }
  return entries;
}

/**
 * @param {import("./conversation.js").Entry[]} entries
 * @returns {"kept" | "without-images" | "not-kept"} what fitted
 */
export function saveConversation(entries) {
  if (write(CONVERSATION, entries, smallPictures)) return "kept";
  if (write(CONVERSATION, entries, noPictures)) return "without-images";
  return "not-kept";
}

/**
 * @template {object} T
 * @param {T} defaults
 * @returns {T} what was saved, where it is of the same type as the default
 */
export function loadSettings(defaults) {
  const saved = Object(read(SETTINGS));
  const known = Object.entries(defaults).map(([name, value]) => [
    name,
    saved[name] !== null && typeof saved[name] === typeof value ? saved[name] : value,
  ]);
  return Object.fromEntries(known);
}

export function saveSettings(settings) {
  return write(SETTINGS, settings);
}

/** @returns {"light" | "dark" | null} */
export function loadTheme() {
  return read(THEME);
}

export function saveTheme(theme) {
  return write(THEME, theme);
}

function isEntry(entry) {
  const { role, text, pictures, form, steps } = Object(entry);
  if (form !== undefined && !Object.hasOwn(FORMS, form)) return false;
  return role === "user"
    ? typeof text === "string" && isList(pictures, (picture) => typeof picture?.name === "string")
    : isList(steps, isStep);
}

function isStep(step) {
  const { text, refusal, calls } = Object(step);
  return typeof text === "string" && typeof refusal === "string" && Array.isArray(calls);
}

function isList(list, isItem) {
  return Array.isArray(list) && list.every(isItem);
}

function smallPictures(key, value) {
  return key === "pictures" ? value.map((p) => ({ ...p, url: p.kept })) : value;
}

function noPictures(key, value) {
  return key === "pictures" ? value.map((p) => ({ ...p, url: null, kept: null })) : value;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** False when storage is full, or denied by the browser's privacy settings. */
function write(key, value, replacer) {
  try {
    localStorage.setItem(key, JSON.stringify(value, replacer));
    return true;
  } catch {
    return false;
  }
}
