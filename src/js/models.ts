/** `client.models`. */
import type { APIPromise } from "./api-promise.js";
import type { OpenAI } from "./client.js";
import { OpenAIError } from "./errors.js";
import type { RequestOptions } from "./options.js";
import type { Page, PagePromise } from "./page.js";
import type { Model } from "./types/index.js";

/** A page of models. */
export type ModelsPage = Page<Model>;

/** The models that can be used: `GET /models`. */
export class Models {
  readonly #client: OpenAI;

  constructor(client: OpenAI) {
    this.#client = client;
  }

  /** All models, as a page that can be iterated over: `for await (const model of models.list())`. */
  list(options?: RequestOptions): PagePromise<Model> {
    return this.#client.getAPIList("/models", options);
  }

  /** One model. Throws a {@link NotFoundError} where there is no such model. */
  retrieve(model: string, options?: RequestOptions): APIPromise<Model> {
    return this.#client.get(`/models/${encodeSegment(model)}`, { ...options, stream: false });
  }
}

/** Text as one segment of a path: it cannot lead anywhere else. */
function encodeSegment(text: string): string {
  if (typeof text !== "string" || /^\.{0,2}$/.test(text)) {
    throw new OpenAIError("That is not the name of a model.");
  }
  return encodeURI(text).replace(/[/?#]/g, encodeURIComponent);
}

export declare namespace Models {
  export type { Model, ModelsPage };
}
