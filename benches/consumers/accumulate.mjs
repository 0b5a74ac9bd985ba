/** What each mode does with a chunk, for the consumers that leave it to the caller. */

/** Counts chunks and looks into each. */
export class Counter {
  count = 0;
  characters = 0;

  add(chunk) {
    this.count += 1;
    const delta = chunk.choices[0]?.delta;
    if (!delta) return;
    if (delta.content) this.characters += delta.content.length;
    const call = delta.tool_calls?.[0];
    if (call) this.characters += call.function.arguments.length;
  }

  result() {
    return { count: this.count, characters: this.characters };
  }
}

/** Joins the text of the first choice. */
export class Text {
  text = "";

  add(chunk) {
    this.text += chunk.choices[0]?.delta?.content ?? "";
  }

  result() {
    return this.text;
  }
}

/** Puts the whole answer together, with its tool calls. */
export class Final {
  #completion = { id: "", object: "chat.completion", created: 0, model: "", choices: [] };

  add(chunk) {
    const completion = this.#completion;
    if (completion.id === "") {
      completion.id = chunk.id;
      completion.created = chunk.created;
      completion.model = chunk.model;
    }
    if (chunk.usage) completion.usage = chunk.usage;
    for (const choice of chunk.choices) this.#addChoice(choice);
  }

  #addChoice({ index, delta, finish_reason }) {
    let choice = this.#completion.choices[index];
    if (choice === undefined) {
      choice = { index, message: { role: "assistant", content: null }, finish_reason: null };
      this.#completion.choices[index] = choice;
    }
    if (finish_reason) choice.finish_reason = finish_reason;
    const { message } = choice;
    if (delta.content != null) message.content = (message.content ?? "") + delta.content;
    if (delta.tool_calls) {
      message.tool_calls ??= [];
      for (const call of delta.tool_calls) addCall(message.tool_calls, call);
    }
  }

  result() {
    return this.#completion;
  }
}

function addCall(calls, { index, id, type, function: part }) {
  const call = calls[index];
  if (call === undefined) calls[index] = { id, type, function: { ...part } };
  else call.function.arguments += part.arguments;
}
