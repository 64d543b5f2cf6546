/** Who may call the API: the bearer of a live token, for their own path only. */
import type { Session } from "../auth/authenticator.ts";
import { Forbidden, Unauthenticated } from "../errors.ts";
import type { Guard, RequestContext } from "../http/request_context.ts";

/**
 * Finds the session of a request by its token. Cookies are not looked at, so there is no CSRF here.
 * @throws Unauthenticated, or Forbidden when the path names another user, before anything is looked up.
 */
export const requireBearer: Guard = async (c) => {
  c.session = await identify(c);
  const userId = c.param("user_id");
  if (userId !== "" && userId !== c.user.id) throw new Forbidden("Access denied to this resource");
  return null;
};

async function identify(c: RequestContext): Promise<Session> {
  const match = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(c.header("authorization") ?? "");
  if (match?.[1] === undefined) throw new Unauthenticated("Authentication required");
  const identity = await c.services.authenticator.identifyBearer(match[1]);
  if (identity.session !== null) return identity.session;
  throw new Unauthenticated(
    identity.expired ? "Token expired, please log in again" : "Authentication required",
  );
}
