/** The Express application: its middleware, in order. */
import type { RequestListener } from "node:http";
import express from "express";
import { api } from "./api/app.ts";
import { apiErrors } from "./api/errors.ts";
import { API_ROUTES } from "./api/routes.ts";
import { authenticate, createContext } from "./http/authenticate.ts";
import { FormTable } from "./http/form_table.ts";
import { health, type Lifecycle } from "./http/health.ts";
import { httpsOnly } from "./http/https_only.ts";
import { withOriginForm } from "./http/origin_form.ts";
import { pageErrors } from "./http/page_errors.ts";
import { requestLog } from "./http/request_log.ts";
import { mount, notFound } from "./http/router.ts";
import { securityHeaders } from "./http/security_headers.ts";
import { handleUnhandled } from "./http/unhandled_error.ts";
import { PAGE_ROUTES } from "./routes.ts";
import type { Services } from "./services.ts";

type Handle = (...args: [...Parameters<RequestListener>, (error?: unknown) => void]) => void;

/** Of all routes. */
const PATHS = [
  ...["/health", "/health/ready"],
  ...PAGE_ROUTES.map(({ path }) => path),
  ...API_ROUTES.map(({ path }) => `/api${path}`),
];

/**
 * For 10,000 pasted lines: too many to add, but they are shown again to be shortened. (Notes of 10,000
 * characters, up to twelve bytes each when encoded, are far less.)
 */
const FORM_LIMIT = "1mb";

export function createApp(
  services: Services,
  lifecycle: Lifecycle = { stopping: false },
): RequestListener {
  const { config, logger, database, assets } = services;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("case sensitive routing");
  app.set("trust proxy", config.trustProxy);
  app.set("query parser", "simple");

  app.use(requestLog(logger, { trustProxy: config.trustProxy > 0, paths: PATHS }));
  app.use(securityHeaders(config));
  app.use(createContext(services, new FormTable(PAGE_ROUTES)));
  app.use("/health", health(database, lifecycle));
  if (config.https && config.trustProxy > 0) app.use(httpsOnly(config.appUrl));
  app.use(assets.handler);
  app.use("/api", api(services));

  // Parsed first: the form must not be lost where the database, and so the user, cannot be reached.
  app.use(express.urlencoded({ extended: false, limit: FORM_LIMIT }));
  app.use(authenticate(services));
  app.use(mount(PAGE_ROUTES));
  app.use(notFound);
  app.use("/api", apiErrors);
  app.use(pageErrors);
  // As in Express, whose types lack it: with a function for what nothing has handled.
  const handle = app as unknown as Handle;
  return withOriginForm((req, res) => handle(req, res, handleUnhandled(logger, req, res)));
}
