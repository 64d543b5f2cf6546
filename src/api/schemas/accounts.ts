/** Signing up, in and out. */
import { z } from "zod";
import type { NewAccount } from "../../auth/credentials.ts";
import { EMAIL_MAX } from "../../forms/email.ts";
import type { FormResult } from "../../forms/fields.ts";
import { readTimeZone } from "../../forms/settings.ts";
import { readKnownEmail, readKnownPassword } from "../../forms/signin.ts";
import {
  isNameOrEmail,
  NAME_MAX,
  OWN_PASSWORD,
  readEmail,
  readPassword,
} from "../../forms/signup.ts";
import { COMPONENTS, field, line, parser } from "./fields.ts";
import { TASK_EXAMPLE } from "./task_answers.ts";

const PASSWORD_EXAMPLE = "violet harbour kettle";
const email = { type: "string", format: "email", maxLength: EMAIL_MAX };
const name = line("Name", NAME_MAX, "One line; white space around it is removed.");

/** @param passwordMinLength as this server is set up. */
export function signUp(passwordMinLength: number) {
  return z
    .object({
      name,
      email: field(readEmail, {
        ...email,
        description: "Kept in lower case; one account for each.",
      }),
      password: field((sent) => readPassword(sent, passwordMinLength), {
        type: "string",
        format: "password",
        minLength: passwordMinLength,
        description:
          "Every character counts and none is removed, up to 1,024 bytes of UTF-8. Not a common password, not the name, not the email.",
      }),
      time_zone: field(readTimeZone, {
        type: ["string", "null"],
        description: "An IANA name, which decides when a day begins.",
      }).prefault(null),
    })
    .refine(({ name, email, password }) => !isNameOrEmail(password, { name, email }), {
      path: ["password"],
      message: OWN_PASSWORD,
    });
}

/** With the default length of passwords; the document has this server's own. */
export const SignUp = signUp(8)
  .describe("The person who signs up.")
  .register(COMPONENTS, {
    id: "SignUp",
    examples: { usual: { name: "Ann", email: "Ann@Example.org", password: PASSWORD_EXAMPLE } },
  });

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

export const SignIn = z
  .object({
    email: field(readKnownEmail, {
      type: "string",
      minLength: 1,
      description: "In upper or lower case.",
    }),
    password: field(readKnownPassword, { type: "string", format: "password", minLength: 1 }),
  })
  .describe("The person who signs in.")
  .register(COMPONENTS, {
    id: "SignIn",
    examples: { usual: { email: "ann@example.org", password: PASSWORD_EXAMPLE } },
  });

export const parseSignin = parser(SignIn);

export const User = z
  .object({ id: z.string().meta({ format: "uuid" }), email: z.string().meta(email), name })
  .register(COMPONENTS, { id: "User" });

export type UserJson = z.output<typeof User>;

export const SignedIn = z
  .object({
    user: User,
    token: z.string().meta({
      pattern: "^[\\w-]+\\.[\\w-]+\\.[\\w-]+$",
      description: "Send it as `Authorization: Bearer <token>`.",
    }),
  })
  .describe("The account, signed in.")
  .register(COMPONENTS, {
    id: "SignedIn",
    examples: {
      signedIn: {
        user: { id: TASK_EXAMPLE.user_id, email: "ann@example.org", name: "Ann" },
        // Of the form of a token, but without a valid signature.
        token: "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoiOWYxYjZjMWUifQ.c2lnbmVkLWJ5LW5vYm9keQ",
      },
    },
  });

export const SignedOut = z
  .object({ message: z.literal("Signed out successfully") })
  .describe("Signed out.")
  .register(COMPONENTS, {
    id: "SignedOut",
    examples: { signedOut: { message: "Signed out successfully" } },
  });
