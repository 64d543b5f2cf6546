/** Sends a complete text body, compressed where the client accepts it. */
import { constants, gzipSync } from "node:zlib";
import type { Response } from "express";

/** In bytes: a shorter body fits one packet either way. */
const COMPRESSION_MIN = 1024;
/**
 * In bytes. V8 keeps the buffer of each call until its next full collection. Most compressed pages fit
 * into this one; zlib's default is four times as large.
 */
const COMPRESSED_CHUNK = 4096;

/**
 * `type` is the whole Content-Type. Synchronous gzip at level 1 takes a few percent of a page's time;
 * streaming middleware takes a third of it, and queues behind the password hashes on libuv's threads.
 */
export function sendBody(
  res: Response,
  reply: { status: number; type: string; body: string },
): void {
  let body = Buffer.from(reply.body, "utf8");
  res.statusCode = reply.status;
  res.setHeader("Content-Type", reply.type);
  res.vary("Accept-Encoding");
  // By the client's q-values (RFC 9110, section 12.5.3).
  const isCompressed = res.req.acceptsEncodings("gzip", "identity") === "gzip";
  if (body.length >= COMPRESSION_MIN && isCompressed) {
    body = gzipSync(body, { level: constants.Z_BEST_SPEED, chunkSize: COMPRESSED_CHUNK });
    res.setHeader("Content-Encoding", "gzip");
  }
  res.setHeader("Content-Length", body.length);
  // Node leaves the body out of the reply to a HEAD, which so has the headers of its GET.
  res.end(body);
}
