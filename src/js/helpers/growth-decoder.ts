/** A completion that grows, and who watches it: `src/protocol/growth_sink.rs`. */
import { ChunkReader } from "../chunk-decoder.js";
import { CompletionDecoder } from "../completion-decoder.js";
import type { Edit } from "../edits.js";
import type { ChatCompletionChunk } from "../types/index.js";

/** A chunk, and what it does to the completion. */
export type Step = [chunk: ChatCompletionChunk, edits: Edit[]];

/**
 * Decodes a body into one completion, without chunks until somebody watches. From then on it gives
 * them, and leaves it to whoever takes them to edit the snapshot.
 */
export class GrowthDecoder extends CompletionDecoder {
  readonly #chunks = new ChunkReader();

  /** Gives chunks from the next read on. */
  watch(): void {
    if (!this.watched) this.watchChunks();
  }

  override items(): Step[] {
    const steps: Step[] = [];
    if (!this.watched) this.gather();
    else {
      this.#chunks.read(this, (chunk, next) => {
        steps.push([chunk as ChatCompletionChunk, next() as Edit[]]);
      });
    }
    return steps;
  }
}
