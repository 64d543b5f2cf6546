/** Signing up, in, and out. */
import type { Request, RequestHandler, Response } from "express";
import { checkCredentials, registerAccount } from "../auth/credentials.ts";
import { timeZoneChoices } from "../dates/time_zones.ts";
import { TooManyRequests } from "../errors.ts";
import { fieldsOf, typed } from "../forms/fields.ts";
import { parseSignin, type SigninField } from "../forms/signin.ts";
import { parseSignup, type SignupField, signupRequestKey, signupValues } from "../forms/signup.ts";
import { isFromOurPage, isSameSite } from "../http/csrf_check.ts";
import { showConfirmation } from "../http/resubmit.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import type { FormView } from "../views/models/form.ts";
import { makePage, newRequestKey, show } from "./pages.ts";

export function accounts(context: Services) {
  const newSignup: RequestHandler = (req, res) =>
    showSignup(context, req, res, { values: signupValues({}), errors: {} });

  const createSignup: RequestHandler = async (req, res) => {
    const form = parseSignup(req.body, context.config);
    if (!form.ok) return showSignup(context, req, res, form, 422);
    const key = signupRequestKey(fieldsOf(req.body).request_key, form.value);
    const values = signupValues(fieldsOf(req.body));
    try {
      const user = await registerAccount(context, form.value, key, req.ip ?? "");
      if (user === null) {
        const errors = { email: "Email already registered" };
        return showSignup(context, req, res, { values, errors }, 422);
      }
      await context.authenticator.signIn(req, res, user);
      req.log.info({ event: "sign-up", userId: user.id }, "account made");
      res.redirect(303, paths.dashboard);
    } catch (error) {
      if (!(error instanceof TooManyRequests)) throw error;
      req.log.warn({ event: "throttled" }, "too many sign-ups");
      res.set(error.headers);
      return showSignup(context, req, res, { values, errors: {} }, 429, error.message);
    }
  };

  const newSignin: RequestHandler = (req, res) =>
    showSignin(context, req, res, {
      form: { values: { email: "", password: "" }, errors: {} },
      returnTo: safeReturnTo(req.query.return_to) ?? "",
    });

  const createSignin: RequestHandler = async (req, res) => {
    const fields = fieldsOf(req.body);
    const returnTo = safeReturnTo(fields.return_to) ?? "";
    const form = parseSignin(req.body);
    if (!form.ok) return showSignin(context, req, res, { form, returnTo, status: 422 });
    const kept = { values: { email: typed(fields.email), password: "" }, errors: {} };
    try {
      const user = await checkCredentials(context, form.value, req.ip ?? "");
      if (user !== null) {
        await context.authenticator.signIn(req, res, user);
        req.log.info({ event: "sign-in", userId: user.id }, "signed in");
        return res.redirect(303, returnTo || paths.dashboard);
      }
      req.log.warn({ event: "sign-in-failed" }, "wrong address or password");
      const formError = "Invalid email or password";
      return showSignin(context, req, res, { form: kept, returnTo, formError, status: 422 });
    } catch (error) {
      if (!(error instanceof TooManyRequests)) throw error;
      req.log.warn({ event: "throttled" }, "too many sign-in attempts");
      res.set(error.headers);
      const formError = error.message;
      return showSignin(context, req, res, { form: kept, returnTo, formError, status: 429 });
    }
  };

  const createSignout: RequestHandler = async (req, res) => {
    // With nobody signed in the token may be that of a sign-in that ended: it is not asked for. But a
    // post from elsewhere comes without its SameSite cookies, and would have them cleared.
    const isOurs = req.viewer === null ? isSameSite(context, req) : isFromOurPage(context, req);
    if (!isOurs) {
      const action = paths.signout;
      return showConfirmation(context, req, res, { reason: "unverified", action, fields: {} });
    }
    await context.authenticator.signOut(req, res, req.viewer);
    if (req.viewer !== null) {
      req.log.info({ event: "sign-out", userId: req.viewer.user.id }, "signed out");
    }
    // Not "cookies" too: that clears those of the whole registered domain, other people's apps included.
    res.set("Clear-Site-Data", '"storage"');
    res.redirect(303, paths.signin);
  };

  return { newSignup, createSignup, newSignin, createSignin, createSignout };
}

async function showSignup(
  context: Services,
  req: Request,
  res: Response,
  form: FormView<SignupField>,
  status = 200,
  formError: string | null = null,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "Create an account", hasForm: true });
  const { passwordMinLength } = context.config;
  const requestKey = typed(fieldsOf(req.body).request_key) || newRequestKey();
  const timeZones = timeZoneChoices(context.clock(), form.values.time_zone);
  const model = { page, form, formError, timeZones, requestKey, passwordMinLength };
  show(context, req, res, "auth/signup", model, status);
}

interface SigninState {
  form: FormView<SigninField>;
  returnTo: string;
  formError?: string;
  status?: number;
}

async function showSignin(
  context: Services,
  req: Request,
  res: Response,
  { form, returnTo, formError, status = 200 }: SigninState,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "Sign in", hasForm: true });
  const isFresh = status === 200;
  const required = returnTo === "" ? null : "Authentication required";
  const notice = req.expired ? "Token expired, please log in again" : required;
  show(
    context,
    req,
    res,
    "auth/signin",
    { page, form, formError: formError ?? null, notice: isFresh ? notice : null, returnTo },
    status,
  );
}
