/** A new password for who has forgotten it: asking for a link by mail, and what the link opens. */

import { sendsMail } from "../config.ts";
import { typed } from "../forms/fields.ts";
import { parseNewPassword, parseReset } from "../forms/reset.ts";
import { asksToReveal, isRevealed } from "../forms/typed_password.ts";
import { leadToSignIn } from "../http/lead_to_sign_in.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { logEvent } from "../http/security_log.ts";
import { throttled } from "../http/throttled.ts";
import { queueMail } from "../models/mails.ts";
import { findReset, resetPassword } from "../models/password_resets.ts";
import { hasSecondFactor } from "../models/second_factors.ts";
import type { User } from "../models/users.ts";
import { paths } from "../paths.ts";
import { newPasswordPage, resetPage, resetSentPage } from "../presenters/password_reset.ts";
import { usedLink } from "./used_link.ts";

interface Problems {
  errors?: { email?: string };
  /** Belongs to no single field. */
  formError?: string;
}

export const show: Action = (c) =>
  c.query.sent === "1"
    ? c.page("auth/reset_sent", resetSentPage(c.session !== null))
    : showReset(c, {});

/**
 * The answer, and the work, are the same for every address: whether one has an account is looked up when the
 * mail is sent. So are they after too many mails to one address, which then gets no other.
 */
export const create: Action = throttled(showReset, async (c) => {
  const form = parseReset(c.fields);
  if (!form.ok || !sendsMail(c.services.config)) return showReset(c, form.ok ? {} : form);
  const { throttling, database } = c.services;
  const { client } = c.browser;
  await throttling.count("reset", client);
  const { email } = form.value;
  if (await throttling.allows("resetMail", { address: client.address, email })) {
    const params = { userAgent: client.userAgent.slice(0, 400), address: client.address };
    const mail = { recipient: email, userId: null, params };
    await queueMail(database.knex, { kind: "reset", ...mail }, c.now);
  }
  return c.redirect(paths.resetSent);
});

/** What the link opens. It changes nothing by itself: the scanners of mail servers open links too. */
export const showLink: Action = async (c) => {
  const user = await userOfLink(c);
  return user === null ? usedLink(c, "reset") : showNewPassword(c, user, {});
};

export const update: Action = async (c) => {
  const user = await userOfLink(c);
  if (user === null) return usedLink(c, "reset");
  if (asksToReveal(c.fields)) return showNewPassword(c, user, {});
  const { config, database, passwords, throttling } = c.services;
  const form = parseNewPassword(c.fields, config, user);
  if (!form.ok) return showNewPassword(c, user, form);
  const { client } = c.browser;
  const password = await passwords.hash(form.value.password, client);
  const change = { token: c.param("token"), user, password, client, now: c.now };
  if (!(await resetPassword(database, change))) return usedLink(c, "reset");
  logEvent(c, "password-reset", { userId: user.id });
  // Wrong codes of a second factor are counted there too: a mailbox alone must not allow more of them.
  if (!(await hasSecondFactor(database, user.id))) {
    await throttling.clear("signIn", { address: client.address, email: user.email });
  }
  return leadToSignIn(c, { userId: user.id, done: "Password changed" });
};

function userOfLink(c: RequestContext): Promise<User | null> {
  return findReset(c.services.database, { token: c.param("token"), now: c.now });
}

function showReset(c: RequestContext, { errors = {}, formError }: Problems): PageReply {
  const form = { values: { email: typed(c.fields.email) }, errors };
  const state = { isSignedIn: c.session !== null, sendsMail: sendsMail(c.services.config) };
  return c.page("auth/reset", resetPage({ form, formError }, state));
}

function showNewPassword(
  c: RequestContext,
  { email }: User,
  { errors = {} }: { errors?: { password?: string } },
): PageReply {
  const form = { values: { password: "" }, errors };
  const { passwordMinLength } = c.services.config;
  const shown = { isSignedIn: c.session !== null, isRevealed: isRevealed(c.fields) };
  const options = { ...shown, passwordMinLength };
  const link = { token: c.param("token"), email };
  return c.page("auth/reset_new", newPasswordPage(form, link, options));
}
