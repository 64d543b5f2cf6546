/** Who may come through: the line between what anyone can see and what is somebody's. */
import type { Request, RequestHandler, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { fieldsOf } from "../forms/fields.ts";
import { findAuthSessionOwner } from "../models/auth_sessions.ts";
import { paths, signinFor } from "../paths.ts";
import type { Services } from "../services.ts";
import { isSameSite, readFormToken } from "./csrf_check.ts";
import { keepableFields } from "./resubmit.ts";
import { safeReturnTo } from "./return_to.ts";

/** A page that belongs to somebody: handed the viewer, and with it the only way to rows. */
export type ViewerHandler = (req: Request, res: Response, viewer: Viewer) => Promise<void> | void;

/** Leads whoever is not signed in to the sign-in page and, after it, back. */
export function requireViewer(context: Services): RequestHandler {
  return async (req, res, next) => {
    if (req.viewer !== null) return next();
    const returnTo = req.method === "POST" ? await parkForm(context, req, res) : req.originalUrl;
    res.redirect(303, signinFor(safeReturnTo(returnTo) ?? paths.dashboard));
  };
}

/** Hands the viewer to a handler behind `requireViewer`. */
export function withViewer(handler: ViewerHandler): RequestHandler {
  return (req, res) => {
    if (req.viewer === null) throw new Error("A viewer's page without requireViewer before it");
    return handler(req, res, req.viewer);
  };
}

/** Sign-in and sign-up are of no use to whoever is signed in already, maybe in another tab. */
export const requireNoViewer: RequestHandler = (req, res, next) => {
  if (req.viewer === null) return next();
  res.redirect(303, paths.dashboard);
};

/**
 * Keeps a form whose sign-in had ended, for whoever's page it came from: its token tells, even when
 * the cookies are gone. A form that is not from our page is not kept.
 * @returns where to go on to after signing in.
 */
async function parkForm(context: Services, req: Request, res: Response): Promise<string> {
  const { authenticator: bridge, database, clock } = context;
  const fields = fieldsOf(req.body);
  const binding = readFormToken(context, req);
  const fallback = safeReturnTo(fields.return_to) ?? paths.dashboard;
  if (binding?.kind !== "session" || !isSameSite(context, req)) return fallback;
  const ownerId = await findAuthSessionOwner(database, binding.id);
  if (ownerId === null) return fallback;
  await bridge.openSession(req, res);
  req.session.parkedForm = {
    ownerId,
    action: req.originalUrl,
    fields: keepableFields(fields),
    parkedAt: clock().getTime(),
  };
  await bridge.saveSession(req);
  return paths.parkedForm;
}
