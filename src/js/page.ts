/** Lists, as the API returns them. */
import { APIPromise } from "./api-promise.js";

/** A list as it comes in a body. */
export interface PageResponse<Item> {
  /** Always `list`. */
  object: string;
  /** The items. */
  data: Item[];
}

/** A list with everything in it: the API's lists are not split over several pages. */
export class Page<Item> implements AsyncIterable<Item>, PageResponse<Item> {
  /** Always `list`. */
  declare readonly object: string;
  /** The items. */
  declare readonly data: Item[];

  constructor(body: Partial<PageResponse<Item>> | null) {
    this.object = body?.object ?? "list";
    this.data = body?.data ?? [];
  }

  /** The items: the same as {@link data}. */
  getPaginatedItems(): Item[] {
    return this.data;
  }

  /** Always false: the first page is the only one. */
  hasNextPage(): boolean {
    return false;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    yield* this.data;
  }
}

/** A promise of a {@link Page} that can be iterated over without awaiting it first. */
export class PagePromise<Item> extends APIPromise<Page<Item>> implements AsyncIterable<Item> {
  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    yield* (await this).data;
  }
}
