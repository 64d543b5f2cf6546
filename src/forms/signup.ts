/** Signing up: name, address, password and time zone. */

import { isCommonPassword } from "../auth/common_passwords.ts";
import type { NewAccount } from "../auth/credentials.ts";
import { isBlank, lengthOf, singleLine } from "../text.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { isEmail } from "./email.ts";
import { type FormResult, fieldsOf, isNoText, requestKeyOf, typed } from "./fields.ts";
import { readTimeZone } from "./settings.ts";

export type SignupField = "name" | "email" | "password" | "time_zone";

export const signupForm: FormDeclaration = {
  title: "Create an account",
  button: "Create account",
  fields: {
    name: { kind: "text", label: "Name" },
    email: { kind: "email", label: "Email" },
    password: { kind: "secret", label: "Password" },
    time_zone: { kind: "choice" },
    ...PAGE_FIELDS,
  },
};

/** What makes a posted sign-up the same one again; its password is compared besides. */
export function signupRequestKey(key: unknown, { name, email }: NewAccount): string | null {
  return requestKeyOf(key, { name, email });
}

export const NAME_MAX = 100;
/** In bytes of UTF-8. */
const PASSWORD_MAX = 1024;

export function parseSignup(
  body: unknown,
  options: { passwordMinLength: number },
): FormResult<NewAccount, SignupField> {
  const fields = fieldsOf(body);
  const name = singleLine(typed(fields.name));
  const email = singleLine(typed(fields.email)).toLowerCase();
  const password = typeof fields.password === "string" ? fields.password : "";
  const timeZone = readTimeZone(fields.time_zone);
  const found = {
    name: nameProblem(fields.name, name),
    email: emailProblem(fields.email, email),
    password: passwordProblem(fields.password, { name, email, ...options }),
    time_zone: timeZone.problem,
  };
  const errors = Object.fromEntries(
    Object.entries(found).filter(([, message]) => message !== null),
  );
  if (Object.keys(errors).length === 0) {
    return { ok: true, value: { name, email, password, timeZone: timeZone.value } };
  }
  return {
    ok: false,
    values: signupValues(fields),
    errors: errors as Partial<Record<SignupField, string>>,
  };
}

/** What was typed, without the password. */
export function signupValues(fields: Record<string, unknown>): Record<SignupField, string> {
  const { name, email, time_zone: timeZone } = fields;
  return { name: typed(name), email: typed(email), password: "", time_zone: typed(timeZone) };
}

function nameProblem(sent: unknown, name: string): string | null {
  if (isNoText(sent)) return "Name must be text";
  if (isBlank(name)) return "Name is required";
  return lengthOf(name) > NAME_MAX ? "Name must be 100 characters or less" : null;
}

function emailProblem(sent: unknown, email: string): string | null {
  if (isNoText(sent)) return "Please enter a valid email";
  if (isBlank(email)) return "Email is required";
  return isEmail(email) ? null : "Please enter a valid email";
}

/** ASVS 5.0, 6.2.1 to 6.2.9: length, no composition rules, not common, not the context's own words. */
function passwordProblem(
  sent: unknown,
  context: { name: string; email: string; passwordMinLength: number },
): string | null {
  if (isNoText(sent)) return "Password must be text";
  const password = typeof sent === "string" ? sent : "";
  if (password === "") return "Password is required";
  const least = context.passwordMinLength;
  if (lengthOf(password) < least) return `Password must be at least ${least} characters`;
  if (Buffer.byteLength(password) > PASSWORD_MAX) return "Password must be 1,024 bytes or less";
  if (isBlank(password) || isCommonPassword(password)) return "Password is too common";
  const folded = password.trim().toLowerCase();
  const isOwn = folded === context.name.toLowerCase() || folded === context.email;
  return isOwn ? "Password must not be your name or email" : null;
}
