/** Sends a finished body: compressed in one call when that is wanted, with its exact length. */

import { constants, gzipSync } from "node:zlib";
import type { Request, Response } from "express";

/** Below this many bytes the answer fits one packet either way. */
const WORTH_COMPRESSING = 1024;
/**
 * V8 keeps each call's compressor, and its buffer with it, until its next full collection. Most pages
 * fit into this many bytes; the default is four times as much for each.
 */
const COMPRESSED_CHUNK = 4096;

/**
 * Sends `html` as a page. Synchronous gzip at level 1 costs a few percent of the page's time;
 * streaming middleware costs a third of it and queues behind the password hashes on libuv's threads.
 */
export function sendPage(req: Request, res: Response, html: string, status = 200): void {
  send(req, res, { status, type: "text/html; charset=utf-8", body: html });
}

/** Sends any text body; `type` is the whole Content-Type. A HEAD gets the headers of its GET. */
export function send(
  req: Request,
  res: Response,
  answer: { status: number; type: string; body: string },
): void {
  let body = Buffer.from(answer.body, "utf8");
  res.statusCode = answer.status;
  res.setHeader("Content-Type", answer.type);
  res.vary("Accept-Encoding");
  if (body.length >= WORTH_COMPRESSING && acceptsGzip(req)) {
    body = gzipSync(body, { level: constants.Z_BEST_SPEED, chunkSize: COMPRESSED_CHUNK });
    res.setHeader("Content-Encoding", "gzip");
  }
  res.setHeader("Content-Length", body.length);
  // Node leaves the body out of the answer to a HEAD.
  res.end(body);
}

/** Weighs gzip against sending as it is by the client's q-values (RFC 9110, 12.5.3). */
function acceptsGzip(req: Request): boolean {
  return req.acceptsEncodings("gzip", "identity") === "gzip";
}
