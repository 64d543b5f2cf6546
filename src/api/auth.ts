/** Signing up, in and out over the API. */
import { checkCredentials, registerAccount } from "../auth/credentials.ts";
import { rememberProgram } from "../auth/new_sign_ins.ts";
import { sendsMail } from "../config.ts";
import { guessDateFormat } from "../dates/date_format.ts";
import { BadRequest, Forbidden } from "../errors.ts";
import { WRONG_CODE } from "../forms/code.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { recordEvent, recordFailure } from "../http/security_log.ts";
import { checkCode } from "../http/sign_in.ts";
import { isSignUpOpen, signUpMode, startSignUp } from "../http/sign_up.ts";
import type { User } from "../models/users.ts";
import { InvalidFields, valid } from "./errors.ts";
import { userJson } from "./json.ts";
import { CHECK_MAIL, parseSignin, parseSignup, SIGN_UP_CLOSED } from "./schemas/accounts.ts";

const LEAVING = "This account is about to be deleted. To keep it, sign in on a page";

export const signup: Action = async (c) => {
  if (!isSignUpOpen(c)) throw new Forbidden(SIGN_UP_CLOSED);
  const sent = valid(parseSignup(c.fields, c.services.config));
  const input = { dateFormat: guessDateFormat(c.languages), ...sent };
  if (signUpMode(c) === "verified") {
    await startSignUp(c, input);
    return c.json(202, { message: CHECK_MAIL });
  }
  const verifies = sendsMail(c.services.config);
  const from = { requestKey: null, address: c.browser.client.address, verifies };
  const user = await registerAccount(c.services, input, from);
  if (user === null) throw new InvalidFields({ email: "Email already registered" });
  return c.json(201, await signedIn(c, user, { kind: "sign-up" }));
};

export const signin: Action = async (c) => {
  const input = valid(parseSignin(c.fields));
  const checked = await checkCredentials(c.services, input, c.browser.client.address);
  if (!checked.ok) {
    recordFailure(c, { kind: "sign-in-failed", userId: checked.userId });
    throw new BadRequest("Invalid email or password");
  }
  const { user, hasSecondFactor } = checked;
  if (hasSecondFactor) await requireCode(c, user, input.otp);
  // A program signs in by itself: that is not a change of mind.
  if (user.deletionAt !== null) throw new Forbidden(LEAVING);
  return c.json(200, await signedIn(c, user, { kind: "sign-in", withCode: hasSecondFactor }));
};

export const signout: Action = async (c) => {
  if (c.session !== null) await c.services.authenticator.revoke(c.session);
  await recordEvent(c, { kind: "sign-out", userId: c.user.id });
  return c.json(200, { message: "Signed out successfully" });
};

/** @throws InvalidFields where there is no code, or it is not right. */
async function requireCode(c: RequestContext, user: User, otp: string | null): Promise<void> {
  if (otp === null) throw new InvalidFields({ otp: "Code required" });
  const checked = await checkCode(c, user, otp);
  if (!checked.ok) throw new InvalidFields({ otp: WRONG_CODE });
}

async function signedIn(
  c: RequestContext,
  user: User,
  { kind, withCode = false }: { kind: "sign-up" | "sign-in"; withCode?: boolean },
) {
  const { authenticator } = c.services;
  const { client } = c.browser;
  const { id: browserId, isNewNetwork } = await rememberProgram(c.services, client, user);
  const params = { by: "api", withCode, isNewNetwork };
  await recordEvent(c, { kind, userId: user.id, params });
  const token = await authenticator.signInBearer(client, user, browserId);
  return { user: userJson(user), token };
}
