/** Parts of a message's content. */
import type * as Shared from "./shared.js";

/** Text in a message. */
export interface ChatCompletionContentPartText {
  /** Always `text`. */
  type: "text";
  /** The text. */
  text: string;
  /** Caches the conversation up to here. */
  prompt_cache_breakpoint?: ChatCompletionContentPartText.PromptCacheBreakpoint;
}

export declare namespace ChatCompletionContentPartText {
  /** Caches the conversation up to this part. */
  export type PromptCacheBreakpoint = Shared.PromptCacheBreakpoint;
}

/** An image in a user message. `imagePart` makes one of a file or of bytes. */
export interface ChatCompletionContentPartImage {
  /** Always `image_url`. */
  type: "image_url";
  /** The image. */
  image_url: ChatCompletionContentPartImage.ImageURL;
  /** Caches the conversation up to here. */
  prompt_cache_breakpoint?: ChatCompletionContentPartImage.PromptCacheBreakpoint;
}

export declare namespace ChatCompletionContentPartImage {
  /** Where an image is, and how to look at it. */
  export interface ImageURL {
    /** An `https:` URL, or a `data:` URL with the image as base64. */
    url: string;
    /** How closely the model looks. Default: `auto`. */
    detail?: "auto" | "low" | "high" | "original";
  }

  /** Caches the conversation up to this part. */
  export type PromptCacheBreakpoint = Shared.PromptCacheBreakpoint;
}

/** Sound in a user message. */
export interface ChatCompletionContentPartInputAudio {
  /** Always `input_audio`. */
  type: "input_audio";
  /** The sound. */
  input_audio: ChatCompletionContentPartInputAudio.InputAudio;
  /** Caches the conversation up to here. */
  prompt_cache_breakpoint?: ChatCompletionContentPartInputAudio.PromptCacheBreakpoint;
}

export declare namespace ChatCompletionContentPartInputAudio {
  /** A recording. */
  export interface InputAudio {
    /** The recording as base64. */
    data: string;
    /** How it is encoded. */
    format: "wav" | "mp3";
  }

  /** Caches the conversation up to this part. */
  export type PromptCacheBreakpoint = Shared.PromptCacheBreakpoint;
}

/** What the model declined to do, repeated in an assistant message. */
export interface ChatCompletionContentPartRefusal {
  /** Always `refusal`. */
  type: "refusal";
  /** The model's words. */
  refusal: string;
}

/** A part of a user message, told apart by `type`. */
export type ChatCompletionContentPart =
  | ChatCompletionContentPartText
  | ChatCompletionContentPartImage
  | ChatCompletionContentPartInputAudio
  | ChatCompletionContentPart.File;

export declare namespace ChatCompletionContentPart {
  /** A file in a user message. */
  export interface File {
    /** Always `file`. */
    type: "file";
    /** The file. */
    file: File.File;
    /** Caches the conversation up to here. */
    prompt_cache_breakpoint?: File.PromptCacheBreakpoint;
  }

  export namespace File {
    /** A file's content, or the id of one that was uploaded before. */
    export interface File {
      /** The content as base64. */
      file_data?: string;
      /** The id of an uploaded file. */
      file_id?: string;
      /** The name that the model sees. */
      filename?: string;
    }

    /** Caches the conversation up to this part. */
    export type PromptCacheBreakpoint = Shared.PromptCacheBreakpoint;
  }
}
