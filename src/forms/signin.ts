/** The sign-in form. */
import type { Credentials } from "../auth/credentials.ts";
import { isBlank, singleLine } from "../text.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, invalid, ok, type Parsed } from "./field_parsers.ts";
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

/** Reports only missing values: whether an address or a password could exist is not revealed. */
export function parseSignin(body: unknown): FormResult<Credentials, SigninField> {
  const { email, password } = fieldsOf(body);
  const parsed = { email: readKnownEmail(email), password: readKnownPassword(password) };
  return formResult({ email }, parsed);
}

/** In lower case. */
export function readKnownEmail(sent: unknown): Parsed<string> {
  const email = singleLine(typed(sent)).toLowerCase();
  return isBlank(email) ? invalid("Email is required") : ok(email);
}

/** @param what names it where a form has another one. */
export function readKnownPassword(sent: unknown, what = "Password"): Parsed<string> {
  const isSent = typeof sent === "string" && sent !== "";
  return isSent ? ok(sent) : invalid(`${what} is required`);
}
