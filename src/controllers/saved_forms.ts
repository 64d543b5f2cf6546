/** The form that was sent after its sign-in had ended: shown again, filled, after signing in. */

import type { ViewerHandler } from "../http/require_user.ts";
import { showConfirmation } from "../http/resubmit.ts";
import { PARKED_FORM_LIFETIME } from "../models/browser_sessions.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";

export function parkedForms(context: Services) {
  const showParked: ViewerHandler = async (req, res, viewer) => {
    await context.authenticator.openSession(req, res);
    const { parkedForm } = req.session;
    const age = context.clock().getTime() - (parkedForm?.parkedAt ?? 0);
    // Somebody else's text is nobody's business here, not even that there is one.
    if (parkedForm?.ownerId !== viewer.user.id || age > PARKED_FORM_LIFETIME) {
      delete req.session.parkedForm;
      return res.redirect(303, paths.dashboard);
    }
    const { action, fields } = parkedForm;
    return showConfirmation(context, req, res, { reason: "lapsed", action, fields });
  };
  return { show: showParked };
}
