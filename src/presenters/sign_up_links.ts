/** The pages of who signs up by a link. */
import { longDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import type { PageModel } from "../http/reply.ts";
import type { AccountToken } from "../models/account_tokens.ts";
import { paths } from "../paths.ts";
import { type SignupState, signupPage } from "./accounts.ts";

/** @param email where the mail was sent; null: it is not known in this browser. */
export function checkMailPage(email: string | null): PageModel<"auth/check_mail"> {
  return { title: "Check your mail", email };
}

/** @param invitation.token of its link. */
export function invitePage(
  shown: Omit<SignupState, "providers">,
  invitation: Pick<AccountToken, "email" | "expiresAt"> & { token: string },
  options: { now: Date; appUrl: string; passwordMinLength: number },
): PageModel<"auth/invite"> {
  const { email, expiresAt, token } = invitation;
  const today = localMoment(options.now, null).date;
  // An invitation is for an account with a password.
  const { providers, ...form } = signupPage({ ...shown, providers: [] }, options);
  return {
    ...form,
    title: "You are invited",
    host: new URL(options.appUrl).host,
    until: longDay(localMoment(expiresAt, null).date, today),
    hasAddress: email !== null,
    action: paths.inviteLink(token),
  };
}
