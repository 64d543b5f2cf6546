/** Signing up, in and out. */
import { z } from "zod";
import { isOwnPassword } from "../../auth/common_passwords.ts";
import type { NewAccount } from "../../auth/credentials.ts";
import { EMAIL_MAX } from "../../forms/email.ts";
import { invalid, ok, type Parsed } from "../../forms/field_parsers.ts";
import { type FormResult, typed } from "../../forms/fields.ts";
import { OWN_PASSWORD, readPassword } from "../../forms/new_password.ts";
import { readTimeZone } from "../../forms/settings.ts";
import { readKnownEmail, readKnownPassword } from "../../forms/signin.ts";
import { NAME_MAX, readEmail } from "../../forms/signup.ts";
import { component, field, line, parser } from "./fields.ts";

export const CHECK_MAIL = "Check your mail";
/** Where one cannot sign up without an invitation. */
export const SIGN_UP_CLOSED = "Sign-up is closed";

const email = { type: "string", format: "email", maxLength: EMAIL_MAX };
const name = line("Name", NAME_MAX, "One line; white space around it is removed.");

/** @param passwordMinLength as this server is set up. */
export function signUp(passwordMinLength: number) {
  const fields = {
    name,
    email: field(readEmail, { ...email, description: "Kept in lower case; one account for each." }),
    password: field((sent) => readPassword(sent, passwordMinLength), {
      type: "string",
      format: "password",
      minLength: passwordMinLength,
      description:
        "Every character counts and none is removed, up to 1,024 bytes of UTF-8. Not a common password or a pattern, not the name or the email or a part of them.",
    }),
    time_zone: field(readTimeZone, {
      type: ["string", "null"],
      description: "An IANA name, which decides when a day begins.",
    }).default(null),
  };
  // Reported also where another field is invalid.
  const problem = { path: ["password"], message: OWN_PASSWORD, when: () => true };
  return z
    .object(fields)
    .refine((sent) => !hasOwnPassword(sent), problem)
    .meta({ id: "SignUp", description: "The person who signs up." });
}

/** With the default length of passwords; the document has this server's own. */
export const SignUp = signUp(8);

/** By the length of passwords, of which a server has one: a schema takes a while to make. */
const SIGN_UPS = new Map<number, (body: unknown) => FormResult<NewAccount, string>>();

export function parseSignup(
  body: unknown,
  { passwordMinLength }: { passwordMinLength: number },
): FormResult<NewAccount, string> {
  const parse = SIGN_UPS.get(passwordMinLength) ?? parser(signUp(passwordMinLength));
  SIGN_UPS.set(passwordMinLength, parse);
  return parse(body);
}

export const SignIn = component("SignIn", "The person who signs in.", {
  email: field(readKnownEmail, {
    type: "string",
    minLength: 1,
    description: "In upper or lower case.",
  }),
  password: field(readKnownPassword, { type: "string", format: "password", minLength: 1 }),
  otp: field(readOtp, {
    type: ["string", "null"],
    description:
      "For an account with a second factor: the six digits of its app, or a recovery code. Each works once. Where it is missing the reply is a 400 with `fields.otp`.",
  }).default(null),
});

export const parseSignin = parser(SignIn);

export const User = z
  .object({ id: z.string().meta({ format: "uuid" }), email: z.string().meta(email), name })
  .meta({ id: "User" });

export type UserJson = z.output<typeof User>;

export const SignedIn = component("SignedIn", "The account, signed in.", {
  user: User,
  token: z.string().meta({
    pattern: "^[\\w-]+\\.[\\w-]+\\.[\\w-]+$",
    description: "Send it as `Authorization: Bearer <token>`.",
  }),
});

export const SignUpStarted = component(
  "SignUpStarted",
  "The link of a mail creates the account, on a server that has addresses proved first. The answer is the same where the address has an account.",
  { message: z.literal(CHECK_MAIL) },
);

export const SignedOut = component("SignedOut", "Signed out.", {
  message: z.literal("Signed out successfully"),
});

/** null for an empty code, as for none. */
function readOtp(sent: unknown): Parsed<string | null> {
  if (sent === null || sent === "") return ok(null);
  return typeof sent === "string" ? ok(sent) : invalid("Code must be text");
}

function hasOwnPassword(sent: Partial<Record<keyof NewAccount, unknown>>): boolean {
  const own = { name: typed(sent.name), email: typed(sent.email) };
  return isOwnPassword(typed(sent.password), own);
}
