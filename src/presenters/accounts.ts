/** The pages for signing up and in. */
import { timeZoneChoices } from "../dates/time_zones.ts";
import type { SigninField } from "../forms/signin.ts";
import type { SignupField } from "../forms/signup.ts";
import type { PageModel } from "../http/reply.ts";
import { paths } from "../paths.ts";
import type { Link } from "../views/models/elements.ts";
import type { FormView } from "../views/models/form.ts";
import { newPasswordInput } from "./new_password.ts";

export interface SignupState {
  form: FormView<SignupField>;
  formError: string | undefined;
  /** What is typed into the password can be seen. */
  isRevealed: boolean;
  /** The form was sent to show or hide that. */
  hasToggled: boolean;
  /** To sign in with. */
  providers: Link[];
}

export function signupPage(
  { form, formError, isRevealed, hasToggled, providers }: SignupState,
  { now, passwordMinLength: minLength }: { now: Date; passwordMinLength: number },
): PageModel<"auth/signup"> {
  const isRefused = formError !== undefined || Object.keys(form.errors).length > 0;
  return {
    title: "Create an account",
    hasForm: true,
    form,
    formError: formError ?? null,
    timeZones: timeZoneChoices(now, form.values.time_zone),
    password: newPasswordInput({ minLength, isRevealed, error: form.errors.password }),
    hasFocus: hasToggled ? "password" : isRefused ? null : "name",
    providers,
  };
}

const IT_IS_A_LINK = "it is a link, and it is all you need.";

/** Why one cannot sign up, and what to do. */
const REFUSALS = {
  closed: `Accounts on this Plainlist are made by whoever hosts it. Ask them for an invitation: ${IT_IS_A_LINK}`,
  invite: `Ask whoever hosts this Plainlist for one: ${IT_IS_A_LINK}`,
  mail: `This Plainlist cannot send mail. Ask whoever hosts it for an invitation: ${IT_IS_A_LINK}`,
};

/** In place of the form to sign up. @param reason mail: an address cannot be proved. */
export function signupRefusedPage(reason: keyof typeof REFUSALS): PageModel<"errors/show"> {
  const heading = reason === "invite" ? "You need an invitation" : "Sign-up is closed";
  return {
    title: heading,
    status: 403,
    heading,
    explanation: REFUSALS[reason],
    requestId: null,
    ways: [
      { href: paths.signin, label: "Sign in" },
      { href: paths.home, label: "What Plainlist is" },
    ],
  };
}

interface SigninState {
  form: FormView<SigninField>;
  formError: string | undefined;
  /** A path of this app, or "". */
  returnTo: string;
  /** A sign-in of this browser has expired. */
  isExpired: boolean;
  /** Whether anyone can sign up. */
  isSignUpOpen: boolean;
  /** To sign in with. */
  providers: Link[];
}

export function signinPage(state: SigninState): PageModel<"auth/signin"> {
  const { form, formError = null, returnTo, isExpired, isSignUpOpen, providers } = state;
  const isRefused = formError !== null || Object.keys(form.errors).length > 0;
  const required = returnTo === "" ? null : "Please sign in to continue";
  const reason = isExpired ? "Token expired, please log in again" : required;
  return {
    title: "Sign in",
    headerLink: isSignUpOpen
      ? { href: paths.signup, label: "Create an account" }
      : { href: paths.home, label: "What Plainlist is" },
    hasForm: true,
    form,
    formError,
    notice: isRefused ? null : reason,
    returnTo,
    isSignUpOpen,
    providers,
  };
}
