/** Behind a proxy, a request that came without TLS is sent on to the https address. */
import type { RequestHandler } from "express";
import { Forbidden } from "../errors.ts";

/**
 * The API refuses instead of redirecting: a token that was sent in the clear must not go unnoticed.
 * @param appUrl the https origin: never the request's Host.
 */
export function httpsOnly(appUrl: string): RequestHandler {
  return (req, res, next) => {
    if (req.secure) return next();
    if (req.path.startsWith("/api/")) throw new Forbidden("HTTPS is required");
    res.redirect(
      req.method === "GET" || req.method === "HEAD" ? 301 : 308,
      appUrl + req.originalUrl,
    );
  };
}
