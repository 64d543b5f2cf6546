/** The guards of pages that need a user, or need that there is none. */
import { findAuthSessionOwner } from "../models/auth_sessions.ts";
import { deleteSavedForm } from "../models/browser_sessions.ts";
import { landingPath, paths, signinFor } from "../paths.ts";
import { isFromOurPage, isSameSite, postedBinding } from "./csrf.ts";
import type { Reply } from "./reply.ts";
import type { Guard, RequestContext } from "./request_context.ts";
import { keepableFields, resubmit } from "./resubmit.ts";
import { safeReturnTo } from "./return_to.ts";
import { keepForm } from "./saved_forms.ts";

/** In bytes of JSON: a form with notes of 10,000 characters fits. */
export const SAVED_FORM_MAX = 64_000;

/** What someone can still do whose account is about to be deleted. */
const WHILE_LEAVING: readonly string[] = [
  paths.accountDeletion,
  paths.cancelDeletion,
  paths.accountExport,
  paths.confirm,
];

/**
 * Redirects visitors to the sign-in page, and back after they have signed in. Every page of an account that
 * is about to be deleted leads to the one that can keep it.
 */
export const requireUser: Guard = (c) => {
  if (c.session !== null) {
    const isLeaving = c.user.deletionAt !== null && !WHILE_LEAVING.includes(c.path);
    return isLeaving ? c.redirect(paths.accountDeletion) : null;
  }
  return c.method === "POST" ? saveForm(c) : redirectToSignin(c, c.address);
};

/** Reads the counts of the navigation together with what the page reads itself. */
export const startNavigation: Guard = ({ session, services }) => {
  // What renders the page awaits the same read, and so learns of a failure.
  if (session !== null) services.navigationCounts(session.scope).catch(() => undefined);
  return null;
};

/** For signing in and up: the user may have signed in already, in another tab. */
export const requireVisitor: Guard = (c) =>
  c.session === null ? null : c.redirect(landingPath(c.session.user.landingView));

/**
 * Saves a form that was posted after its sign-in had ended, for the user of its page: the token says
 * who that is, even when the cookies are gone. One that cannot be saved is shown again, to be sent after
 * signing in in another tab. A form that did not come from our page is neither.
 */
async function saveForm(c: RequestContext): Promise<Reply> {
  const { fields, services, browser, address: action } = c;
  const binding = postedBinding(c);
  // It is from the page that this function shows to a visitor.
  if (binding?.kind === "visitor" && isFromOurPage(c)) return resubmit(c, "unsaved");
  const isKnown = binding?.kind === "session" && isSameSite(c);
  const ownerId = isKnown ? await findAuthSessionOwner(services.database, binding.id) : null;
  if (ownerId === null) return redirectToSignin(c, fields.return_to);
  const kept = keepableFields(fields, c.forms.find(action, fields));
  const isSmall = Buffer.byteLength(JSON.stringify(kept)) <= SAVED_FORM_MAX;
  const { address } = browser.client;
  if (!isSmall || !(await services.throttling.allows("savedForm", { address }))) {
    return resubmit(c, "unsaved");
  }
  const form = { ownerId, action, fields: kept, parkedAt: c.now.getTime() };
  await deleteSavedForm(services.database, form);
  if (!(await keepForm(c, form))) return resubmit(c, "unsaved");
  return redirectToSignin(c, paths.savedForm);
}

function redirectToSignin(c: RequestContext, returnTo: unknown): Reply {
  return c.redirect(signinFor(safeReturnTo(returnTo) ?? paths.dashboard));
}
