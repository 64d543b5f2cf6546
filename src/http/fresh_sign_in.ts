/**
 * What touches the keys of an account needs a fresh sign-in: the user has proved within 15 minutes who they
 * are. Otherwise the form that was posted waits on the server, and goes on by itself after the proof.
 */
import type { SavedForm } from "../auth/session.ts";
import { HttpError } from "../errors.ts";
import { renewAuthentication } from "../models/auth_sessions.ts";
import { SAVED_FORM_LIFETIME } from "../models/browser_sessions.ts";
import { paths } from "../paths.ts";
import type { Reply } from "./reply.ts";
import type { Guard, RequestContext } from "./request_context.ts";
import { formRequestKey } from "./request_key.ts";
import { requireUser, SAVED_FORM_MAX } from "./require_user.ts";
import { keepableFields } from "./resubmit.ts";
import { safeReturnTo } from "./return_to.ts";
import { recordEvent } from "./security_log.ts";

/** In milliseconds. */
const FRESH_FOR = 15 * 60_000;
/** Forms of one browser that wait: the latest of several tabs. */
const WAITING_MOST = 5;

export function isFresh(c: RequestContext): boolean {
  const { session } = c;
  return session !== null && c.now.getTime() - session.authenticatedAt.getTime() < FRESH_FOR;
}

/**
 * For POST routes, after requireUser and requireCsrfToken. Secrets are not kept: see keepableFields.
 * @throws HttpError for a form that is too large to be kept.
 */
export const requireFreshSignIn: Guard = async (c) => {
  if (isFresh(c)) return null;
  const { address: action, fields, user } = c;
  const kept = keepableFields(fields, c.forms.find(action, fields));
  if (Buffer.byteLength(JSON.stringify(kept)) > SAVED_FORM_MAX) {
    throw new HttpError(413, "The form is too large");
  }
  const form = { ownerId: user.id, action, fields: kept, parkedAt: c.now.getTime() };
  const others = (await waitingForms(c)).filter((other) => keyOf(other) !== keyOf(form));
  await c.browser.saveSession({ waitingForms: [form, ...others].slice(0, WAITING_MOST) });
  return c.redirect(paths.confirm);
};

/**
 * The form of this user that waits.
 * @param key of the form, where the page says which; by default the latest.
 */
export async function findWaitingForm(c: RequestContext, key: string): Promise<SavedForm | null> {
  const forms = await waitingForms(c);
  return (key === "" ? forms[0] : forms.find((form) => keyOf(form) === key)) ?? null;
}

/** The page of a form that waits or has waited; that of the settings where it has none. */
export function pageOfForm(c: RequestContext, key: string): string {
  const [action = ""] = key.split(" ");
  const page = safeReturnTo(action);
  return page !== null && c.forms.match("get", page) !== null ? page : paths.settings;
}

/** Identifies a form that waits among those of other tabs. */
export function keyOf({ action, fields }: SavedForm): string {
  const { request_key: key = "" } = fields;
  return `${action} ${String(key)}`;
}

/** Records that the user has proved again who they are. @param by what it was proved with. */
export async function markFresh(c: RequestContext, by: string): Promise<void> {
  if (c.session === null) throw new Error("Nobody is signed in");
  await renewAuthentication(c.services.database, c.session.id, c.now);
  await c.services.authenticator.renewSession(c.browser, c.session);
  c.session = { ...c.session, authenticatedAt: c.now };
  await recordEvent(c, { kind: "confirmed", userId: c.user.id, params: { by } });
}

/** Handles a form that has waited as if it were posted now. */
export async function resume(c: RequestContext, form: SavedForm): Promise<Reply> {
  const others = (await waitingForms(c)).filter((other) => keyOf(other) !== keyOf(form));
  await c.browser.saveSession({ waitingForms: others });
  const match = c.forms.match("post", form.action);
  if (match === null) return c.redirect(paths.settings);
  const posted = c.as({ address: form.action, fields: form.fields, params: match.params });
  // The account may be about to be deleted meanwhile.
  const refused = await requireUser(posted);
  if (refused !== null) return refused;
  posted.requestKey = formRequestKey(posted);
  const reply = await match.route.action(posted);
  // The navigation and the form of the page are those of its own address.
  const here = posted.path;
  return reply.kind === "page" ? { ...reply, model: { here, ...reply.model } } : reply;
}

async function waitingForms(c: RequestContext): Promise<SavedForm[]> {
  const { waitingForms: forms = [] } = await c.browser.loadSession();
  const now = c.now.getTime();
  return forms.filter(
    ({ ownerId, parkedAt }) => ownerId === c.user.id && now - parkedAt <= SAVED_FORM_LIFETIME,
  );
}
