/** Signing up, in and out over the API. */
import { checkCredentials, registerAccount } from "../auth/credentials.ts";
import { guessDateFormat } from "../dates/date_format.ts";
import { BadRequest } from "../errors.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import type { User } from "../models/users.ts";
import { InvalidFields, valid } from "./errors.ts";
import { userJson } from "./json.ts";
import { parseSignin, parseSignup } from "./schemas/accounts.ts";

export const signup: Action = async (c) => {
  const input = valid(parseSignup(c.fields, c.services.config));
  const from = { requestKey: null, address: c.browser.client.address };
  const dateFormat = guessDateFormat(c.languages);
  const user = await registerAccount(c.services, { dateFormat, ...input }, from);
  if (user === null) throw new InvalidFields({ email: "Email already registered" });
  c.log.info({ event: "sign-up", userId: user.id }, "account created");
  return c.json(201, await signedIn(c, user));
};

export const signin: Action = async (c) => {
  const user = await checkCredentials(
    c.services,
    valid(parseSignin(c.fields)),
    c.browser.client.address,
  );
  if (user === null) {
    c.log.warn({ event: "sign-in-failed" }, "wrong address or password");
    throw new BadRequest("Invalid email or password");
  }
  c.log.info({ event: "sign-in", userId: user.id }, "signed in");
  return c.json(200, await signedIn(c, user));
};

export const signout: Action = async (c) => {
  if (c.session !== null) await c.services.authenticator.revoke(c.session);
  c.log.info({ event: "sign-out", userId: c.user.id }, "signed out");
  return c.json(200, { message: "Signed out successfully" });
};

async function signedIn(c: RequestContext, user: User) {
  const token = await c.services.authenticator.signInBearer(c.browser.client, user);
  return { user: userJson(user), token };
}
