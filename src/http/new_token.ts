/**
 * A new personal token on its way to the page that shows it, once: in a signed cookie of the browser that has
 * made it, so that the server keeps no copy.
 */
import { sign, verifySignature } from "../auth/keys.ts";
import type { RequestContext } from "./request_context.ts";

/** In milliseconds: how long the browser may take to ask for the page. */
const LIFETIME = 5 * 60_000;

export interface NewToken {
  id: string;
  token: string;
}

export function setNewToken(c: RequestContext, { id, token }: NewToken): void {
  const payload = `${id}.${token}`;
  const signature = sign(c.services.newTokenKeys, signedText(c, payload));
  c.browser.setCookie("new_token", `${payload}.${signature}`, LIFETIME);
}

/** Reads it and clears its cookie, unless the request is a HEAD. null: there is none for this sign-in. */
export function takeNewToken(c: RequestContext): NewToken | null {
  const value = c.browser.cookie("new_token");
  if (value === undefined) return null;
  if (c.method !== "HEAD") c.browser.clearCookie("new_token");
  const [id = "", token = "", signature = ""] = value.split(".");
  const isOurs = verifySignature(
    c.services.newTokenKeys,
    signedText(c, `${id}.${token}`),
    signature,
  );
  return isOurs ? { id, token } : null;
}

/** Binds it to the sign-in, so that the next user of the browser does not see it. */
function signedText(c: RequestContext, payload: string): string {
  return `${c.sessionId}.${payload}`;
}
