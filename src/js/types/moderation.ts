/** What moderation found, where a request asked for it. */

/** What moderation found in a request and in its answer. */
export interface ChatCompletionModeration {
  /** In the request. */
  input: ChatCompletionModeration.ModerationResults | ChatCompletionModeration.Error;
  /** In the answer. */
  output: ChatCompletionModeration.ModerationResults | ChatCompletionModeration.Error;
}

export declare namespace ChatCompletionModeration {
  /** Moderation took place. */
  export interface ModerationResults {
    /** Always `moderation_results`. */
    type: "moderation_results";
    /** The model that moderated. */
    model: string;
    /** What it found. */
    results: ModerationResults.Result[];
  }

  export namespace ModerationResults {
    /** What a model found. */
    export interface Result {
      /** Always `moderation_result`. */
      type: "moderation_result";
      /** The model that moderated. */
      model: string;
      /** Whether anything was found. */
      flagged: boolean;
      /** What was found, by category. */
      categories: { [key: string]: boolean };
      /** How sure the model is, by category. */
      category_scores: { [key: string]: number };
      /** What it was found in, by category. */
      category_applied_input_types: { [key: string]: ("text" | "image")[] };
    }
  }

  /** Moderation failed. */
  export interface Error {
    /** Always `error`. */
    type: "error";
    /** Machine-readable reason. */
    code: string;
    /** What went wrong, in words. */
    message: string;
  }
}
