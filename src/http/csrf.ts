/** Cross-site request forgery: a form that is not from a page of ours changes nothing. */
import { randomBytes } from "node:crypto";
import type { CsrfBinding } from "../auth/csrf_tokens.ts";
import type { Guard, RequestContext } from "./request_context.ts";
import { resubmit } from "./resubmit.ts";

/** Lets only forms from our own pages through. Any other is shown to its sender, to confirm. */
export const requireCsrfToken: Guard = (c) => {
  if (isFromOurPage(c)) return null;
  c.log.warn({ event: "csrf", origin: c.header("origin") }, "form not from our page");
  return resubmit(c, { reason: "unverified", action: c.address, fields: c.fields });
};

/** The token for the forms of a page: bound to the sign-in, or to a cookie of a browser without one. */
export function csrfToken(c: RequestContext): string {
  const { csrfTokens } = c.services;
  if (c.session !== null) return csrfTokens.issue({ kind: "session", id: c.session.id });
  const known = visitorId(c);
  const id = known ?? randomBytes(16).toString("base64url");
  if (known === undefined) c.browser.setCookie("visitor", id);
  return csrfTokens.issue({ kind: "visitor", id });
}

/**
 * Whether a form came from one of our own pages. The token alone must suffice: text browsers send
 * neither `Sec-Fetch-Site` nor `Origin`.
 */
export function isFromOurPage(c: RequestContext): boolean {
  const binding = postedBinding(c);
  if (binding === null || !isSameSite(c)) return false;
  if (c.session !== null) return binding.kind === "session" && binding.id === c.session.id;
  return binding.kind === "visitor" && binding.id === visitorId(c);
}

/** What the token that was posted is bound to, if it is genuine, even another user's. */
export function postedBinding(c: RequestContext): CsrfBinding | null {
  return c.services.csrfTokens.read(c.fields._csrf);
}

/** What the browser itself says about where a form came from, if it says anything. */
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
