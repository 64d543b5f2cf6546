/** Who may call the API: the bearer of a live token, for their own path only. */
import type { Request, RequestHandler } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { Forbidden, Unauthenticated } from "../errors.ts";
import type { Services } from "../services.ts";

/**
 * Finds the viewer of a request by its token. Cookies are not looked at, so there is no CSRF here.
 * @throws Unauthenticated, or Forbidden when the path names another user, before anything is looked up.
 */
export function requireBearer(context: Services): RequestHandler {
  return async (req, _res, next) => {
    req.viewer = await identifyBearer(context, req);
    const { user_id: userId } = req.params;
    if (userId !== undefined && userId !== req.viewer.user.id) {
      throw new Forbidden("Access denied to this resource");
    }
    next();
  };
}

async function identifyBearer(context: Services, req: Request): Promise<Viewer> {
  const match = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(req.get("authorization") ?? "");
  if (match?.[1] === undefined) throw new Unauthenticated("Authentication required");
  const identity = await context.authenticator.identifyBearer(match[1]);
  if (identity.viewer !== null) return identity.viewer;
  throw new Unauthenticated(
    identity.expired ? "Token expired, please log in again" : "Authentication required",
  );
}
