/** The API's guard: a valid bearer token, and only under the path of its own user. */
import type { Session } from "../auth/session.ts";
import { Forbidden, Unauthenticated } from "../errors.ts";
import type { Guard, RequestContext } from "../http/request_context.ts";

/**
 * Cookies are ignored, so that CSRF is not possible.
 * @throws Unauthenticated, or Forbidden where the path names another user.
 */
export const requireBearer: Guard = async (c) => {
  const token = tokenOf(c);
  const presumed = c.mayPresume ? c.services.authenticator.presume("api", token) : null;
  if (presumed !== null) c.presume(presumed);
  else c.session = await identify(c, token);
  const userId = c.param("user_id");
  if (userId !== "" && userId !== c.user.id) throw new Forbidden("Access denied to this resource");
  return null;
};

function tokenOf(c: RequestContext): string {
  const match = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(c.header("authorization") ?? "");
  if (match?.[1] === undefined) throw new Unauthenticated("Authentication required");
  return match[1];
}

async function identify(c: RequestContext, token: string): Promise<Session> {
  const identity = await c.services.authenticator.identifyBearer(token);
  if (identity.session !== null) return identity.session;
  throw unauthenticated(identity.expired);
}

export function unauthenticated(isExpired: boolean): Unauthenticated {
  return new Unauthenticated(
    isExpired ? "Token expired, please log in again" : "Authentication required",
  );
}
