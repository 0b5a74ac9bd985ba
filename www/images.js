/**
 * Image files as data URLs: whole for the request, small for storage.
 *
 * @typedef {import("./conversation.js").Picture} Picture
 */

import { imagePart } from "brivionix";

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
    try {
      pictures.push(await readPicture(file));
    } catch (error) {
      refusals.push(`${file.name}: ${error.message}`);
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

async function readPicture(file) {
  const { image_url } = await imagePart(file, { maxBytes: MAX_BYTES });
  const { url } = image_url;
  const bitmap = await createImageBitmap(file);
  const kept = file.size <= KEEP_BYTES ? url : shrink(bitmap);
  bitmap.close();
  return { name: file.name, type: file.type, size: file.size, url, kept };
}

function shrink(bitmap) {
  const scale = Math.min(1, KEEP_PIXELS / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", KEEP_QUALITY);
}
