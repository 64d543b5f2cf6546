/** Creates the context of each request and identifies the user of a page. */
import type { RequestHandler } from "express";
import type { Services } from "../services.ts";
import { Browser } from "./browser.ts";
import type { FormTable } from "./form_table.ts";
import { RequestContext } from "./request_context.ts";

declare global {
  namespace Express {
    interface Request {
      context: RequestContext;
    }
  }
}

/** For every request, before anyone is identified. */
export function createContext(services: Services, forms: FormTable): RequestHandler {
  return (req, res, next) => {
    const browser = new Browser(services.browserSessions, req, res);
    req.context = new RequestContext(services, forms, browser, req);
    next();
  };
}

/**
 * For pages, by their cookies, without waiting where the user is known (see RequestContext.confirm); the API
 * has its own guard (api/require_bearer.ts).
 */
export function authenticate({ authenticator }: Services): RequestHandler {
  return async ({ context }, _res, next) => {
    const { browser } = context;
    const presumed = authenticator.presume("web", browser.cookie("token"), browser.client);
    if (presumed !== null) context.presume(presumed);
    else context.identify(await authenticator.identify(browser));
    next();
  };
}
