/** The form that deletes the account: its address is typed, to show that this account is meant. */
import { isBlank, singleLine } from "../text.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, invalid, ok } from "./field_parsers.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";

export const accountDeletionForm: FormDeclaration = {
  title: "Delete your account",
  button: "Delete my account",
  fields: { email: { kind: "text", label: "Your address" }, ...PAGE_FIELDS },
};

/** @param own the address of the account. */
export function parseAccountDeletion(
  body: unknown,
  own: string,
): FormResult<{ email: string }, "email"> {
  const { email } = fieldsOf(body);
  const given = singleLine(typed(email)).toLowerCase();
  const message = isBlank(given) ? "Email is required" : "That is not the address of this account";
  return formResult({ email }, { email: given === own ? ok(given) : invalid(message) });
}
