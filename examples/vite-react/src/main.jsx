import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Chat } from "./chat.jsx";

const { api = "/v1", prompt } = Object.fromEntries(new URLSearchParams(location.search));

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <Chat baseURL={new URL(api, location.href).href} firstPrompt={prompt} />
  </StrictMode>,
);
