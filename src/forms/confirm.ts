/** The form that asks for the password or a code again, before a change to the keys of the account. */
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readKnownPassword } from "./signin.ts";

export type ConfirmField = "password" | "code";

export const confirmForm: FormDeclaration = {
  title: "Confirm that it is you",
  button: "Go on",
  fields: {
    // The page has one of the two.
    password: { kind: "secret", label: "Password" },
    code: { kind: "secret", label: "Code" },
    // The name is for password managers.
    ...choices("waiting", "username"),
    ...PAGE_FIELDS,
  },
};

export function parseConfirm(body: unknown): FormResult<{ password: string }, "password"> {
  return formResult({}, { password: readKnownPassword(fieldsOf(body).password) });
}
