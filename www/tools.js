import { tool } from "brivionix/helpers";

/**
 * Two demo tools. They run in this page and make their answers up, the same each time.
 */

const SKIES = ["clear", "partly cloudy", "overcast", "light rain", "windy"];
/** A fixed moment, so that the same question always gets the same answer. */
const DEMO_NOW = new Date("2026-03-20T12:00:00Z");

export const TOOLS = [
  describeTool("get_weather", "Current weather in a city (made-up demo data).", weather, ["city"], {
    city: { type: "string", description: "City name, for example Paris" },
    unit: { type: "string", enum: ["celsius", "fahrenheit"] },
  }),
  describeTool("get_time", "Current time in a time zone (made-up demo data).", time, ["timezone"], {
    timezone: { type: "string", description: "IANA name, for example Europe/Paris" },
  }),
];

function weather({ city, unit }) {
  if (!city) throw new Error("city is missing");
  const seed = [...String(city).toLowerCase()].reduce((sum, c) => sum * 31 + c.codePointAt(0), 7);
  const celsius = 4 + (Math.abs(seed) % 24);
  const fahrenheit = unit === "fahrenheit";
  return {
    city,
    temperature: fahrenheit ? Math.round(celsius * 1.8 + 32) : celsius,
    unit: fahrenheit ? "fahrenheit" : "celsius",
    sky: SKIES[Math.abs(seed) % SKIES.length],
  };
}

function time({ timezone }) {
  const zone = timezone || "UTC";
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    dateStyle: "full",
    timeStyle: "short",
  });
  return { timezone: zone, time: format.format(DEMO_NOW) };
}

function describeTool(name, description, run, required, properties) {
  const parameters = { type: "object", properties, required, additionalProperties: false };
  return tool({ name, description, parameters, strict: false, function: run });
}
