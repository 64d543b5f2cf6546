/** Finds out who asks, before any page is made. */
import type { RequestHandler } from "express";
import type { Authenticator, Viewer } from "../auth/authenticator.ts";

declare global {
  namespace Express {
    interface Request {
      /** The signed-in person, or null. */
      viewer: Viewer | null;
      /** Nobody, because a sign-in ran out. */
      expired: boolean;
    }
  }
}

export function identity(bridge: Authenticator): RequestHandler {
  return async (req, res, next) => {
    req.viewer = null;
    req.expired = false;
    const found = await bridge.identify(req, res);
    req.viewer = found.viewer;
    req.expired = found.viewer === null && found.expired;
    next();
  };
}
