/** How likely the tokens of an answer were. */

/** A token, its probability, and what else was likely in its place. */
export interface ChatCompletionTokenLogprob {
  /** The token's text. */
  token: string;
  /** The token in UTF-8: a character may be spread over several tokens. */
  bytes: number[] | null;
  /** The natural logarithm of its probability. */
  logprob: number;
  /** The most likely tokens in this place, as many as `top_logprobs` asked for. */
  top_logprobs: ChatCompletionTokenLogprob.TopLogprob[];
}

export declare namespace ChatCompletionTokenLogprob {
  /** A token and its probability. */
  export interface TopLogprob {
    /** The token's text. */
    token: string;
    /** The token in UTF-8. */
    bytes: number[] | null;
    /** The natural logarithm of its probability. */
    logprob: number;
  }
}

/** How likely the tokens of an answer were. */
export interface ChatCompletionLogprobs {
  /** Those of `content`. */
  content: ChatCompletionTokenLogprob[] | null;
  /** Those of `refusal`. */
  refusal: ChatCompletionTokenLogprob[] | null;
}
