/** Signing up, in, and out. */
import { checkCredentials, registerAccount } from "../auth/credentials.ts";
import { TooManyRequests } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { parseSignin } from "../forms/signin.ts";
import { parseSignup, signupRequestKey, signupValues } from "../forms/signup.ts";
import { isFromOurPage, isSameSite } from "../http/csrf.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { resubmit } from "../http/resubmit.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { paths } from "../paths.ts";
import { type SigninState, signinPage, signupPage } from "../presenters/accounts.ts";

export const newSignup: Action = (c) =>
  showSignup(c, { form: { values: signupValues({}), errors: {} } });

export const createSignup: Action = (c) => {
  const form = parseSignup(c.fields, c.services.config);
  if (!form.ok) return showSignup(c, { form });
  const values = signupValues(c.fields);
  return throttled(
    c,
    (formError) => showSignup(c, { form: { values, errors: {} }, formError }),
    async () => {
      const requestKey = signupRequestKey(c.fields.request_key, form.value);
      const from = { requestKey, address: c.clientAddress };
      const user = await registerAccount(c.services, form.value, from);
      if (user === null) {
        return showSignup(c, { form: { values, errors: { email: "Email already registered" } } });
      }
      await c.services.authenticator.signIn(c.browser, user);
      c.log.info({ event: "sign-up", userId: user.id }, "account created");
      return c.redirect(paths.dashboard);
    },
  );
};

export const newSignin: Action = (c) =>
  showSignin(c, { returnTo: safeReturnTo(c.query.return_to) ?? "" });

export const createSignin: Action = (c) => {
  const returnTo = c.returnTo("");
  const form = parseSignin(c.fields);
  if (!form.ok) return showSignin(c, { form, returnTo });
  const again = { values: { email: typed(c.fields.email), password: "" }, errors: {} };
  const refuse = (formError: string) => showSignin(c, { form: again, returnTo, formError });
  return throttled(c, refuse, async () => {
    const user = await checkCredentials(c.services, form.value, c.clientAddress);
    if (user === null) {
      c.log.warn({ event: "sign-in-failed" }, "wrong address or password");
      return refuse("Invalid email or password");
    }
    await c.services.authenticator.signIn(c.browser, user);
    c.log.info({ event: "sign-in", userId: user.id }, "signed in");
    return c.redirect(returnTo || paths.dashboard);
  });
};

export const createSignout: Action = async (c) => {
  // With nobody signed in the token may be that of a sign-in that ended: it is not asked for. But a post
  // from elsewhere comes without its SameSite cookies, and would have them cleared.
  const isOurs = c.session === null ? isSameSite(c) : isFromOurPage(c);
  if (!isOurs) return resubmit(c, { reason: "unverified", action: c.address, fields: c.fields });
  await c.services.authenticator.signOut(c.browser, c.session);
  if (c.session !== null) {
    c.log.info({ event: "sign-out", userId: c.session.user.id }, "signed out");
  }
  c.session = null;
  // Not "cookies" too: that clears those of the whole registered domain, other people's apps included.
  const headers = { "Clear-Site-Data": '"storage"' };
  return { ...c.redirect(paths.signin, { kind: "notice", text: "You are signed out." }), headers };
};

/** Shows the form again with a 429 where there were too many attempts. */
async function throttled(
  c: RequestContext,
  refuse: (formError: string) => Reply,
  attempt: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof TooManyRequests)) throw error;
    c.log.warn({ event: "throttled" }, "too many attempts");
    return { ...refuse(error.message), status: 429, headers: error.headers } as Reply;
  }
}

function showSignup(c: RequestContext, state: Parameters<typeof signupPage>[0]): Reply {
  const { passwordMinLength } = c.services.config;
  return c.page("auth/signup", signupPage(state, { now: c.now, passwordMinLength }));
}

function showSignin(c: RequestContext, state: Omit<SigninState, "isExpired">): Reply {
  return c.page("auth/signin", signinPage({ ...state, isExpired: c.isExpired }));
}
