/** The guards of pages that need a user, or need that there is none. */
import { findAuthSessionOwner } from "../models/auth_sessions.ts";
import { paths, signinFor } from "../paths.ts";
import { isSameSite, postedBinding } from "./csrf.ts";
import type { Guard, RequestContext } from "./request_context.ts";
import { keepableFields } from "./resubmit.ts";
import { safeReturnTo } from "./return_to.ts";

/** Redirects visitors to the sign-in page, and back after they have signed in. */
export const requireUser: Guard = async (c) => {
  if (c.session !== null) return null;
  const returnTo = c.method === "POST" ? await saveForm(c) : c.address;
  return c.redirect(signinFor(safeReturnTo(returnTo) ?? paths.dashboard));
};

/** Reads the counts of the navigation together with what the page reads itself. */
export const startNavigation: Guard = ({ session, services }) => {
  // What renders the page awaits the same read, and so learns of a failure.
  if (session !== null) services.navigationCounts(session.scope).catch(() => undefined);
  return null;
};

/** For signing in and up: the user may have signed in already, in another tab. */
export const requireVisitor: Guard = (c) =>
  c.session === null ? null : c.redirect(paths.dashboard);

/**
 * Saves a form that was posted after its sign-in had ended, for the user of its page: the token says
 * who that is, even when the cookies are gone. A form that did not come from our page is not saved.
 * @returns where to go after signing in.
 */
async function saveForm(c: RequestContext): Promise<string> {
  const { fields, services } = c;
  const binding = postedBinding(c);
  const fallback = safeReturnTo(fields.return_to) ?? paths.dashboard;
  if (binding?.kind !== "session" || !isSameSite(c)) return fallback;
  const ownerId = await findAuthSessionOwner(services.database, binding.id);
  if (ownerId === null) return fallback;
  await c.browser.saveSession({
    parkedForm: {
      ownerId,
      action: c.address,
      fields: keepableFields(fields, c.forms.find(c.address, fields)),
      parkedAt: c.now.getTime(),
    },
  });
  return paths.savedForm;
}
