/** The cookie that recognises a browser at its next sign-in. */
import { randomBytes } from "node:crypto";
import { type KeyRing, sign } from "./keys.ts";
import type { ClientBrowser } from "./session.ts";

/** In milliseconds: how long it is kept; browsers allow no more. */
export const BROWSER_LIFETIME = 400 * 86_400_000;

/** At least 128 random bits. */
const FORM = /^[\w-]{22}$/;

/**
 * The value of the browser's cookie. Where it has none, it is derived from the cookie of the sign-in form, so
 * that two forms sent at the same time have the same. It is not that cookie itself, which the form has in its
 * CSRF token.
 */
export function browserSecret(browser: ClientBrowser, keys: KeyRing): string {
  const own = browser.cookie("browser");
  if (own !== undefined && FORM.test(own)) return own;
  const visitor = browser.cookie("visitor");
  return visitor === undefined ? newBrowserSecret() : sign(keys, visitor).slice(0, 22);
}

export function newBrowserSecret(): string {
  return randomBytes(16).toString("base64url");
}
