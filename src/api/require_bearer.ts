/** The API's guard: a valid bearer token, and only under the path of its own user. */
import type { Session } from "../auth/authenticator.ts";
import { Forbidden, Unauthenticated } from "../errors.ts";
import type { Guard, RequestContext } from "../http/request_context.ts";

/**
 * Cookies are ignored, so that CSRF is not possible.
 * @throws Unauthenticated, or Forbidden where the path names another user.
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
