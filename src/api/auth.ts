/** Signing up, in and out over the API. */
import type { Request, RequestHandler } from "express";
import { checkCredentials, registerAccount } from "../auth/credentials.ts";
import { BadRequest } from "../errors.ts";
import { parseSignin } from "../forms/signin.ts";
import { parseSignup } from "../forms/signup.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import type { User } from "../models/users.ts";
import type { Services } from "../services.ts";
import { answer, userJson } from "./answers.ts";
import { InvalidFields } from "./errors.ts";

export function authApi(context: Services) {
  const signup: RequestHandler = async (req, res) => {
    const form = parseSignup(req.body, context.config);
    if (!form.ok) throw new InvalidFields(form.errors);
    const user = await registerAccount(context, form.value, null, req.ip ?? "");
    if (user === null) throw new InvalidFields({ email: "Email already registered" });
    req.log.info({ event: "sign-up", userId: user.id }, "account made");
    answer(req, res, 201, await signedIn(req, user));
  };

  const signin: RequestHandler = async (req, res) => {
    const form = parseSignin(req.body);
    if (!form.ok) throw new InvalidFields(form.errors);
    const user = await checkCredentials(context, form.value, req.ip ?? "");
    if (user === null) {
      req.log.warn({ event: "sign-in-failed" }, "wrong address or password");
      throw new BadRequest("Invalid email or password");
    }
    req.log.info({ event: "sign-in", userId: user.id }, "signed in");
    answer(req, res, 200, await signedIn(req, user));
  };

  const signout: ViewerHandler = async (req, res, viewer) => {
    await context.authenticator.revoke(viewer);
    req.log.info({ event: "sign-out", userId: viewer.user.id }, "signed out");
    answer(req, res, 200, { message: "Signed out successfully" });
  };

  async function signedIn(req: Request, user: User) {
    return { user: userJson(user), token: await context.authenticator.signInBearer(req, user) };
  }

  return { signup, signin, signout };
}
