/** The forms of the account: its name, its address, its password. */
import { buttonForm, choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readName } from "./name.ts";
import { readNewPassword } from "./new_password.ts";
import { readKnownPassword } from "./signin.ts";
import { NAME_MAX, readEmail } from "./signup.ts";
import { REVEAL_FIELDS } from "./typed_password.ts";

export const nameForm: FormDeclaration = {
  title: "Change your name",
  button: "Save name",
  fields: { name: { kind: "text", label: "Name" }, ...PAGE_FIELDS },
};

export const emailForm: FormDeclaration = {
  title: "Change your address",
  button: "Send the link",
  fields: { email: { kind: "email", label: "Address" }, ...PAGE_FIELDS },
};

export const cancelEmailForm = buttonForm("Keep your address", "Keep your address");

export const passwordForm: FormDeclaration = {
  title: "Change your password",
  button: "Change password",
  fields: {
    current_password: { kind: "secret", label: "Current password" },
    password: { kind: "secret", label: "New password", isNew: true },
    // The name is for password managers.
    ...choices("keep", "username"),
    ...REVEAL_FIELDS,
    ...PAGE_FIELDS,
  },
};

export function parseAccountName(body: unknown): FormResult<{ name: string }, "name"> {
  const { name } = fieldsOf(body);
  return formResult({ name }, { name: readName(name, "Name", NAME_MAX) });
}

export function parseAccountEmail(body: unknown): FormResult<{ email: string }, "email"> {
  const { email } = fieldsOf(body);
  return formResult({ email }, { email: readEmail(email) });
}

export type PasswordField = "current_password" | "password";

interface PasswordRules {
  minLength: number;
  /** The password must be neither. */
  own: { name: string; email: string };
  /** Whether there is a current one. */
  hasPassword: boolean;
}

export interface PasswordInput {
  /** "" where there is none. */
  current_password: string;
  password: string;
}

export function parsePassword(
  body: unknown,
  { minLength, own, hasPassword }: PasswordRules,
): FormResult<PasswordInput, PasswordField> {
  const { current_password: current, password } = fieldsOf(body);
  const none: Parsed<string> = { ok: true, value: "" };
  return formResult(
    {},
    {
      current_password: hasPassword ? readKnownPassword(current, "Current password") : none,
      password: readNewPassword(password, { minLength, ...own }),
    },
  );
}
