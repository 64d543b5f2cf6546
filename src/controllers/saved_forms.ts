/** Shows the forms that were posted after their sign-in had ended, when the user has signed in again. */
import type { Action } from "../http/request_context.ts";
import { resubmit } from "../http/resubmit.ts";
import { keptForms } from "../http/saved_forms.ts";
import { paths } from "../paths.ts";

export const show: Action = async (c) => {
  // The reply does not reveal that there was a form of another user.
  const [latest, ...earlier] = await keptForms(c);
  return latest === undefined
    ? c.redirect(paths.dashboard)
    : resubmit(c, "expired", [latest, ...earlier]);
};
