/** Signing in: address and password. */

import type { Credentials } from "../auth/credentials.ts";
import { isBlank, singleLine } from "../text.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";

export type SigninField = keyof Credentials;

export const signinForm: FormDeclaration = {
  title: "Sign in",
  button: "Sign in",
  fields: {
    email: { kind: "email", label: "Email" },
    password: { kind: "secret", label: "Password" },
    ...PAGE_FIELDS,
  },
};

/**
 * Only what is missing is said: whether an address or a password could be right at all is not this
 * form's to say.
 */
export function parseSignin(body: unknown): FormResult<Credentials, SigninField> {
  const fields = fieldsOf(body);
  const email = singleLine(typed(fields.email)).toLowerCase();
  const password = typeof fields.password === "string" ? fields.password : "";
  const errors: Partial<Record<SigninField, string>> = {};
  if (isBlank(email)) errors.email = "Email is required";
  if (password === "") errors.password = "Password is required";
  if (Object.keys(errors).length === 0) return { ok: true, value: { email, password } };
  return { ok: false, values: { email: typed(fields.email), password: "" }, errors };
}
