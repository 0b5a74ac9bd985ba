/** The names by which code written for `openai` finds types: namespaces and deep imports. */

import type * as root from "brivionix";
import OpenAI from "brivionix";
import type { APIPromise } from "brivionix/api-promise";
import type { OpenAI as Client } from "brivionix/client";
import type { APIError as CoreError } from "brivionix/core/error";
import type { Stream as CoreStream } from "brivionix/core/streaming";
import type { APIError } from "brivionix/error";
import type { Page } from "brivionix/pagination";
import type * as Resources from "brivionix/resources";
import type { Chat } from "brivionix/resources/chat";
import type { ChatCompletionMessageParam, Completions } from "brivionix/resources/chat/completions";
import type { ChatCompletion } from "brivionix/resources/chat/completions/completions";
import type { CompletionUsage } from "brivionix/resources/completions";
import type { ChatCompletionTool } from "brivionix/resources/index.mjs";
import type { Models } from "brivionix/resources/models";
import type { FunctionDefinition } from "brivionix/resources/shared";
import type { Stream } from "brivionix/streaming";
import { accepts, holds, type Same } from "./assert.js";

// Every path leads to the same classes and types.
holds<Same<typeof Client, typeof root.OpenAI>>();
holds<Same<typeof APIPromise, typeof root.APIPromise>>();
holds<Same<typeof CoreError, typeof APIError>>();
holds<Same<typeof CoreStream, typeof Stream>>();
holds<Same<typeof APIError, typeof root.APIError>>();
holds<Same<typeof Stream, typeof root.Stream>>();
holds<Same<typeof Page, typeof root.Page>>();
holds<Same<ChatCompletionMessageParam, root.ChatCompletionMessageParam>>();
holds<Same<ChatCompletion, root.ChatCompletion>>();
holds<Same<CompletionUsage, root.CompletionUsage>>();
holds<Same<ChatCompletionTool, root.ChatCompletionTool>>();
holds<Same<FunctionDefinition, root.FunctionDefinition>>();
holds<Same<Resources.ChatCompletionChunk, root.ChatCompletionChunk>>();

holds<Same<OpenAI.ChatCompletion, ChatCompletion>>();
holds<Same<OpenAI.Chat.ChatCompletion, ChatCompletion>>();
holds<Same<OpenAI.Chat.Completions.ChatCompletion, ChatCompletion>>();
holds<Same<OpenAI.Chat.Completions.ChatCompletionMessageParam, ChatCompletionMessageParam>>();
holds<Same<OpenAI.ChatCompletionMessageParam, ChatCompletionMessageParam>>();
holds<Same<OpenAI.Completions.CompletionUsage, CompletionUsage>>();
holds<Same<OpenAI.CompletionUsage, CompletionUsage>>();
holds<Same<OpenAI.FunctionDefinition, FunctionDefinition>>();
holds<Same<OpenAI.Models.Model, OpenAI.Model>>();
holds<Same<OpenAI.RequestOptions, root.RequestOptions>>();

// Namespaces go on below the types.
accepts<OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall.Function>({ name: "f" });
accepts<OpenAI.ChatCompletionContentPartImage.ImageURL>({ url: "https://example.com/a.png" });
accepts<OpenAI.ChatCompletionMessageFunctionToolCall.Function>({ name: "f", arguments: "{}" });
accepts<OpenAI.ResponseFormatJSONSchema.JSONSchema>({ name: "a" });
accepts<OpenAI.CompletionUsage.PromptTokensDetails>({ cached_tokens: 1 });
holds<Same<OpenAI.ChatCompletion.Choice["finish_reason"], root.FinishReason>>();
accepts<OpenAI.ChatCompletion.Choice.Logprobs>({ content: null, refusal: null });

// The classes behind the client's members can be named, and their methods replaced in tests.
declare const client: OpenAI;
accepts<OpenAI.Chat>(client.chat);
accepts<OpenAI.Chat.Completions>(client.chat.completions);
accepts<OpenAI.Models>(client.models);
holds<Same<typeof OpenAI.Chat, typeof Chat>>();
holds<Same<typeof OpenAI.Chat.Completions, typeof Completions>>();
holds<Same<typeof OpenAI.Models, typeof Models>>();
accepts<Completions["create"]>(OpenAI.Chat.Completions.prototype.create);

// An error's name is a type as well as a class.
declare const error: OpenAI.APIError;
accepts<number | undefined>(error.status);
holds<Same<typeof OpenAI.APIError, typeof APIError>>();
