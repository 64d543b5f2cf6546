/**
 * A new personal token on its way to the page that shows it, once: encrypted in a cookie of the browser that
 * has made it, so that the server keeps no copy.
 */
import { open, seal } from "../auth/sealed.ts";
import type { RequestContext } from "./request_context.ts";

/** In milliseconds: how long the browser may take to ask for the page. */
const LIFETIME = 5 * 60_000;

export interface NewToken {
  id: string;
  token: string;
}

export function setNewToken(c: RequestContext, { id, token }: NewToken): void {
  const sealed = seal(c.services.newTokenKeys, Buffer.from(`${id}.${token}`), contextOf(c));
  c.browser.setCookie("new_token", sealed.toString("base64url"), LIFETIME);
}

/** Reads it and clears its cookie, unless the request is a HEAD. null: there is none for this sign-in. */
export function takeNewToken(c: RequestContext): NewToken | null {
  const value = c.browser.cookie("new_token");
  if (value === undefined) return null;
  if (c.method !== "HEAD") c.browser.clearCookie("new_token");
  const sealed = Buffer.from(value, "base64url");
  const [id, token] =
    open(c.services.newTokenKeys, sealed, contextOf(c))?.toString().split(".") ?? [];
  return id === undefined || token === undefined ? null : { id, token };
}

/** Of one sign-in, so that the next user of the browser does not see it. */
function contextOf(c: RequestContext): string {
  return `new token of ${c.sessionId}`;
}
