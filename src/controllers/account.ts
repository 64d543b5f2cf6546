/** The settings of the account itself: its name, its address, its password. */
import { isOwnPassword } from "../auth/credentials.ts";
import { sendsMail } from "../config.ts";
import {
  type PasswordField,
  type PasswordInput,
  parseAccountEmail,
  parseAccountName,
  parsePassword,
} from "../forms/account.ts";
import { asksToReveal, isRevealed } from "../forms/typed_password.ts";
import { notice } from "../http/flash.ts";
import { isFresh, requireFreshSignIn } from "../http/fresh_sign_in.ts";
import type { PageReply, Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { logEvent, recordFailure } from "../http/security_log.ts";
import { throttled } from "../http/throttled.ts";
import { type Asked, changeName, changePassword, findAccountDetails } from "../models/accounts.ts";
import {
  cancelEmailChange,
  requestEmailChange,
  requestVerification,
} from "../models/email_addresses.ts";
import { findUserById, type PasswordHash } from "../models/users.ts";
import { paths } from "../paths.ts";
import { type AccountProblems, accountPage } from "../presenters/account.ts";

export const show: Action = (c) => showAccount(c, {});

/** For password managers (W3C, A Well-Known URL for Changing Passwords). */
export const changePasswordAddress: Action = (c) => ({ ...c.redirect(paths.account), status: 302 });

export const updateName: Action = async (c) => {
  const form = parseAccountName(c.fields);
  if (!form.ok) return await showAccount(c, { name: form });
  const isChanged = await changeName(c.services.database, form.value.name, asked(c));
  if (isChanged) logEvent(c, "name-changed", { userId: c.user.id });
  return c.redirect(paths.account, { text: "Name saved." });
};

export const updateEmail: Action = throttled(
  (c, { formError: message }) => showAccount(c, { formError: { field: "email", message } }),
  async (c) => {
    const form = parseAccountEmail(c.fields);
    if (!form.ok) return await showAccount(c, { email: form });
    const { email } = form.value;
    const { database, config, throttling } = c.services;
    const { address } = c.browser.client;
    if (!sendsMail(config)) return c.redirect(paths.account, notice(NO_MAIL));
    const isOwn = email === c.user.email;
    const { emailVerifiedAt } = await findAccountDetails(database, c.user.id, c.now);
    if (isOwn && emailVerifiedAt !== null) return c.redirect(paths.account, notice(SAME_EMAIL));
    await throttling.count("linkMail", { address, email: c.user.email });
    await throttling.count("linkMailTo", { address, email });
    if (isOwn) await requestVerification(database, asked(c));
    else await requestEmailChange(database, email, asked(c));
    if (!isOwn) logEvent(c, "email-change-requested", { userId: c.user.id });
    return c.redirect(paths.account, {
      text: "A link is on its way to",
      subject: { title: email, href: null },
    });
  },
);

const NO_MAIL = "This Plainlist cannot send mail, so the address stays as it is.";
const SAME_EMAIL = "That is your address already.";

export const cancelEmail: Action = async (c) => {
  await cancelEmailChange(c.services.database, { userId: c.user.id, now: c.now });
  return c.redirect(paths.account, { text: "Your address stays as it is." });
};

/** Without a password yet, a fresh sign-in is what the current one is otherwise. */
export const updatePassword: Action = throttled(
  (c, { formError: message }) =>
    showAccount(c, { formError: { field: "current_password", message } }),
  async (c) => {
    const { database, config } = c.services;
    const old = (await findUserById(database, c.user.id))?.password ?? null;
    if (old === null) {
      const refused = await requireFreshSignIn(c);
      if (refused !== null) return refused;
      if (c.fields.password === undefined) return c.redirect(`${paths.account}#password-section`);
    }
    if (asksToReveal(c.fields)) return await showAccount(c, {});
    const form = parsePassword(c.fields, {
      minLength: config.passwordMinLength,
      own: c.user,
      hasPassword: old !== null,
    });
    const current = form.ok ? form.value.current_password : c.fields.current_password;
    const isWrong = old !== null && !(await isRightIfTyped(c, current));
    if (!form.ok || isWrong) {
      const errors: Partial<Record<PasswordField, string>> = form.ok ? {} : form.errors;
      const wrong = isWrong ? { current_password: WRONG_PASSWORD } : {};
      return await showAccount(c, { password: { ...wrong, ...errors } });
    }
    return await savePassword(c, old, form.value);
  },
);

const WRONG_PASSWORD = "That password is not right";

/** Whether it is the user's password; a missing one is a problem of its own. */
async function isRightIfTyped(c: RequestContext, password: unknown): Promise<boolean> {
  if (typeof password !== "string" || password === "") return true;
  const own = { user: c.user, password };
  const isRight = await isOwnPassword(c.services, own, c.browser.client.address);
  if (!isRight) recordFailure(c, { kind: "confirm-failed", userId: c.user.id });
  return isRight;
}

/** The browser gets a new sign-in: whoever has a copy of its cookies is signed out too. */
async function savePassword(
  c: RequestContext,
  old: PasswordHash | null,
  { password }: PasswordInput,
): Promise<Reply> {
  const { database, passwords, authenticator } = c.services;
  const { session, user, now } = c;
  if (session === null) throw new Error("Nobody is signed in");
  const { pendingEmail } = await findAccountDetails(database, user.id, now);
  const keepsOthers = c.fields.keep === "1";
  const hash = await passwords.hash(password, c.browser.client);
  const { client } = c.browser;
  const change = { userId: user.id, old, password: hash, sessionId: session.id, keepsOthers };
  const isChanged = await changePassword(database, { ...change, client }, now);
  if (isChanged) logEvent(c, "password-changed", { userId: user.id });
  // The same form, sent twice at once, may have set this password already.
  const account = await findUserById(database, user.id);
  const isSet = isChanged || (await passwords.verify(password, account?.password ?? null));
  if (!isSet || account === null) {
    return await showAccount(c, { password: { current_password: WRONG_PASSWORD } });
  }
  c.session = (await authenticator.signIn(c.browser, account.user)).session;
  const others = keepsOthers ? "Your other sign-ins go on." : "Every other sign-in has ended.";
  const address = pendingEmail === null ? "" : " Your address stays as it is.";
  const what = old === null ? "Password set." : "Password changed.";
  return c.redirect(paths.account, { text: `${what} ${others}${address}` });
}

function asked(c: RequestContext): Asked {
  const { requestKey, now } = c;
  return { userId: c.user.id, client: c.browser.client, requestKey, now };
}

async function showAccount(c: RequestContext, problems: AccountProblems): Promise<PageReply> {
  const { database, config } = c.services;
  const details = await findAccountDetails(database, c.user.id, c.now);
  const model = accountPage({
    user: c.user,
    details,
    problems,
    canMail: sendsMail(config),
    isFresh: isFresh(c),
    passwordMinLength: config.passwordMinLength,
    isRevealed: isRevealed(c.fields),
    hasToggled: asksToReveal(c.fields),
    keepsOthers: c.fields.keep === "1",
    now: c.now,
  });
  return c.page("settings/account", { ...model, here: paths.settings });
}
