/** Cross-site request forgery: a post that is not from our own page changes nothing. */
import type { RequestHandler } from "express";
import { fieldsOf } from "../forms/fields.ts";
import type { Services } from "../services.ts";
import { isFromOurPage } from "./csrf_check.ts";
import { showConfirmation } from "./resubmit.ts";

/** Lets only posts from our own pages through. Any other is shown to its sender, to confirm. */
export function refuseForgery(context: Services): RequestHandler {
  return async (req, res, next) => {
    if (isFromOurPage(context, req)) return next();
    req.log.warn({ event: "csrf", origin: req.get("origin") }, "form not from our page");
    await showConfirmation(context, req, res, {
      reason: "unverified",
      action: req.originalUrl,
      fields: fieldsOf(req.body),
    });
  };
}
