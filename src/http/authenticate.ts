/** Makes the context of a request and finds out who asks, before anything else is done. */
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

/** For every request: nobody is looked for yet. */
export function createContext(services: Services, forms: FormTable): RequestHandler {
  return (req, res, next) => {
    const browser = new Browser(services.browserMemories, req, res);
    req.context = new RequestContext({ services, req, browser, forms });
    next();
  };
}

/** For pages, by their cookies. */
export function authenticate({ authenticator }: Services): RequestHandler {
  return async ({ context }, _res, next) => {
    const identity = await authenticator.identify(context.browser);
    context.session = identity.session;
    context.isExpired = identity.session === null && identity.expired;
    next();
  };
}
