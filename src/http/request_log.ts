/** Gives each request an id and logs one line per response, without query, body or tokens. */
import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { pathLogger } from "./logged_path.ts";

declare global {
  namespace Express {
    interface Request {
      id: string;
      log: Logger;
    }
  }
}

/**
 * @param options.trustProxy whether to take the id from a proxy's `X-Request-Id`.
 * @param options.paths of all routes.
 */
export function requestLog(
  log: Logger,
  { trustProxy, paths }: { trustProxy: boolean; paths: readonly string[] },
): RequestHandler {
  const logged = pathLogger(paths);
  return (req, res, next) => {
    const started = performance.now();
    const given = trustProxy ? req.get("x-request-id") : undefined;
    req.id = given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
    // Few requests write more than their own line, and making a logger takes longer than that.
    let own: Logger | undefined;
    Object.defineProperty(req, "log", { get: () => (own ??= log.child({ requestId: req.id })) });
    res.setHeader("X-Request-Id", req.id);
    // Read now: routers rewrite `req.url` while they run.
    const { method } = req;
    const path = logged(req.path);
    res.once("close", () => {
      const milliseconds = Math.round((performance.now() - started) * 10) / 10;
      const { statusCode: status, writableFinished } = res;
      // Health checks come every few seconds.
      const level = path.startsWith("/health") && status < 500 ? "debug" : "info";
      const aborted = writableFinished ? undefined : true;
      const line = { requestId: req.id, method, path, status, milliseconds, aborted };
      log[level](line, "request");
    });
    next();
  };
}
