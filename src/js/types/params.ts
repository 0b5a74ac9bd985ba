/** What `chat.completions.create` takes. */
import type { ChatCompletionContentPartText } from "./content.js";
import type { ChatCompletionMessageParam } from "./message-params.js";
import type {
  ResponseFormatJSONObject,
  ResponseFormatJSONSchema,
  ResponseFormatText,
} from "./response-format.js";
import type { ChatModel, Metadata, ReasoningEffort, ServiceTier } from "./shared.js";
import type {
  ChatCompletionFunctionCallOption,
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
  FunctionParameters,
} from "./tools.js";

/**
 * What both kinds of request have in common.
 *
 * Parameters of other servers can be added to the type, and are sent as they are:
 *
 * ```ts
 * declare module "brivionix" {
 *   interface ChatCompletionCreateParamsBase {
 *     top_k?: number;
 *   }
 * }
 * ```
 */
export interface ChatCompletionCreateParamsBase {
  /** The conversation so far. */
  messages: ChatCompletionMessageParam[];
  /** The model that answers. */
  model: ChatModel;
  /** The voice and format of a spoken answer; see `modalities`. */
  audio?: ChatCompletionAudioParam | null;
  /** Between -2 and 2: above 0 repeats fewer words. Default: 0. */
  frequency_penalty?: number | null;
  /** @deprecated Use `tool_choice`. */
  function_call?: "none" | "auto" | ChatCompletionFunctionCallOption;
  /** @deprecated Use `tools`. */
  functions?: ChatCompletionCreateParams.Function[];
  /** How much likelier tokens get, by their id: -100 forbids, 100 forces one. */
  logit_bias?: { [key: string]: number } | null;
  /** Whether the answer tells how likely its tokens were. Default: false. */
  logprobs?: boolean | null;
  /** Most tokens of the answer, reasoning included; `finish_reason` is then `length`. */
  max_completion_tokens?: number | null;
  /** Most tokens of the answer; `finish_reason` is then `length`. */
  max_tokens?: number | null;
  /** Labels of your own that are kept with the request. */
  metadata?: Metadata | null;
  /** Whether the answer is text, speech or both. Default: `["text"]`. */
  modalities?: ChatCompletionModality[] | null;
  /** Has the request and the answer moderated. */
  moderation?: ChatCompletionCreateParams.Moderation | null;
  /** How many answers to give; each is billed. Default: 1. */
  n?: number | null;
  /** Whether several tools may be called at once. Default: true. */
  parallel_tool_calls?: boolean;
  /** What much of the answer will be, which makes it faster. */
  prediction?: ChatCompletionPredictionContent | null;
  /** Between -2 and 2: above 0 brings up more new topics. Default: 0. */
  presence_penalty?: number | null;
  /** Requests with the same key find each other's cached prompts. */
  prompt_cache_key?: string | null;
  /** How prompts are cached. */
  prompt_cache_options?: ChatCompletionCreateParams.PromptCacheOptions;
  /** @deprecated Use `prompt_cache_options.ttl`. */
  prompt_cache_retention?: "in_memory" | "24h" | null;
  /** How long the model thinks before it answers. */
  reasoning_effort?: ReasoningEffort | null;
  /** The form of the answer: text, JSON, or JSON that fits a schema. */
  response_format?: ResponseFormatText | ResponseFormatJSONSchema | ResponseFormatJSONObject;
  /** Stands for the end user, against abuse: a hash, not a name. */
  safety_identifier?: string | null;
  /** The same seed gives the same answer, as far as possible. */
  seed?: number | null;
  /** How the request is processed, and what it costs. Default: `auto`. */
  service_tier?: ServiceTier | null;
  /** Texts that end the answer, up to 4; they are not part of it. */
  stop?: string | string[] | null;
  /** Whether the answer is stored for later use. Default: false. */
  store?: boolean | null;
  /** Whether the answer comes in chunks, as it is made. Default: false. */
  stream?: boolean | null;
  /** What a stream tells beside the answer. Only with `stream: true`. */
  stream_options?: ChatCompletionStreamOptions | null;
  /** Between 0 and 2: higher is more random. Default: 0.7. */
  temperature?: number | null;
  /** Whether and which tools are called. Default: `auto` where there are tools. */
  tool_choice?: ChatCompletionToolChoiceOption;
  /** The tools that may be called. */
  tools?: ChatCompletionTool[];
  /** How many likely tokens `logprobs` tells for each place, 0 to 20. */
  top_logprobs?: number | null;
  /** Only the likeliest tokens that together make up this share are chosen from. Default: 1. */
  top_p?: number | null;
  /** Stands for the end user. */
  user?: string;
  /** How much the model says. Default: `medium`. */
  verbosity?: "low" | "medium" | "high" | null;
  /** Lets the model search the web. */
  web_search_options?: ChatCompletionCreateParams.WebSearchOptions;
}

