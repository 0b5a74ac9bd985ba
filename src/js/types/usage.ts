/** What a request cost. */

/** Tokens of a request and of its answer. */
export interface CompletionUsage {
  /** Tokens of the messages, images and tools. */
  prompt_tokens: number;
  /** Tokens of the answer, reasoning included. */
  completion_tokens: number;
  /** Both together. */
  total_tokens: number;
  /** What the prompt's tokens were. */
  prompt_tokens_details?: CompletionUsage.PromptTokensDetails;
  /** What the answer's tokens were. */
  completion_tokens_details?: CompletionUsage.CompletionTokensDetails;
}

export declare namespace CompletionUsage {
  /** What a prompt's tokens were. */
  export interface PromptTokensDetails {
    /** Sound. */
    audio_tokens?: number;
    /** Written to the cache. */
    cache_write_tokens?: number;
    /** Read from the cache: billed at about a tenth. */
    cached_tokens?: number;
    /** Images. */
    image_tokens?: number;
    /** Text. */
    text_tokens?: number;
  }

  /** What an answer's tokens were. */
  export interface CompletionTokensDetails {
    /** Predicted, and right. */
    accepted_prediction_tokens?: number;
    /** Sound. */
    audio_tokens?: number;
    /** Thought before the answer, and billed. */
    reasoning_tokens?: number;
    /** Predicted, and wrong: billed all the same. */
    rejected_prediction_tokens?: number;
    /** Text. */
    text_tokens?: number;
  }
}
