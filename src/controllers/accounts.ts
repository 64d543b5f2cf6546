/** Signing up, in, and out. */
import { checkCredentials, registerAccount } from "../auth/credentials.ts";
import { guessDateFormat } from "../dates/date_format.ts";
import { TooManyRequests } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { parseSignin } from "../forms/signin.ts";
import { parseSignup, signupRequestKey, signupValues } from "../forms/signup.ts";
import { isFromOurPage, isSameSite } from "../http/csrf.ts";
import { notice } from "../http/flash.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { resubmit } from "../http/resubmit.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { paths } from "../paths.ts";
import { signinPage, signupPage } from "../presenters/accounts.ts";

interface Problems {
  errors?: Partial<Record<string, string>>;
  /** Belongs to no single field. */
  formError?: string;
}

export const newSignup: Action = (c) => showSignup(c, {});

export const createSignup: Action = throttled(showSignup, async (c) => {
  const form = parseSignup(c.fields, c.services.config);
  if (!form.ok) return showSignup(c, form);
  const requestKey = signupRequestKey(c.fields.request_key, form.value);
  const from = { requestKey, address: c.browser.client.address };
  const dateFormat = guessDateFormat(c.languages);
  const user = await registerAccount(c.services, { dateFormat, ...form.value }, from);
  if (user === null) return showSignup(c, { errors: { email: "Email already registered" } });
  await c.services.authenticator.signIn(c.browser, user);
  c.log.info({ event: "sign-up", userId: user.id }, "account created");
  return c.redirect(paths.dashboard);
});

export const newSignin: Action = (c) => showSignin(c, {});

export const createSignin: Action = throttled(showSignin, async (c) => {
  const form = parseSignin(c.fields);
  if (!form.ok) return showSignin(c, form);
  const user = await checkCredentials(c.services, form.value, c.browser.client.address);
  if (user === null) {
    c.log.warn({ event: "sign-in-failed" }, "wrong address or password");
    return showSignin(c, { formError: "Invalid email or password" });
  }
  await c.services.authenticator.signIn(c.browser, user);
  c.log.info({ event: "sign-in", userId: user.id }, "signed in");
  return c.redirect(c.returnTo(paths.dashboard));
});

export const createSignout: Action = async (c) => {
  // A visitor's token may be that of a sign-in that has ended, so it is not checked. But a request from
  // another site comes without the SameSite cookies, and must not clear them.
  const isOurs = c.session === null ? isSameSite(c) : isFromOurPage(c);
  if (!isOurs) return resubmit(c, "unverified");
  await c.services.authenticator.signOut(c.browser, c.session);
  if (c.session !== null) {
    c.log.info({ event: "sign-out", userId: c.session.user.id }, "signed out");
  }
  // The message is for the visitor that the browser is now.
  c.session = null;
  // Not "cookies" too: that clears those of the whole registered domain, including other apps'.
  const headers = { "Clear-Site-Data": '"storage"' };
  return { ...c.redirect(paths.signin, notice("You are signed out.")), headers };
};

/** An action that shows its form again, as a 429, after too many attempts. */
function throttled(
  show: (c: RequestContext, problems: Problems) => PageReply,
  action: Action,
): Action {
  return async (c) => {
    try {
      return await action(c);
    } catch (error) {
      if (!(error instanceof TooManyRequests)) throw error;
      c.log.warn({ event: "throttled" }, "too many attempts");
      const { message: formError, status, headers } = error;
      return { ...show(c, { formError }), status, headers };
    }
  };
}

function showSignup(c: RequestContext, { errors = {}, formError }: Problems): PageReply {
  const form = { values: signupValues(c.fields), errors };
  const { passwordMinLength } = c.services.config;
  return c.page("auth/signup", signupPage({ form, formError }, { now: c.now, passwordMinLength }));
}

function showSignin(c: RequestContext, { errors = {}, formError }: Problems): PageReply {
  const form = { values: { email: typed(c.fields.email), password: "" }, errors };
  const returnTo = safeReturnTo(c.fields.return_to ?? c.query.return_to) ?? "";
  return c.page("auth/signin", signinPage({ form, formError, returnTo, isExpired: c.isExpired }));
}
