/** The app's cookies: their names and attributes in one place. */
import { parseCookie } from "cookie";
import type { CookieOptions, Request, Response } from "express";

/**
 * token: the JWT. session: express-session's. visitor: for CSRF tokens before sign-in. flash: shown once.
 * browser: recognises the browser at its next sign-in. new_token: a personal token, until it is shown.
 */
export type CookieName = "token" | "session" | "visitor" | "flash" | "browser" | "new_token";

export class Cookies {
  readonly #https: boolean;

  /** @param https for Secure and the `__Host-` prefix, which ties a cookie to this host (RFC 6265bis). */
  constructor(https: boolean) {
    this.#https = https;
  }

  name(cookie: CookieName): string {
    return `${this.#https ? "__Host-" : ""}plainlist_${cookie}`;
  }

  options(): CookieOptions & { httpOnly: true; sameSite: "lax"; secure: boolean; path: "/" } {
    return { httpOnly: true, sameSite: "lax", secure: this.#https, path: "/" };
  }

  read(req: Request, cookie: CookieName): string | undefined {
    return parseCookie(req.headers.cookie ?? "")[this.name(cookie)];
  }

  /** @param maxAge in milliseconds; without it the cookie lasts for the browser's session. */
  set(res: Response, cookie: CookieName, value: string, maxAge?: number): void {
    const lifetime = maxAge !== undefined && { maxAge };
    res.cookie(this.name(cookie), value, { ...this.options(), ...lifetime });
  }

  clear(res: Response, cookie: CookieName): void {
    res.clearCookie(this.name(cookie), this.options());
  }
}
