/** Catching up: what becomes of each late task. */
import { done } from "../errors.ts";
import { isWrong, judgedFor, parseCatchUp } from "../forms/catch_up.ts";
import { notice } from "../http/flash.ts";
import type { Action } from "../http/request_context.ts";
import { catchUp, lateAmong } from "../models/catch_up.ts";
import { paths } from "../paths.ts";
import { catchUpFlash, catchUpPage } from "../presenters/catch_up.ts";

export const show: Action = async (c) =>
  c.page("catch_up/show", await catchUpPage(c.scope, c.address));

export const apply: Action = async (c) => {
  const returnTo = c.returnTo(paths.catchUp);
  const sent = parseCatchUp(c.fields, c.scope);
  // "stay" is Enter in a field, or a button that only text browsers show: nothing happens yet.
  const isStay = c.fields.stay !== undefined;
  const late = isStay || isWrong(sent) ? await lateAmong(c.scope, sent.named) : [];
  const form = judgedFor(sent, new Set(late.map(({ id }) => id)));
  if (isStay || isWrong(form)) {
    return c.page("catch_up/show", await catchUpPage(c.scope, returnTo, { ...form, late }));
  }
  if (form.decided === null) return c.redirect(returnTo, notice("Nothing was chosen."));
  const saved = done(await catchUp(c.scope, form.decided, c));
  return c.redirect(returnTo, catchUpFlash(saved, c.scope.today));
};
