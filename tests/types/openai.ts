/** Objects of `openai` can be used as ours, and ours as its. */
import type Ours from "brivionix";
import type Theirs from "openai";
import type { ClientOptions as TheirClientOptions } from "openai";
import { holds, type Same } from "./assert.js";

type Assignable<From, To> = [From] extends [To] ? true : false;

// Parameters: model names and voices are listed differently, and any other string is accepted.
type Listed = "model" | "audio";
type Rest<Params> = Params extends unknown ? Omit<Params, Listed> : never;
holds<Same<Rest<Theirs.ChatCompletionCreateParams>, Rest<Ours.ChatCompletionCreateParams>>>();
holds<Assignable<Theirs.ChatCompletionCreateParams, Ours.ChatCompletionCreateParams>>();
holds<Assignable<Ours.ChatCompletionCreateParams, Theirs.ChatCompletionCreateParams>>();
holds<
  Assignable<Theirs.ChatCompletionCreateParamsStreaming, Ours.ChatCompletionCreateParamsStreaming>
>();
holds<
  Assignable<Ours.ChatCompletionCreateParamsStreaming, Theirs.ChatCompletionCreateParamsStreaming>
>();
holds<
  Assignable<
    Theirs.ChatCompletionCreateParamsNonStreaming,
    Ours.ChatCompletionCreateParamsNonStreaming
  >
>();
holds<
  Assignable<
    Ours.ChatCompletionCreateParamsNonStreaming,
    Theirs.ChatCompletionCreateParamsNonStreaming
  >
>();

// Options that both have, in a form that both have: `openai` takes headers in one that only it can
// make, and `fetchOptions` are what a runtime says they are.
type Other = "fetchOptions" | "headers" | "defaultHeaders";
type Common = Exclude<keyof Ours.ClientOptions & keyof TheirClientOptions, Other>;
holds<Assignable<Pick<TheirClientOptions, Common>, Ours.ClientOptions>>();
// Ours take more: keys from functions that are not async, queries of any depth, simpler `fetch`es.
type Wider = "apiKey" | "defaultQuery" | "fetch";
holds<Assignable<Pick<Ours.ClientOptions, Exclude<Common, Wider>>, TheirClientOptions>>();
type CommonOfCall = Exclude<keyof Ours.RequestOptions & keyof Theirs.RequestOptions, Other>;
holds<Assignable<Pick<Theirs.RequestOptions, CommonOfCall>, Ours.RequestOptions>>();
type TheirHeaders = Exclude<Theirs.RequestOptions["headers"], { nulls: Set<string> }>;
holds<Assignable<TheirHeaders, Ours.RequestOptions["headers"]>>();

// Everything else is the same to the last member.
holds<Same<Theirs.ChatCompletion, Ours.ChatCompletion>>();
holds<Same<Theirs.ChatCompletionAllowedToolChoice, Ours.ChatCompletionAllowedToolChoice>>();
holds<Same<Theirs.ChatCompletionAllowedTools, Ours.ChatCompletionAllowedTools>>();
holds<Same<Theirs.ChatCompletionAssistantMessageParam, Ours.ChatCompletionAssistantMessageParam>>();
holds<Same<Theirs.ChatCompletionAudio, Ours.ChatCompletionAudio>>();
holds<Same<Theirs.ChatCompletionChunk, Ours.ChatCompletionChunk>>();
holds<Same<Theirs.ChatCompletionContentPart, Ours.ChatCompletionContentPart>>();
holds<Same<Theirs.ChatCompletionContentPartImage, Ours.ChatCompletionContentPartImage>>();
holds<Same<Theirs.ChatCompletionContentPartInputAudio, Ours.ChatCompletionContentPartInputAudio>>();
holds<Same<Theirs.ChatCompletionContentPartRefusal, Ours.ChatCompletionContentPartRefusal>>();
holds<Same<Theirs.ChatCompletionContentPartText, Ours.ChatCompletionContentPartText>>();
holds<Same<Theirs.ChatCompletionCustomTool, Ours.ChatCompletionCustomTool>>();
holds<Same<Theirs.ChatCompletionDeleted, Ours.ChatCompletionDeleted>>();
holds<Same<Theirs.ChatCompletionDeveloperMessageParam, Ours.ChatCompletionDeveloperMessageParam>>();
holds<Same<Theirs.ChatCompletionFunctionCallOption, Ours.ChatCompletionFunctionCallOption>>();
holds<Same<Theirs.ChatCompletionFunctionMessageParam, Ours.ChatCompletionFunctionMessageParam>>();
holds<Same<Theirs.ChatCompletionFunctionTool, Ours.ChatCompletionFunctionTool>>();
holds<Same<Theirs.ChatCompletionMessage, Ours.ChatCompletionMessage>>();
holds<Same<Theirs.ChatCompletionMessageCustomToolCall, Ours.ChatCompletionMessageCustomToolCall>>();
holds<
  Same<Theirs.ChatCompletionMessageFunctionToolCall, Ours.ChatCompletionMessageFunctionToolCall>
