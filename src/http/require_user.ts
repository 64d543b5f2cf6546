/** The line between what anyone can see and what belongs to a user. */
import { findAuthSessionOwner } from "../models/auth_sessions.ts";
import { paths, signinFor } from "../paths.ts";
import { isSameSite, postedBinding } from "./csrf.ts";
import type { Guard, RequestContext } from "./request_context.ts";
import { keepableFields } from "./resubmit.ts";
import { safeReturnTo } from "./return_to.ts";

/** Leads anyone who is not signed in to the sign-in page and, after it, back. */
export const requireUser: Guard = async (c) => {
  if (c.session !== null) return null;
  const returnTo = c.method === "POST" ? await saveForm(c) : c.address;
  return c.redirect(signinFor(safeReturnTo(returnTo) ?? paths.dashboard));
};

/** Sign-in and sign-up are of no use to anyone who is signed in already, maybe in another tab. */
export const requireVisitor: Guard = (c) =>
  c.session === null ? null : c.redirect(paths.dashboard);

/**
 * Keeps a form whose sign-in had ended, for the user whose page it came from: its token says which,
 * even when the cookies are gone. A form that is not from our page is not kept.
 * @returns where to go on to after signing in.
 */
async function saveForm(c: RequestContext): Promise<string> {
  const { fields, services } = c;
  const binding = postedBinding(c);
  const fallback = safeReturnTo(fields.return_to) ?? paths.dashboard;
  if (binding?.kind !== "session" || !isSameSite(c)) return fallback;
  const ownerId = await findAuthSessionOwner(services.database, binding.id);
  if (ownerId === null) return fallback;
  await c.browser.saveMemory({
    parkedForm: {
      ownerId,
      action: c.address,
      fields: keepableFields(fields, c.forms.find(c.address, fields)),
      parkedAt: c.now.getTime(),
    },
  });
  return paths.parkedForm;
}
