/** The form that was sent after its sign-in had ended: shown again, filled, after signing in. */
import type { Action } from "../http/request_context.ts";
import { resubmit } from "../http/resubmit.ts";
import { SAVED_FORM_LIFETIME } from "../models/browser_sessions.ts";
import { paths } from "../paths.ts";

export const show: Action = async (c) => {
  const { parkedForm: form } = await c.browser.openMemory();
  const isOver = c.now.getTime() - (form?.parkedAt ?? 0) > SAVED_FORM_LIFETIME;
  // Another user's text is nobody's business here, not even that there is one.
  if (form?.ownerId !== c.user.id || isOver) {
    if (form !== undefined) await c.browser.saveMemory({ parkedForm: undefined });
    return c.redirect(paths.dashboard);
  }
  return resubmit(c, { reason: "lapsed", action: form.action, fields: form.fields });
};
