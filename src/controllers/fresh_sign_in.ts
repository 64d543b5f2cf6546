/** Asks for the password or a code again, and then goes on with the form that waits for it. */
import { isOwnPassword } from "../auth/credentials.ts";
import { parseCode, WRONG_CODE } from "../forms/code.ts";
import { type ConfirmField, parseConfirm } from "../forms/confirm.ts";
import { typed } from "../forms/fields.ts";
import {
  findWaitingForm,
  isFresh,
  keyOf,
  markFresh,
  pageOfForm,
  resume,
} from "../http/fresh_sign_in.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { recordFailure } from "../http/security_log.ts";
import { checkCode } from "../http/sign_in.ts";
import { throttled } from "../http/throttled.ts";
import { listIdentities } from "../models/external_identities.ts";
import { hasSecondFactor } from "../models/second_factors.ts";
import { findUserById } from "../models/users.ts";
import { freshSignInPage } from "../presenters/fresh_sign_in.ts";
import { providersOf } from "../presenters/providers.ts";
import { agoInWords } from "../presenters/time_words.ts";

type Errors = Partial<Record<ConfirmField, string>>;

interface Problems {
  errors?: Errors;
  /** Belongs to no single field. */
  formError?: string;
}

export const show: Action = (c) => showConfirm(c, {});

export const create: Action = throttled(showConfirm, async (c) => {
  if (!isFresh(c)) {
    const errors = isByCode(c) ? await proveByCode(c) : await proveByPassword(c);
    if (errors !== null) return await showConfirm(c, { errors });
  }
  const key = typed(c.fields.waiting);
  const waiting = await findWaitingForm(c, key);
  // It has gone on already, where the button was pressed twice.
  return waiting === null ? c.redirect(pageOfForm(c, key)) : await resume(c, waiting);
});

/** The form has one of the two fields. */
function isByCode({ method, fields, query }: RequestContext): boolean {
  return method === "POST" ? fields.code !== undefined : query.with === "code";
}

/** @returns null: it was right. */
async function proveByPassword(c: RequestContext): Promise<Errors | null> {
  const form = parseConfirm(c.fields);
  if (!form.ok) return form.errors;
  const own = { user: c.user, password: form.value.password };
  if (!(await isOwnPassword(c.services, own, c.browser.client.address))) {
    recordFailure(c, { kind: "confirm-failed", userId: c.user.id });
    return { password: "That password is not right" };
  }
  await markFresh(c, "password");
  return null;
}

async function proveByCode(c: RequestContext): Promise<Errors | null> {
  const form = parseCode(c.fields);
  if (!form.ok) return form.errors;
  const checked = await checkCode(c, c.user, form.value.code, c.browser.cookie("browser"));
  if (!checked.ok) return { code: WRONG_CODE };
  await markFresh(c, "code");
  return null;
}

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
  const { database, providers } = c.services;
  const [hasCodes, account, identities] = await Promise.all([
    hasSecondFactor(database, c.user.id),
    findUserById(database, c.user.id),
    providers.all.length === 0 ? [] : listIdentities(database, c.user.id),
  ]);
  const hasPassword = account !== null && account.password !== null;
  const model = freshSignInPage({
    user: c.user,
    lastProof: agoInWords(c.authenticatedAt, c.scope),
    waiting,
    cancelHref: pageOfForm(c, waiting?.key ?? ""),
    isFresh: isFresh(c),
    by: hasCodes && (isByCode(c) || !hasPassword) ? "code" : hasPassword ? "password" : null,
    hasOther: hasCodes && hasPassword,
    providers: providersOf(providers, identities),
    form: { values: { password: "", code: "" }, errors },
    formError: formError ?? null,
  });
  return c.page("auth/confirm", model);
}
