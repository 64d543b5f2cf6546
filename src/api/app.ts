/** The API's middleware, below /api; errors.ts replies to its errors. */
import cors from "cors";
import { type RequestHandler, Router } from "express";
import { mount, notFound } from "../http/router.ts";
import type { Services } from "../services.ts";
import { CHANGE_HEADER } from "./json.ts";
import { API_ROUTES } from "./routes.ts";

export function api(services: Services): Router {
  const router = Router({ caseSensitive: true });
  router.use(allowOrigins(services.config.allowedOrigins));
  router.use(mount(API_ROUTES));
  router.use(notFound);
  return router;
}

/** CORS headers for the allowed origins; a request from any other one gets none. */
function allowOrigins(origins: readonly string[]): RequestHandler {
  const allow = cors({
    origin: [...origins],
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: "Authorization,Content-Type,Idempotency-Key,If-Match,If-None-Match",
    exposedHeaders: `Allow,ETag,Location,${CHANGE_HEADER},Retry-After,WWW-Authenticate,X-Request-Id`,
    maxAge: 600,
  });
  return (req, res, next) => {
    res.vary("Origin");
    if (origins.includes(req.get("origin") ?? "")) allow(req, res, next);
    else next();
  };
}
