/** The application: its middleware in order. */
import express, { type Express } from "express";
import { api } from "./api/app.ts";
import { apiErrors } from "./api/errors.ts";
import type { Context } from "./context.ts";
import { health, type Lifecycle } from "./health.ts";
import { httpsOnly } from "./middleware/https_only.ts";
import { identity } from "./middleware/identity.ts";
import { mount } from "./middleware/mount.ts";
import { pageErrors, pageNotFound } from "./middleware/page_errors.ts";
import { requestLog } from "./middleware/request_log.ts";
import { securityHeaders } from "./middleware/security_headers.ts";
import { pageRoutes } from "./routes.ts";

/**
 * The largest form: 10,000 pasted lines, which are too many to add, but are shown again to be cut
 * down. (10,000 characters of notes, each up to twelve bytes when encoded, are far less.)
 */
const FORM_LIMIT = "1mb";

export function createApp(context: Context, lifecycle: Lifecycle = { stopping: false }): Express {
  const { config, logger, database, bridge, assets } = context;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("case sensitive routing");
  app.set("trust proxy", config.trustProxy);
  app.set("query parser", "simple");

  app.use(requestLog(logger, config.trustProxy > 0));
  app.use(securityHeaders(config));
  app.use("/health", health(database, lifecycle));
  if (config.https && config.trustProxy > 0) app.use(httpsOnly(config.appUrl));
  app.use(assets.handler);
  app.use("/api", api(context));

  // Read first: when nobody can be identified, the form must not be lost.
  app.use(express.urlencoded({ extended: false, limit: FORM_LIMIT }));
  app.use(identity(bridge));
  app.use(mount(pageRoutes(context)));
  app.use(pageNotFound);
  app.use("/api", apiErrors);
  app.use(pageErrors(context));
  return app;
}