>();
holds<Same<Theirs.ChatCompletionMessageParam, Ours.ChatCompletionMessageParam>>();
holds<Same<Theirs.ChatCompletionMessageToolCall, Ours.ChatCompletionMessageToolCall>>();
holds<Same<Theirs.ChatCompletionModality, Ours.ChatCompletionModality>>();
holds<Same<Theirs.ChatCompletionNamedToolChoice, Ours.ChatCompletionNamedToolChoice>>();
holds<Same<Theirs.ChatCompletionNamedToolChoiceCustom, Ours.ChatCompletionNamedToolChoiceCustom>>();
holds<Same<Theirs.ChatCompletionPredictionContent, Ours.ChatCompletionPredictionContent>>();
holds<Same<Theirs.ChatCompletionReasoningEffort, Ours.ChatCompletionReasoningEffort>>();
holds<Same<Theirs.ChatCompletionRole, Ours.ChatCompletionRole>>();
holds<Same<Theirs.ChatCompletionStoreMessage, Ours.ChatCompletionStoreMessage>>();
holds<Same<Theirs.ChatCompletionStreamOptions, Ours.ChatCompletionStreamOptions>>();
holds<Same<Theirs.ChatCompletionSystemMessageParam, Ours.ChatCompletionSystemMessageParam>>();
holds<Same<Theirs.ChatCompletionTokenLogprob, Ours.ChatCompletionTokenLogprob>>();
holds<Same<Theirs.ChatCompletionTool, Ours.ChatCompletionTool>>();
holds<Same<Theirs.ChatCompletionToolChoiceOption, Ours.ChatCompletionToolChoiceOption>>();
holds<Same<Theirs.ChatCompletionToolMessageParam, Ours.ChatCompletionToolMessageParam>>();
holds<Same<Theirs.ChatCompletionUserMessageParam, Ours.ChatCompletionUserMessageParam>>();
holds<Same<Theirs.CompletionUsage, Ours.CompletionUsage>>();
holds<Same<Theirs.FunctionDefinition, Ours.FunctionDefinition>>();
holds<Same<Theirs.FunctionParameters, Ours.FunctionParameters>>();
holds<Same<Theirs.Metadata, Ours.Metadata>>();
holds<Same<Theirs.Model, Ours.Model>>();
holds<Same<Theirs.ReasoningEffort, Ours.ReasoningEffort>>();
holds<Same<Theirs.ResponseFormatJSONObject, Ours.ResponseFormatJSONObject>>();
holds<Same<Theirs.ResponseFormatJSONSchema, Ours.ResponseFormatJSONSchema>>();
holds<Same<Theirs.ResponseFormatText, Ours.ResponseFormatText>>();

