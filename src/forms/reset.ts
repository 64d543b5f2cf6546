/** The two forms of a new password: asking for a link by mail, and what the link opens. */

import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readNewPassword } from "./new_password.ts";
import { readEmail } from "./signup.ts";
import { REVEAL_FIELDS } from "./typed_password.ts";

export const resetForm: FormDeclaration = {
  title: "A new password",
  button: "Send me a link",
  fields: { email: { kind: "email", label: "Email" }, ...PAGE_FIELDS },
};

export const newPasswordForm: FormDeclaration = {
  title: "Choose a new password",
  button: "Save the new password",
  fields: {
    password: { kind: "secret", label: "New password", isNew: true },
    // For password managers.
    ...choices("username"),
    ...REVEAL_FIELDS,
    ...PAGE_FIELDS,
  },
};

/** In lower case. */
export function parseReset(body: unknown): FormResult<{ email: string }, "email"> {
  const { email } = fieldsOf(body);
  return formResult({ email }, { email: readEmail(email) });
}

/** @param own whose password it becomes. */
export function parseNewPassword(
  body: unknown,
  options: { passwordMinLength: number },
  own: { name: string; email: string },
): FormResult<{ password: string }, "password"> {
  const { password } = fieldsOf(body);
  const rules = { minLength: options.passwordMinLength, ...own };
  return formResult({}, { password: readNewPassword(password, rules) });
}
