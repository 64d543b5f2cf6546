/** Whether a post came from one of our own pages: the check against cross-site request forgery. */
import { randomBytes } from "node:crypto";
import type { Request, Response } from "express";
import type { Binding } from "../auth/csrf_tokens.ts";
import { fieldsOf } from "../forms/fields.ts";
import type { Services } from "../services.ts";

/** The form token for a page: bound to the sign-in, or to a cookie of a browser without one. */
export function formToken(context: Services, req: Request, res: Response): string {
  if (req.viewer !== null) {
    return context.csrfTokens.issue({ kind: "session", id: req.viewer.sessionId });
  }
  const known = visitorId(context, req);
  const id = known ?? randomBytes(16).toString("base64url");
  if (known === undefined) context.cookies.set(res, "visitor", id);
  return context.csrfTokens.issue({ kind: "visitor", id });
}

/**
 * Whether a post came from one of our own pages. The token alone must suffice: text browsers send
 * neither `Sec-Fetch-Site` nor `Origin`.
 */
export function isFromOurPage(context: Services, req: Request): boolean {
  const binding = readFormToken(context, req);
  if (binding === null || !isSameSite(context, req)) return false;
  if (req.viewer !== null) return binding.kind === "session" && binding.id === req.viewer.sessionId;
  return binding.kind === "visitor" && binding.id === visitorId(context, req);
}

/** The token that was posted, if it is genuine, whoever's it is. */
export function readFormToken(context: Services, req: Request): Binding | null {
  return context.csrfTokens.read(fieldsOf(req.body)._csrf);
}

/** What the browser itself says about where a post came from, if it says anything. */
export function isSameSite(context: Services, req: Request): boolean {
  const site = req.get("sec-fetch-site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = req.get("origin");
  return origin === undefined || origin === context.config.appUrl;
}

function visitorId(context: Services, req: Request): string | undefined {
  const id = context.cookies.read(req, "visitor");
  return id !== undefined && /^[\w-]{22}$/.test(id) ? id : undefined;
}