/** A request for a whole answer. */
export interface ChatCompletionCreateParamsNonStreaming extends ChatCompletionCreateParamsBase {
  /** Left out, or not true. */
  stream?: false | null;
}

/** A request for a streamed answer. */
export interface ChatCompletionCreateParamsStreaming extends ChatCompletionCreateParamsBase {
  /** True: the answer comes in chunks. */
  stream: true;
}

/** A request for an answer, whole or streamed. */
export type ChatCompletionCreateParams =
  | ChatCompletionCreateParamsNonStreaming
  | ChatCompletionCreateParamsStreaming;

type NonStreaming = ChatCompletionCreateParamsNonStreaming;
type Streaming = ChatCompletionCreateParamsStreaming;

export declare namespace ChatCompletionCreateParams {
  /** @deprecated Use `tools`. */
  export interface Function {
    /** Letters, digits, `_` and `-`; at most 64. */
    name: string;
    /** What it does. */
    description?: string;
    /** Its arguments as a JSON Schema. */
    parameters?: FunctionParameters;
  }

  /** Has the request and the answer moderated. */
  export interface Moderation {
    /** The model that moderates. */
    model: string;
    /** What to do about what it finds. */
    policy?: Moderation.Policy | null;
  }

  export namespace Moderation {
    /** What to do about what moderation finds. */
    export interface Policy {
      /** In the request. */
      input?: Policy.Input | null;
      /** In the answer. */
      output?: Policy.Output | null;
    }

    export namespace Policy {
      /** What to do about what is found in the request. */
      export interface Input {
        /** `score` tells it, `block` stops it. */
        mode: "score" | "block";
      }

      /** What to do about what is found in the answer. */
      export interface Output {
        /** `score` tells it, `block` stops it. */
        mode: "score" | "block";
      }
    }
  }

  /** How prompts are cached. */
  export interface PromptCacheOptions {
    /** `explicit` caches only up to the content parts that say so. Default: `implicit`. */
    mode?: "implicit" | "explicit";
    /** How long they are kept at least. */
    ttl?: "30m";
  }

  /** Lets the model search the web. */
  export interface WebSearchOptions {
    /** How much of what it finds it reads. Default: `medium`. */
    search_context_size?: "low" | "medium" | "high";
    /** Where the user is. */
    user_location?: WebSearchOptions.UserLocation | null;
  }

  export namespace WebSearchOptions {
    /** Where the user is. */
    export interface UserLocation {
      /** Always `approximate`. */
      type: "approximate";
      /** The place. */
      approximate: UserLocation.Approximate;
    }

    export namespace UserLocation {
      /** A place, more or less. */
      export interface Approximate {
        /** The city's name. */
        city?: string;
        /** Two letters (ISO 3166-1). */
        country?: string;
        /** The region's name. */
        region?: string;
        /** An IANA time zone, such as `Europe/Berlin`. */
        timezone?: string;
      }
    }
  }

  /** A request for a whole answer. */
  export type ChatCompletionCreateParamsNonStreaming = NonStreaming;
  /** A request for a streamed answer. */
  export type ChatCompletionCreateParamsStreaming = Streaming;
}

/** Options of a streamed answer. */
export interface ChatCompletionStreamOptions {
  /** Adds a last chunk with `usage` and empty `choices`. */
  include_usage?: boolean;
  /** Adds random padding to the chunks, against guessing the text from their sizes. */
  include_obfuscation?: boolean;
}

/** A form that an answer can take. */
export type ChatCompletionModality = "text" | "audio";

/** See {@link ReasoningEffort}. */
export type ChatCompletionReasoningEffort = ReasoningEffort | null;

/** The voice and format of a spoken answer. */
export interface ChatCompletionAudioParam {
  /** How it is encoded. */
  format: "wav" | "aac" | "mp3" | "flac" | "opus" | "pcm16";
  /** Who speaks. */
  voice:
    | "alloy"
    | "ash"
    | "ballad"
    | "coral"
    | "echo"
    | "sage"
    | "shimmer"
    | "verse"
    | "marin"
    | "cedar"
    | (string & {})
    | ChatCompletionAudioParam.ID;
}

export declare namespace ChatCompletionAudioParam {
  /** A voice of your own. */
  export interface ID {
    /** The voice's id. */
    id: string;
  }
}

/** What much of an answer will be. */
export interface ChatCompletionPredictionContent {
  /** Always `content`. */
  type: "content";
  /** The text, such as that of a file to be changed in a few places. */
  content: string | ChatCompletionContentPartText[];
}
