/** The sign-up form. */
import { isCommonPassword } from "../auth/common_passwords.ts";
import type { NewAccount } from "../auth/credentials.ts";
import { isBlank, lengthOf, nameKey, singleLine } from "../text.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { isEmail } from "./email.ts";
import { formResult, invalid, ok, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf, isNoText, requestKeyOf, typed } from "./fields.ts";
import { readName } from "./name.ts";
import { readTimeZone } from "./settings.ts";
import { REVEAL_FIELDS } from "./typed_password.ts";

export type SignupField = "name" | "email" | "password" | "time_zone";

export const signupForm: FormDeclaration = {
  title: "Create an account",
  button: "Create account",
  fields: {
    name: { kind: "text", label: "Name" },
    email: { kind: "email", label: "Email" },
    password: { kind: "secret", label: "Password", isNew: true },
    time_zone: { kind: "choice" },
    ...REVEAL_FIELDS,
    ...PAGE_FIELDS,
  },
};

/** The same, behind the link of an invitation. */
export const invitationForm: FormDeclaration = { ...signupForm, title: "You are invited" };

/** Identifies a posted sign-up form; its password is compared separately. */
export function signupRequestKey(key: unknown, { name, email }: NewAccount): string | null {
  return requestKeyOf(key, { name, email });
}

export const NAME_MAX = 100;
/** In bytes of UTF-8. */
const PASSWORD_MAX = 1024;
export const COMMON_PASSWORD = "Password is too common";
export const OWN_PASSWORD = "Password must not be your name or email";

/** @param options.onlyEmail the address that an invitation was made for; null: any. */
export function parseSignup(
  body: unknown,
  options: { passwordMinLength: number; onlyEmail?: string | null },
): FormResult<NewAccount, SignupField> {
  const fields = fieldsOf(body);
  const name = singleLine(typed(fields.name));
  const email = singleLine(typed(fields.email)).toLowerCase();
  const password = readNewPassword(fields.password, options.passwordMinLength, { name, email });
  const form = formResult(signupValues(fields), {
    name: readName(fields.name, "Name", NAME_MAX),
    email: readOnlyEmail(fields.email, options.onlyEmail ?? null),
    password,
    time_zone: readTimeZone(fields.time_zone),
  });
  if (!form.ok) return form;
  const { time_zone: timeZone, ...account } = form.value;
  return { ok: true, value: { ...account, timeZone } };
}

/** The values as typed, without the password. */
export function signupValues(fields: Record<string, unknown>): Record<SignupField, string> {
  const { name, email, time_zone: timeZone } = fields;
  return { name: typed(name), email: typed(email), password: "", time_zone: typed(timeZone) };
}

function readOnlyEmail(sent: unknown, only: string | null): Parsed<string> {
  const email = readEmail(sent);
  const isOther = email.ok && only !== null && email.value !== only;
  return isOther ? invalid(`This invitation is for ${only}`) : email;
}

export function readEmail(sent: unknown): Parsed<string> {
  if (isNoText(sent)) return invalid("Please enter a valid email");
  const email = singleLine(typed(sent)).toLowerCase();
  if (isBlank(email)) return invalid("Email is required");
  return isEmail(email) ? ok(email) : invalid("Please enter a valid email");
}

/** ASVS 5.0, 6.2.1 to 6.2.9: length, no composition rules, not common; see also `isNameOrEmail`. */
export function readPassword(sent: unknown, minLength: number): Parsed<string> {
  if (isNoText(sent)) return invalid("Password must be text");
  const password = typeof sent === "string" ? sent : "";
  if (password === "") return invalid("Password is required");
  if (lengthOf(password) < minLength) {
    return invalid(`Password must be at least ${minLength} characters`);
  }
  if (Buffer.byteLength(password) > PASSWORD_MAX) {
    return invalid("Password must be 1,024 bytes or less");
  }
  const isCommon = isBlank(password) || isCommonPassword(password);
  return isCommon ? invalid(COMMON_PASSWORD) : ok(password);
}

/** The password of an account of this name and address, which it must not be. @param own.email in lower case. */
export function readNewPassword(
  sent: unknown,
  minLength: number,
  own: { name: string; email: string },
): Parsed<string> {
  const password = readPassword(sent, minLength);
  return password.ok && isNameOrEmail(password.value, own) ? invalid(OWN_PASSWORD) : password;
}

/** @param email in lower case. */
export function isNameOrEmail(password: string, own: { name: string; email: string }): boolean {
  const key = nameKey(password.trim());
  return key === nameKey(own.name) || key === nameKey(own.email);
}
