/** The API's guard: a valid bearer token, and only under the path of its own user. */
import type { Session } from "../auth/session.ts";
import { Forbidden, Unauthenticated } from "../errors.ts";
import type { Guard, RequestContext } from "../http/request_context.ts";

export const READ_ONLY = "This token can only read";

/** What such a token may be used with. */
const READING: readonly string[] = ["GET", "HEAD"];

/**
 * Cookies are ignored, so that CSRF is not possible.
 * @throws Unauthenticated, or Forbidden where the path names another user or the token can only read.
 */
export const requireBearer: Guard = async (c) => {
  const token = tokenOf(c);
  const { authenticator } = c.services;
  const presumed = c.mayPresume ? authenticator.presume("api", token, c.browser.client) : null;
  const session = presumed?.session ?? (await identify(c, token));
  if (presumed !== null) c.presume(presumed);
  else c.session = session;
  const userId = c.param("user_id");
  if (userId !== "" && userId !== c.user.id) throw new Forbidden("Access denied to this resource");
  if (session.access === "read" && !READING.includes(c.method)) {
    throw new Forbidden(READ_ONLY);
  }
  return null;
};

/** A JWT, or a personal token. */
function tokenOf(c: RequestContext): string {
  const form = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+|plt_\w+) *$/i;
  const match = form.exec(c.header("authorization") ?? "");
  if (match?.[1] === undefined) throw new Unauthenticated("Authentication required");
  return match[1];
}

async function identify(c: RequestContext, token: string): Promise<Session> {
  const identity = await c.services.authenticator.identifyBearer(token, c.browser.client);
  if (identity.session !== null) return identity.session;
  throw unauthenticated(identity.expired);
}

export function unauthenticated(isExpired: boolean): Unauthenticated {
  return new Unauthenticated(
    isExpired ? "Token expired, please log in again" : "Authentication required",
  );
}
