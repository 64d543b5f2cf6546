/** The API's own order of middleware, below /api. */
import cors from "cors";
import { Router } from "express";
import type { Context } from "../context.ts";
import { mount } from "../middleware/mount.ts";
import { apiRoutes } from "../routes.ts";
import { apiErrors, apiNotFound } from "./errors.ts";

export function api(context: Context): Router {
  const router = Router({ caseSensitive: true });
  router.use(
    cors({
      origin: [...context.config.allowedOrigins],
      methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
      allowedHeaders: ["Authorization", "Content-Type"],
      exposedHeaders: ["Location", "Retry-After", "WWW-Authenticate", "X-Request-Id"],
      maxAge: 600,
    }),
  );
  router.use(mount(apiRoutes(context)));
  router.use(apiNotFound);
  router.use(apiErrors);
  return router;
}
