/** Asks for the password again, and then goes on with the form that waits for it. */
import { isOwnPassword } from "../auth/credentials.ts";
import { parseConfirm } from "../forms/confirm.ts";
import { typed } from "../forms/fields.ts";
import { findWaitingForm, isFresh, keyOf, markFresh, resume } from "../http/fresh_sign_in.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { recordFailure } from "../http/security_log.ts";
import { throttled } from "../http/throttled.ts";
import { paths } from "../paths.ts";
import { freshSignInPage } from "../presenters/fresh_sign_in.ts";

interface Problems {
  errors?: { password?: string };
  /** Belongs to no single field. */
  formError?: string;
}

export const show: Action = (c) => showConfirm(c, {});

export const create: Action = throttled(showConfirm, async (c) => {
  if (!isFresh(c)) {
    const form = parseConfirm(c.fields);
    if (!form.ok) return await showConfirm(c, form);
    const { password } = form.value;
    const own = { user: c.user, password };
    if (!(await isOwnPassword(c.services, own, c.browser.client.address))) {
      recordFailure(c, { kind: "confirm-failed", userId: c.user.id });
      return await showConfirm(c, { errors: { password: "That password is not right" } });
    }
    await markFresh(c, "password");
  }
  const waiting = await findWaitingForm(c, typed(c.fields.waiting));
  return waiting === null ? c.redirect(paths.settings) : await resume(c, waiting);
});

async function showConfirm(
  c: RequestContext,
  { errors = {}, formError }: Problems,
): Promise<PageReply> {
  const form = await findWaitingForm(c, typed(c.fields.waiting ?? c.query.waiting));
  const waiting = form && {
    key: keyOf(form),
    form,
    declaration: c.forms.find(form.action, form.fields),
  };
  const model = freshSignInPage({
    email: c.user.email,
    waiting,
    isFresh: isFresh(c),
    form: { values: { password: "" }, errors },
    formError: formError ?? null,
  });
  return c.page("auth/confirm", model);
}
