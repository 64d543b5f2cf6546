/** Protection against cross-site request forgery: only a form from our own pages changes anything. */
import { randomBytes } from "node:crypto";
import type { CsrfBinding } from "../auth/csrf_tokens.ts";
import type { Guard, RequestContext } from "./request_context.ts";
import { resubmit } from "./resubmit.ts";

/** Any other form comes back to its sender, to be confirmed. */
export const requireCsrfToken: Guard = (c) => {
  if (isFromOurPage(c)) return null;
  // Only what a browser sends: the header of another program may be any text.
  const origin = URL.parse(c.header("origin") ?? "")?.origin;
  c.log.warn({ event: "csrf", origin }, "CSRF check failed");
  return resubmit(c, "unverified");
};

/** The token for a page's forms. Bound to the sign-in, or to a cookie where there is none: it is set here. */
export function csrfToken(c: RequestContext): string {
  const { csrfTokens } = c.services;
  if (c.session !== null) return csrfTokens.issue({ kind: "session", id: c.session.id });
  const known = visitorId(c);
  const id = known ?? randomBytes(16).toString("base64url");
  if (known === undefined) c.browser.setCookie("visitor", id);
  return csrfTokens.issue({ kind: "visitor", id });
}

/**
 * Whether a form came from one of our own pages. The token alone must be enough: text browsers send
 * neither `Sec-Fetch-Site` nor `Origin`.
 */
export function isFromOurPage(c: RequestContext): boolean {
  const binding = postedBinding(c);
  if (binding === null || !isSameSite(c)) return false;
  if (c.session !== null) return binding.kind === "session" && binding.id === c.session.id;
  return binding.kind === "visitor" && binding.id === visitorId(c);
}

/** What the posted token is bound to, perhaps another user's sign-in; null if we did not issue it. */
export function postedBinding(c: RequestContext): CsrfBinding | null {
  return c.services.csrfTokens.read(c.fields._csrf);
}

/** Whether the form came from our origin, by the browser's own headers; true where it sends none. */
export function isSameSite(c: RequestContext): boolean {
  const site = c.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = c.header("origin");
  return origin === undefined || origin === c.services.config.appUrl;
}

function visitorId(c: RequestContext): string | undefined {
  const id = c.browser.cookie("visitor");
  return id !== undefined && /^[\w-]{22}$/.test(id) ? id : undefined;
}
