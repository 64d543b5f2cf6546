/** The sign-up form. */
import type { NewAccount } from "../auth/credentials.ts";
import { isBlank, singleLine } from "../text.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { isEmail } from "./email.ts";
import { formResult, invalid, ok, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf, isNoText, requestKeyOf, typed } from "./fields.ts";
import { readName } from "./name.ts";
import { readNewPassword } from "./new_password.ts";
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

/** @param options.onlyEmail the address that an invitation was made for; null: any. */
export function parseSignup(
  body: unknown,
  options: { passwordMinLength: number; onlyEmail?: string | null },
): FormResult<NewAccount, SignupField> {
  const fields = fieldsOf(body);
  const { passwordMinLength: minLength, onlyEmail = null } = options;
  const own = { name: typed(fields.name), email: typed(fields.email) };
  const form = formResult(signupValues(fields), {
    name: readName(fields.name, "Name", NAME_MAX),
    email: readOnlyEmail(fields.email, onlyEmail),
    password: readNewPassword(fields.password, { minLength, ...own }),
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
