/** Shows a form that was posted after its sign-in had ended, when the user has signed in again. */
import type { Action } from "../http/request_context.ts";
import { resubmit } from "../http/resubmit.ts";
import { SAVED_FORM_LIFETIME } from "../models/browser_sessions.ts";
import { paths } from "../paths.ts";

export const show: Action = async (c) => {
  const { parkedForm: form } = await c.browser.loadSession();
  const isExpired = c.now.getTime() - (form?.parkedAt ?? 0) > SAVED_FORM_LIFETIME;
  // Another user's form is dropped, and the reply does not reveal that there was one.
  if (form?.ownerId !== c.user.id || isExpired) {
    if (form !== undefined) await c.browser.saveSession({ parkedForm: undefined });
    return c.redirect(paths.dashboard);
  }
  return resubmit(c, "expired", form);
};
