/** The form that asks for the password again, before a change to the keys of the account. */
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readKnownPassword } from "./signin.ts";

export type ConfirmField = "password";

export const confirmForm: FormDeclaration = {
  title: "Confirm that it is you",
  button: "Go on",
  fields: {
    password: { kind: "secret", label: "Password" },
    // The name is for password managers.
    ...choices("waiting", "username"),
    ...PAGE_FIELDS,
  },
};

export function parseConfirm(body: unknown): FormResult<{ password: string }, ConfirmField> {
  return formResult({}, { password: readKnownPassword(fieldsOf(body).password) });
}
