/** The page knows nothing of the API: it asks its own site, and the service worker answers. */
const { api = "/v1", prompt } = Object.fromEntries(new URLSearchParams(location.search));
const form = document.querySelector("form");
const output = document.querySelector("output");

const worker = `service-worker.js?${new URLSearchParams({ api })}`;
await navigator.serviceWorker.register(worker, { type: "module" });
await navigator.serviceWorker.ready;
if (!navigator.serviceWorker.controller) {
  await new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  output.replaceChildren();
  delete output.dataset.end;
  const response = await fetch("chat", { method: "POST", body: form.prompt.value });
  const text = response.body.pipeThrough(new TextDecoderStream());
  for (let reader = text.getReader(); ; ) {
    const { value, done } = await reader.read();
    if (done) break;
    output.append(value);
  }
  output.dataset.end = response.ok ? "done" : "failed";
});

// `?prompt=` asks at once.
if (prompt) {
  form.prompt.value = prompt;
  form.requestSubmit();
}
