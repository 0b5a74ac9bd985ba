/**
 * Image files as data URLs: whole for the request, small for storage.
 *
 * @typedef {import("./conversation.js").Picture} Picture
 */

const TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const MAX_BYTES = 10 * 1024 * 1024;
/** Files up to this size are stored as they are. */
const KEEP_BYTES = 150 * 1024;
const KEEP_PIXELS = 768;
const KEEP_QUALITY = 0.8;

/**
 * @param {Iterable<File>} files
 * @returns {Promise<{ pictures: Picture[], refusals: string[] }>}
 */
export async function readPictures(files) {
  const pictures = [];
  const refusals = [];
  for (const file of files) {
    const refusal = reasonToRefuse(file);
    if (refusal) {
      refusals.push(refusal);
      continue;
    }
    try {
      pictures.push(await readPicture(file));
    } catch {
      refusals.push(`${file.name} could not be read as an image.`);
    }
  }
  return { pictures, refusals };
}

/**
 * @param {number} bytes
 * @returns {string}
 */
export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(0)} kB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

function reasonToRefuse({ name, type, size }) {
  if (!TYPES.includes(type)) {
    return `${name} is not an image the models read: attach PNG, JPEG, WebP or GIF.`;
  }
  if (size > MAX_BYTES) return `${name} is ${fileSize(size)}: images may be up to 10 MB.`;
  return null;
}

async function readPicture(file) {
  const bitmap = await createImageBitmap(file);
  const url = await dataUrl(file);
  const kept = file.size <= KEEP_BYTES ? url : shrink(bitmap);
  bitmap.close();
  return { name: file.name, type: file.type, size: file.size, url, kept };
}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function shrink(bitmap) {
  const scale = Math.min(1, KEEP_PIXELS / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", KEEP_QUALITY);
}
