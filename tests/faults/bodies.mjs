/**
 * Bodies that begin or end in another way than they should: what is written, what the answer is, `whole`
 * or `cut`, and the runtimes that may take one that is whole for none.
 */
import { gzipSync } from "node:zlib";
import { head, part } from "../support/raw-server.mjs";
import { BODY, EVENTS } from "./answer.mjs";

const OPEN = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*",
  "content-type": "text/event-stream",
};

/** The head of a stream in chunks, which pages may read, too. */
export const HEAD = head({ ...OPEN, "transfer-encoding": "chunked" });
/** What ends such a body. */
export const LAST = Buffer.from("0\r\n\r\n");
/** The head of the same, compressed. */
export const GZIP_HEAD = head({
  ...OPEN,
  "transfer-encoding": "chunked",
  "content-encoding": "gzip",
});
export const GZIP_BODY = gzipSync(BODY);

const withLength = (length) => head({ ...OPEN, "content-length": length });
const PIECE = BODY.subarray(0, 90);

/** The same bytes in parts that say more than their length, as proxies may. */
const withExtensions = (bytes) =>
  Buffer.concat([
    Buffer.from(`0${bytes.length.toString(16).toUpperCase()};name="a\\"b";x\r\n`),
    Buffer.from(bytes),
    Buffer.from("\r\n"),
  ]);

export const BODIES = {
  "bytes after the end": [[HEAD, part(BODY), LAST, "HTTP/1.1 400 Nonsense\r\n\r\n"], "whole"],
  "events after the end": [[HEAD, part(BODY), part(`${EVENTS[0]}data: {"er`), LAST], "whole"],
  "a body that only the connection ends": [[head(OPEN), BODY], "whole"],
  "such a body without its end": [[head(OPEN), PIECE], "cut"],
  "a body of HTTP/1.0": [[`${head(OPEN)}`.replace("1.1", "1.0"), BODY], "whole"],
  "such a body of HTTP/1.0 without its end": [
    [`${head(OPEN)}`.replace("1.1", "1.0"), PIECE],
    "cut",
  ],
  "a length that is too short": [[withLength(90), PIECE, BODY.subarray(90)], "cut"],
  "a length that is too long": [[withLength(BODY.length + 9), BODY], "whole", "Chromium"],
  "a length that is too long, and no end": [[withLength(999), PIECE], "cut"],
  "no [DONE]": [[HEAD, part(Buffer.from(EVENTS.slice(0, -1).join(""))), LAST], "whole"],
  "no [DONE] and no reason to finish": [
    [HEAD, part(Buffer.from(EVENTS.slice(0, 4).join(""))), LAST],
    "cut",
  ],
  "a chunk whose length is none": [[HEAD, part(PIECE), "xyz\r\n"], "cut"],
  "a chunk whose length is endless": [[HEAD, part(PIECE), `${"f".repeat(40)}\r\n`], "cut"],
  "a chunk that is longer than it says": [
    [HEAD, `5a\r\n`, BODY.subarray(0, 100), "\r\n", LAST],
    "cut",
  ],
  "chunks with extensions": [
    [HEAD, withExtensions(PIECE), withExtensions(BODY.subarray(90)), LAST],
    "whole",
    "workerd",
  ],
  "a trailer": [[HEAD, part(BODY), "0\r\nx-error: upstream\r\ncontent-length: 3\r\n\r\n"], "whole"],
  "a trailer behind a cut": [[HEAD, part(PIECE), "0\r\nx-error: upstream\r\n\r\n"], "cut"],
  "early hints": [
    ["HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n", HEAD, part(BODY), LAST],
    "whole",
    "workerd",
  ],
  "a head that says to go on": [
    ["HTTP/1.1 100 Continue\r\n\r\n", HEAD, part(BODY), LAST],
    "whole",
    "Node",
    "workerd",
  ],
  "a head that says to wait": [
    ["HTTP/1.1 102 Processing\r\n\r\n", HEAD, part(BODY), LAST],
    "whole",
    "workerd",
  ],
  "a cut behind early hints": [
    ["HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n", HEAD, part(PIECE), LAST],
    "cut",
  ],
  "gzip in two members": [
    [GZIP_HEAD, part(gzipSync(PIECE)), part(gzipSync(BODY.subarray(90))), LAST],
    "whole",
    "Chromium",
    "workerd",
  ],
  "gzip with something behind it": [[GZIP_HEAD, part(GZIP_BODY), part("garbage"), LAST], "whole"],
  "gzip that is none": [[GZIP_HEAD, part(BODY), LAST], "cut"],
};
