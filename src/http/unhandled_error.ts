/**
 * For what the error handlers cannot reply to: an error of their own, or one after the reply has begun.
 * Express itself would print the error, and show it to the client.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";

export function handleUnhandled(
  logger: Logger,
  req: IncomingMessage,
  res: ServerResponse,
): (error?: unknown) => void {
  return (error) => {
    logger.error({ err: error, requestId: res.getHeader("X-Request-Id") }, "request failed");
    if (res.headersSent) {
      req.socket.destroy();
      return;
    }
    res.writeHead(500, {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
    });
    res.end("Something went wrong. Try again in a moment.\n");
  };
}
