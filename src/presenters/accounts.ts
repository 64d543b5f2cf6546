/** The pages for signing up and in. */
import { timeZoneChoices } from "../dates/time_zones.ts";
import type { SigninField } from "../forms/signin.ts";
import type { SignupField } from "../forms/signup.ts";
import type { PageModel } from "../http/reply.ts";
import type { FormView } from "../views/models/form.ts";

export function signupPage(
  { form, formError = null }: { form: FormView<SignupField>; formError?: string | null },
  { now, passwordMinLength }: { now: Date; passwordMinLength: number },
): PageModel<"auth/signup"> {
  const timeZones = timeZoneChoices(now, form.values.time_zone);
  const title = "Create an account";
  return { title, hasForm: true, form, formError, timeZones, passwordMinLength };
}

export interface SigninState {
  /** null: nothing is filled in yet. */
  form?: FormView<SigninField>;
  formError?: string | null;
  /** A path of this app, or "". */
  returnTo: string;
  /** A sign-in of this browser ran out. */
  isExpired: boolean;
}

export function signinPage(state: SigninState): PageModel<"auth/signin"> {
  const { form, formError = null, returnTo, isExpired } = state;
  const required = returnTo === "" ? null : "Please sign in to continue";
  const notice = isExpired ? "Token expired, please log in again" : required;
  return {
    title: "Sign in",
    hasForm: true,
    form: form ?? { values: { email: "", password: "" }, errors: {} },
    formError,
    notice: form === undefined ? notice : null,
    returnTo,
  };
}
