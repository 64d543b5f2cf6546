/** Forms that were posted after their sign-in had ended, in the session of their browser. */
import type { BrowserSessionData, SavedForm } from "../auth/session.ts";
import { SAVED_FORM_LIFETIME } from "../models/browser_sessions.ts";
import type { RequestContext } from "./request_context.ts";

/** Of one browser. */
const FORMS_MOST = 5;

/**
 * Keeps a form besides those that were sent before it; one that is sent again replaces itself.
 * @returns whether there was room for it.
 */
export async function keepForm(c: RequestContext, form: SavedForm): Promise<boolean> {
  const earlierForms = allOf(await c.browser.loadSession()).filter(
    (other) => !isSame(form, other) && !isExpired(c, other),
  );
  if (earlierForms.length >= FORMS_MOST) return false;
  await c.browser.saveSession({ parkedForm: form, earlierForms });
  return true;
}

/** The forms of the user, the latest first. Another user's and expired ones are dropped. */
export async function keptForms(c: RequestContext): Promise<SavedForm[]> {
  const all = allOf(await c.browser.loadSession());
  const kept = all.filter((form) => form.ownerId === c.user.id && !isExpired(c, form));
  if (kept.length < all.length) {
    const [parkedForm, ...earlierForms] = kept;
    await c.browser.saveSession({ parkedForm, earlierForms });
  }
  return kept;
}

function allOf({ parkedForm, earlierForms = [] }: BrowserSessionData): SavedForm[] {
  return parkedForm === undefined ? earlierForms : [parkedForm, ...earlierForms];
}

function isExpired(c: RequestContext, { parkedAt }: SavedForm): boolean {
  return c.now.getTime() - parkedAt > SAVED_FORM_LIFETIME;
}

/** Two forms of one page have the same key, and so has a form that is sent twice. */
function isSame(one: SavedForm, other: SavedForm): boolean {
  const key = one.fields.request_key ?? "";
  return (
    key !== "" &&
    one.action === other.action &&
    one.ownerId === other.ownerId &&
    other.fields.request_key === key
  );
}
