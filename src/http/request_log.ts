/** Gives each request its id and writes one line about each answer. No query, body or token in it. */
import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import { type Logger, stdSerializers } from "pino";
import { withoutNames } from "../paths.ts";

declare global {
  namespace Express {
    interface Request {
      id: string;
      log: Logger;
    }
  }
}

/** @param trustProxy whether a proxy in front may name the request. */
export function requestLog(logger: Logger, trustProxy: boolean): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    const given = trustProxy ? req.get("x-request-id") : undefined;
    req.id = given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
    req.log = logger.child({ requestId: req.id }, { serializers: { err: withoutData } });
    res.setHeader("X-Request-Id", req.id);
    // Now, as the client sent it: `req.url` is rewritten while routers run.
    const { method } = req;
    const path = withoutNames(req.path);
    res.once("close", () => {
      const milliseconds = Math.round((performance.now() - started) * 10) / 10;
      const { statusCode: status, writableFinished } = res;
      // Quiet about the health checks, which come every few seconds.
      const level = path.startsWith("/health") && status < 500 ? "debug" : "info";
      req.log[level](
        { method, path, status, milliseconds, ...(writableFinished ? {} : { aborted: true }) },
        "request",
      );
    });
    next();
  };
}

/** PostgreSQL tells, in `detail` and `where`, the very row that it refuses. */
function withoutData(error: Error): object {
  const { detail: _detail, where: _where, ...rest } = stdSerializers.err(error);
  return rest;
}
