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
  #chunks: ChunkReader | undefined;
  /** Those of the last chunk. */
  #edits!: [Edit];

  /** Gives chunks from the next read on. To be called once. */
  watch(): void {
    this.watchChunks();
    this.#chunks = new ChunkReader();
  }

  override items(): Step[] {
    const steps: Step[] = [];
    const chunks = this.#chunks;
    if (chunks) {
      chunks.read(this, (chunk, next) => {
        // Where there are none, the last one is repeated with another text.
        this.#edits = (next() as [Edit]) || [[...this.#edits[0].slice(0, -1), chunks.delta]];
        steps.push([chunk as ChatCompletionChunk, this.#edits]);
      });
    } else this.gather();
    return steps;
  }
}
