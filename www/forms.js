import { responseFormat } from "brivionix/helpers";

/**
 * Forms that the model fills in: structured answers by a JSON Schema.
 *
 * @typedef {{ name: string, fields: Record<string, { label: string, schema: object }> }} Form
 */

/** @type {Record<string, Form>} */
export const FORMS = {
  recipe: {
    name: "recipe",
    fields: {
      title: { label: "Title", schema: { type: "string" } },
      servings: { label: "Servings", schema: { type: "integer" } },
      vegetarian: { label: "Vegetarian", schema: { type: "boolean" } },
      ingredients: { label: "Ingredients", schema: { type: "array", items: { type: "string" } } },
      steps: { label: "Steps", schema: { type: "array", items: { type: "string" } } },
    },
  },
};

/**
 * @param {string} id
 * @returns {object} the `response_format` of a request
 */
export function formatOf(id) {
  const { name, fields } = FORMS[id];
  const properties = Object.entries(fields).map(([key, { schema }]) => [key, schema]);
  const schema = {
    type: "object",
    properties: Object.fromEntries(properties),
    required: Object.keys(fields),
  };
  return responseFormat(schema, name);
}
