/**
 * What a server says of when to come back, and how long that is: `waits` in ms, or a range of them.
 * `now` is the time of the test's clock.
 */

const BACKOFF = [375, 500];
const day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const weekday = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const two = (number) => String(number).padStart(2, "0");

/** The three forms of a date in HTTP: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 */
const imf = (date) => date.toUTCString();
const rfc850 = (date) =>
  `${weekday[date.getUTCDay()]}, ${two(date.getUTCDate())}-${month[date.getUTCMonth()]}-` +
  `${two(date.getUTCFullYear() % 100)} ${imf(date).slice(17)}`;
const asctime = (date) =>
  `${day[date.getUTCDay()]} ${month[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ` +
  `${imf(date).slice(17, 25)} ${date.getUTCFullYear()}`;

const at = (form, now, ms) => ({ "retry-after": form(new Date(now + ms)) });

export const RETRY_AFTER = (now) => [
  ["nothing", {}, BACKOFF],
  ["seconds", { "retry-after": "2" }, 2_000],
  ["no seconds", { "retry-after": "0" }, 0],
  ["a part of a second", { "retry-after": "0.25" }, 250],
  ["seconds among spaces", { "retry-after": "  3  " }, 3_000],
  ["a minute", { "retry-after": "60" }, 60_000],
  ["more than a minute", { "retry-after": "61" }, BACKOFF],
  ["a hundred years", { "retry-after": "3153600000" }, BACKOFF],
  ["a number without an end", { "retry-after": "9".repeat(400) }, BACKOFF],
  ["seconds without an end", { "retry-after": "Infinity" }, BACKOFF],
  ["seconds as a power of ten", { "retry-after": "1e9999" }, BACKOFF],
  ["seconds said twice", { "retry-after": "2, 9" }, 2_000],
  ["a date of another standard", { "retry-after": "2026-03-05T07:08:13Z" }, BACKOFF],
  ["less than nothing", { "retry-after": "-5" }, BACKOFF],
  ["a date", at(imf, now, 4_000), 4_000],
  ["a date with a weekday in full", at(rfc850, now, 4_000), 4_000],
  ["a date of asctime", at(asctime, now, 4_000), 4_000],
  ["a date that has passed", at(imf, now, -4_000), BACKOFF],
  ["a date next year", at(imf, now, 3e10), BACKOFF],
  ["no date", { "retry-after": "Sun, 99 Foo 2026 25:61:61 GMT" }, BACKOFF],
  ["words", { "retry-after": "soon" }, BACKOFF],
  ["an empty value", { "retry-after": "" }, BACKOFF],
  ["milliseconds", { "retry-after-ms": "150" }, 150],
  ["a part of a millisecond", { "retry-after-ms": "12.5" }, 12.5],
  ["milliseconds and seconds", { "retry-after-ms": "150", "retry-after": "9" }, 150],
  ["garbage for milliseconds", { "retry-after-ms": "?", "retry-after": "9" }, 9_000],
  ["too many milliseconds", { "retry-after-ms": "60001" }, BACKOFF],
  ["milliseconds without an end", { "retry-after-ms": "Infinity", "retry-after": "2" }, BACKOFF],
  ["milliseconds that are no number", { "retry-after-ms": "NaN", "retry-after": "2" }, 2_000],
  ["milliseconds below nothing", { "retry-after-ms": "-1" }, BACKOFF],
  ["leave to retry", { "x-should-retry": "true", "retry-after": "1" }, 1_000],
  ["garbage for leave", { "x-should-retry": "perhaps", "retry-after": "1" }, 1_000],
];
