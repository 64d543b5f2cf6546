/** How a form asks for a new password. */
import { COMMON_PASSWORD } from "../forms/new_password.ts";
import { passwordRules } from "../forms/typed_password.ts";
import type { NewPasswordInput } from "../views/models/form.ts";

/** @param error the message that is shown with the field. */
export function newPasswordInput({
  minLength,
  isRevealed,
  error,
}: {
  minLength: number;
  isRevealed: boolean;
  error: string | undefined;
}): NewPasswordInput {
  const advice =
    error === COMMON_PASSWORD
      ? "Try three unrelated words: they are easy to remember and hard to guess."
      : "Three unrelated words are easy to remember.";
  return {
    hint: `At least ${minLength} characters. ${advice}`,
    rules: passwordRules(minLength),
    isRevealed,
  };
}
