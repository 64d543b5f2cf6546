/** The pages of a new password: asking for a link, and what it opens. */

import type { PageModel } from "../http/reply.ts";
import { paths } from "../paths.ts";
import type { FormView } from "../views/models/form.ts";
import type { HeaderLink } from "../views/models/page.ts";
import { newPasswordInput } from "./new_password.ts";

interface Options {
  passwordMinLength: number;
  isSignedIn: boolean;
}

/** Who is signed in can have forgotten the password too. */
function headerLink(isSignedIn: boolean): HeaderLink {
  return isSignedIn
    ? { href: paths.dashboard, label: "Go to Today" }
    : { href: paths.signin, label: "Sign in" };
}

export function resetPage(
  { form, formError }: { form: FormView<"email">; formError: string | undefined },
  { isSignedIn, sendsMail }: { isSignedIn: boolean; sendsMail: boolean },
): PageModel<"auth/reset"> {
  return {
    title: "A new password",
    headerLink: headerLink(isSignedIn),
    hasForm: true,
    form,
    formError: formError ?? null,
    sendsMail,
    isSignedIn,
  };
}

export function resetSentPage(isSignedIn: boolean): PageModel<"auth/reset_sent"> {
  return { title: "Check your mail", headerLink: headerLink(isSignedIn), isSignedIn };
}

/** @param link its token, and the address of its account. */
export function newPasswordPage(
  form: FormView<"password">,
  link: { token: string; email: string },
  { isSignedIn, passwordMinLength, isRevealed }: Options & { isRevealed: boolean },
): PageModel<"auth/reset_new"> {
  return {
    title: "Choose a new password",
    headerLink: headerLink(isSignedIn),
    hasForm: true,
    form,
    email: link.email,
    action: paths.resetLink(link.token),
    password: newPasswordInput({
      minLength: passwordMinLength,
      isRevealed,
      error: form.errors.password,
    }),
  };
}
