/** Who can sign up, and a sign-up whose address has to be proved first; for pages and the API. */
import type { NewAccount } from "../auth/credentials.ts";
import { type Config, sendsMail } from "../config.ts";
import { queueSignUp } from "../models/sign_ups.ts";
import type { RequestContext } from "./request_context.ts";

/**
 * How people sign up: at once, by the link of a mail, or not without an invitation. mail: by a link, but that no
 * mail can be sent.
 */
export function signUpMode(c: RequestContext): Config["signup"] | "mail" {
  const { signup } = c.services.config;
  return signup === "verified" && !sendsMail(c.services.config) ? "mail" : signup;
}

/** Whether anyone can sign up, without an invitation. */
export function isSignUpOpen(c: RequestContext): boolean {
  const mode = signUpMode(c);
  return mode === "open" || mode === "verified";
}

/**
 * Has the link of a mail create the account. It does the same for every address: whether one has an account
 * is looked up when the mail is sent.
 * @throws TooManyRequests, Unavailable
 */
export async function startSignUp(c: RequestContext, input: NewAccount): Promise<void> {
  const { throttling, passwords, database } = c.services;
  const { address } = c.browser.client;
  await throttling.countSignUp(address);
  const password = await passwords.hash(input.password, { address, isLast: true });
  if (!(await throttling.allows("signUpMail", { address, email: input.email }))) return;
  await queueSignUp(database, { ...input, password }, c.now);
}
