/** Signing up, in, and out. */
import { checkCredentials, registerAccount } from "../auth/credentials.ts";
import { sendsMail } from "../config.ts";
import { guessDateFormat } from "../dates/date_format.ts";
import { typed } from "../forms/fields.ts";
import { parseSignin } from "../forms/signin.ts";
import { parseSignup, signupRequestKey, signupValues } from "../forms/signup.ts";
import { asksToReveal, isRevealed } from "../forms/typed_password.ts";
import { isFromOurPage, isSameSite } from "../http/csrf.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { resubmit } from "../http/resubmit.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { recordFailure } from "../http/security_log.ts";
import { signIn } from "../http/sign_in.ts";
import { signOut } from "../http/sign_out.ts";
import { isSignUpOpen, signUpMode, startSignUp } from "../http/sign_up.ts";
import { throttled } from "../http/throttled.ts";
import { landingPath, paths } from "../paths.ts";
import { signinPage, signupPage, signupRefusedPage } from "../presenters/accounts.ts";
import { signInLinks } from "../presenters/providers.ts";
import { checkMailPage } from "../presenters/sign_up_links.ts";

interface Problems {
  errors?: Partial<Record<string, string>>;
  /** Belongs to no single field. */
  formError?: string;
}

export const newSignup: Action = (c) => showSignup(c, {});

export const createSignup: Action = throttled(showSignup, async (c) => {
  const mode = signUpMode(c);
  if (mode !== "open" && mode !== "verified") return showSignup(c, {});
  if (asksToReveal(c.fields)) return showSignup(c, {});
  const form = parseSignup(c.fields, c.services.config);
  if (!form.ok) return showSignup(c, form);
  const requestKey = signupRequestKey(c.fields.request_key, form.value);
  const verifies = sendsMail(c.services.config);
  const from = { requestKey, address: c.browser.client.address, verifies };
  const input = { dateFormat: guessDateFormat(c.languages), ...form.value };
  if (mode === "verified") {
    await startSignUp(c, input);
    await c.browser.saveSession({ mailedTo: input.email });
    return c.redirect(paths.checkMail);
  }
  const user = await registerAccount(c.services, input, from);
  if (user === null) return showSignup(c, { errors: { email: "Email already registered" } });
  return signIn(c, user, { method: { by: "sign-up" }, returnTo: landingPath(user.landingView) });
});

/** Says to look for the mail of a sign-up: the same for every address. */
export const checkMail: Action = async (c) => {
  const { mailedTo = null } = await c.browser.loadSession();
  return c.page("auth/check_mail", checkMailPage(mailedTo));
};

export const newSignin: Action = (c) => showSignin(c, {});

export const createSignin: Action = throttled(showSignin, async (c) => {
  const form = parseSignin(c.fields);
  if (!form.ok) return showSignin(c, form);
  const { client } = c.browser;
  const known = c.browser.cookie("browser");
  const checked = await checkCredentials(c.services, form.value, client.address, known);
  if (!checked.ok) {
    recordFailure(c, { kind: "sign-in-failed", userId: checked.userId });
    return showSignin(c, { formError: "Invalid email or password" });
  }
  const returnTo = c.returnTo(landingPath(checked.user.landingView));
  return signIn(c, checked.user, { method: { by: "password" }, returnTo });
});

export const createSignout: Action = async (c) => {
  // A visitor's token may be that of a sign-in that has ended, so it is not checked. But a request from
  // another site comes without the SameSite cookies, and must not clear them.
  const isOurs = c.session === null ? isSameSite(c) : isFromOurPage(c);
  if (!isOurs) return resubmit(c, "unverified");
  return await signOut(c, "You are signed out.");
};

/** The form; or why one cannot sign up. */
function showSignup(c: RequestContext, { errors = {}, formError }: Problems): PageReply {
  const mode = signUpMode(c);
  if (mode !== "open" && mode !== "verified") {
    return c.page("errors/show", signupRefusedPage(mode));
  }
  const form = { values: signupValues(c.fields), errors };
  const state = {
    form,
    formError,
    isRevealed: isRevealed(c.fields),
    hasToggled: asksToReveal(c.fields),
    providers: signInLinks(c.services.providers.all, ""),
  };
  const { passwordMinLength } = c.services.config;
  return c.page("auth/signup", signupPage(state, { now: c.now, passwordMinLength }));
}

function showSignin(c: RequestContext, { errors = {}, formError }: Problems): PageReply {
  const form = { values: { email: typed(c.fields.email), password: "" }, errors };
  const returnTo = safeReturnTo(c.fields.return_to ?? c.query.return_to) ?? "";
  return c.page(
    "auth/signin",
    signinPage({
      form,
      formError,
      returnTo,
      isExpired: c.isExpired,
      isSignUpOpen: isSignUpOpen(c),
      providers: signInLinks(c.services.providers.all, returnTo),
    }),
  );
}
