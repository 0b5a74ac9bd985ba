/**
 * @typedef {{ title: string, hint: string, prompt: string, tools?: boolean, form?: string,
 *   picture?: () => Promise<File> }} Example
 */

/** @type {Example[]} */
export const EXAMPLES = [
  {
    title: "A short answer",
    hint: "One sentence",
    prompt: "In one sentence: what is WebAssembly?",
  },
  {
    title: "Some code",
    hint: "A block to copy",
    prompt: "Show me code: a Rust function that reverses the words of a sentence.",
  },
  {
    title: "A table",
    hint: "Rows and columns",
    prompt: "Make a table of three programming languages and their first release.",
  },
  {
    title: "Tools",
    hint: "Calls that run in this page",
    prompt: "What is the weather in Paris, in celsius?",
    tools: true,
  },
  {
    title: "A form",
    hint: "Filled in as the answer arrives",
    prompt: "Write a recipe for pancakes, as JSON.",
    form: "recipe",
  },
  {
    title: "A long answer",
    hint: "Watch it stream, then stop it",
    prompt: "Write a long answer about how streaming responses work.",
  },
  {
    title: "An image",
    hint: "A drawing, attached for you",
    prompt: "What is in this image?",
    picture: drawing,
  },
];

/** A sunset, drawn here so that the example needs no download. */
async function drawing() {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 200;
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, 0, 140);
  sky.addColorStop(0, "#2b3a67");
  sky.addColorStop(1, "#f2a65a");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 320, 140);
  pen.fillStyle = "#ffe8a3";
  pen.beginPath();
  pen.arc(160, 132, 34, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = "#1f5673";
  pen.fillRect(0, 140, 320, 60);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  return new File([blob], "sunset.png", { type: "image/png" });
}
