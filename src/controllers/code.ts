/** The second step of signing in: a code of the second factor. */
import { parseCode, WRONG_CODE } from "../forms/code.ts";
import { notice } from "../http/flash.ts";
import type { PageReply, Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { checkCode, finishSignIn, pendingSignIn } from "../http/sign_in.ts";
import { throttled } from "../http/throttled.ts";
import { hasSecondFactor } from "../models/second_factors.ts";
import { paths } from "../paths.ts";
import { codePage } from "../presenters/second_factor.ts";

interface Problems {
  errors?: { code?: string };
  /** Belongs to no single field. */
  formError?: string;
}

export const show: Action = async (c) =>
  (await pendingSignIn(c)) === null ? startAgain(c) : showCode(c, {});

export const create: Action = throttled(showCode, async (c) => {
  const pending = await pendingSignIn(c);
  if (pending === null) return startAgain(c);
  const { user, method, returnTo } = pending;
  // Turned off meanwhile, such as by the host for somebody who has lost the phone.
  if (!(await hasSecondFactor(c.services.database, user.id))) {
    return finishSignIn(c, user, { method, returnTo });
  }
  const form = parseCode(c.fields);
  if (!form.ok) return showCode(c, form);
  const checked = await checkCode(c, user, form.value.code, c.browser.cookie("browser"));
  if (!checked.ok) return showCode(c, { errors: { code: WRONG_CODE } });
  const trust = c.fields.trust === "1";
  return finishSignIn(c, user, { method, returnTo, withCode: true, trust });
});

function startAgain(c: RequestContext): Reply {
  if (c.session !== null) return c.redirect(paths.dashboard);
  return c.redirect(paths.signin, notice("Please sign in again: a code is asked for after that."));
}

async function showCode(
  c: RequestContext,
  { errors = {}, formError }: Problems,
): Promise<PageReply> {
  const { pendingSignIn: pending } = await c.browser.loadSession();
  const model = codePage({
    form: { values: { code: "" }, errors },
    formError,
    method: pending?.method ?? null,
    isRecovery: c.query.with === "recovery",
    isTrusted: c.fields.trust === "1",
  });
  return c.page("auth/code", model);
}
