/** Small images, made rather than kept. */
import { crc32, deflateSync } from "node:zlib";

/** A grey PNG of the given size. */
export function png(width, height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Buffer.alloc((width + 1) * height, 0x80).map((byte, at) =>
    at % (width + 1) === 0 ? 0 : byte,
  );
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(rows)),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The beginning of a GIF: all that is needed to tell its size. */
export function gif(width, height) {
  const header = Buffer.from("GIF89a\0\0\0\0\0\0\0", "latin1");
  header.writeUInt16LE(width, 6);
  header.writeUInt16LE(height, 8);
  return header;
}

/** The beginning of a WebP image. */
export function webp(width, height) {
  const header = Buffer.from("RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0".padEnd(30, "\0"), "latin1");
  header.writeUIntLE(width - 1, 24, 3);
  header.writeUIntLE(height - 1, 27, 3);
  return header;
}

/** The beginning of a JPEG image, as far as the size. */
export function jpeg(width, height) {
  const header = Buffer.from("\xff\xd8\xff\xc0\0\x0b\x08\0\0\0\0\x01\x01\x11\0", "latin1");
  header.writeUInt16BE(height, 7);
  header.writeUInt16BE(width, 9);
  return header;
}

/** A PNG as a data URL. */
export function pngDataURL(width, height) {
  return `data:image/png;base64,${png(width, height).toString("base64")}`;
}

function pngChunk(type, data) {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}
