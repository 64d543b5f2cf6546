/** Redirects plain-HTTP requests behind a proxy to the https address. */
import type { RequestHandler } from "express";
import { Forbidden } from "../errors.ts";

/**
 * The API refuses instead of redirecting, so that a client that sends its token in the clear notices.
 * @param appUrl the https origin. Not the request's Host, which the client chooses.
 */
export function httpsOnly(appUrl: string): RequestHandler {
  return (req, res, next) => {
    if (req.secure) return next();
    if (req.path.startsWith("/api/")) throw new Forbidden("HTTPS is required");
    res.redirect(/^(GET|HEAD)$/.test(req.method) ? 301 : 308, appUrl + req.originalUrl);
  };
}
