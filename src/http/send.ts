/** Sends a finished body: compressed in one call when that is wanted, with its exact length. */
import { constants, gzipSync } from "node:zlib";
import type { Request, Response } from "express";

/** Below this many bytes the answer fits one packet either way. */
const COMPRESSION_MIN = 1024;
/**
 * V8 keeps each call's compressor, and its buffer with it, until its next full collection. Most pages
 * fit into this many bytes; the default is four times as much for each.
 */
const COMPRESSED_CHUNK = 4096;

/**
 * Sends any text in UTF-8; `type` is the whole Content-Type. A HEAD gets the headers of its GET. Synchronous gzip at level 1 costs a few
 * percent of a page's time; streaming middleware costs a third of it and queues behind the password
 * hashes on libuv's threads.
 */
export function sendBody(
  res: Response,
  reply: { status: number; type: string; body: string },
): void {
  let body = Buffer.from(reply.body, "utf8");
  res.statusCode = reply.status;
  res.setHeader("Content-Type", reply.type);
  res.vary("Accept-Encoding");
  if (body.length >= COMPRESSION_MIN && acceptsGzip(res.req)) {
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
