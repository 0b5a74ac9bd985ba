/** `client.models`. */
import type { APIPromise } from "./api-promise.js";
import type { OpenAI } from "./client.js";
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
    return this.#client.get(`/models/${encodeURIComponent(model)}`, options);
  }
}

export declare namespace Models {
  export type { Model, ModelsPage };
}