// Names below names.
holds<
  Same<Theirs.Chat.Completions.ChatCompletion.Choice, Ours.Chat.Completions.ChatCompletion.Choice>
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletion.Choice.Logprobs,
    Ours.Chat.Completions.ChatCompletion.Choice.Logprobs
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletion.Moderation,
    Ours.Chat.Completions.ChatCompletion.Moderation
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionAssistantMessageParam.Audio,
    Ours.Chat.Completions.ChatCompletionAssistantMessageParam.Audio
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionAssistantMessageParam.FunctionCall,
    Ours.Chat.Completions.ChatCompletionAssistantMessageParam.FunctionCall
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionAudioParam.ID,
    Ours.Chat.Completions.ChatCompletionAudioParam.ID
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionChunk.Choice,
    Ours.Chat.Completions.ChatCompletionChunk.Choice
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionChunk.Choice.Delta,
    Ours.Chat.Completions.ChatCompletionChunk.Choice.Delta
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionChunk.Choice.Delta.Audio,
    Ours.Chat.Completions.ChatCompletionChunk.Choice.Delta.Audio
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionChunk.Choice.Delta.FunctionCall,
    Ours.Chat.Completions.ChatCompletionChunk.Choice.Delta.FunctionCall
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall,
    Ours.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall.Custom,
    Ours.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall.Custom
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall.Function,
    Ours.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall.Function
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionChunk.Choice.Logprobs,
    Ours.Chat.Completions.ChatCompletionChunk.Choice.Logprobs
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionChunk.Moderation,
    Ours.Chat.Completions.ChatCompletionChunk.Moderation
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionContentPart.File,
    Ours.Chat.Completions.ChatCompletionContentPart.File
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionContentPart.File.File,
    Ours.Chat.Completions.ChatCompletionContentPart.File.File
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionContentPartImage.ImageURL,
    Ours.Chat.Completions.ChatCompletionContentPartImage.ImageURL
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionContentPartInputAudio.InputAudio,
    Ours.Chat.Completions.ChatCompletionContentPartInputAudio.InputAudio
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionContentPartText.PromptCacheBreakpoint,
    Ours.Chat.Completions.ChatCompletionContentPartText.PromptCacheBreakpoint
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionCreateParams.Function,
    Ours.Chat.Completions.ChatCompletionCreateParams.Function
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionCreateParams.Moderation,
    Ours.Chat.Completions.ChatCompletionCreateParams.Moderation
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionCreateParams.PromptCacheOptions,
    Ours.Chat.Completions.ChatCompletionCreateParams.PromptCacheOptions
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionCreateParams.WebSearchOptions,
    Ours.Chat.Completions.ChatCompletionCreateParams.WebSearchOptions
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionCustomTool.Custom,
    Ours.Chat.Completions.ChatCompletionCustomTool.Custom
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionCustomTool.Custom.Grammar,
    Ours.Chat.Completions.ChatCompletionCustomTool.Custom.Grammar
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionCustomTool.Custom.Grammar.Grammar,
    Ours.Chat.Completions.ChatCompletionCustomTool.Custom.Grammar.Grammar
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionMessage.Annotation,
    Ours.Chat.Completions.ChatCompletionMessage.Annotation
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionMessage.Annotation.URLCitation,
    Ours.Chat.Completions.ChatCompletionMessage.Annotation.URLCitation
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionMessage.FunctionCall,
    Ours.Chat.Completions.ChatCompletionMessage.FunctionCall
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionMessageCustomToolCall.Custom,
    Ours.Chat.Completions.ChatCompletionMessageCustomToolCall.Custom
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionMessageFunctionToolCall.Function,
    Ours.Chat.Completions.ChatCompletionMessageFunctionToolCall.Function
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionNamedToolChoice.Function,
    Ours.Chat.Completions.ChatCompletionNamedToolChoice.Function
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionNamedToolChoiceCustom.Custom,
    Ours.Chat.Completions.ChatCompletionNamedToolChoiceCustom.Custom
  >
>();
holds<
  Same<
    Theirs.Chat.Completions.ChatCompletionTokenLogprob.TopLogprob,
    Ours.Chat.Completions.ChatCompletionTokenLogprob.TopLogprob
  >
>();
holds<
  Same<Theirs.CompletionUsage.CompletionTokensDetails, Ours.CompletionUsage.CompletionTokensDetails>
>();
holds<Same<Theirs.CompletionUsage.PromptTokensDetails, Ours.CompletionUsage.PromptTokensDetails>>();
