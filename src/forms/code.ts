/** The forms for codes of the second factor: to sign in with one, and to turn it on. */
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, invalid, ok, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";

export type CodeField = "code";

/** What is said of any code that is not accepted: which part of it is wrong helps only to guess. */
export const WRONG_CODE = "That code is not right";

/** After a right password. A recovery code is a secret that is good for long. */
export const codeForm: FormDeclaration = {
  title: "Sign in with a code",
  button: "Sign in",
  fields: {
    code: { kind: "secret", label: "Code" },
    ...choices("trust"),
    ...PAGE_FIELDS,
  },
};

/** The first code of an app, which turns the second factor on. */
export const setupForm: FormDeclaration = {
  title: "Turn the second factor on",
  button: "Turn it on",
  fields: {
    code: { kind: "text", label: "Code" },
    // The key of the page, sealed.
    ...choices("setup"),
    ...PAGE_FIELDS,
  },
};

export function parseCode(body: unknown): FormResult<{ code: string }, CodeField> {
  return formResult({}, { code: readSentCode(fieldsOf(body).code) });
}

/** When the recovery codes were made that a page has shown as left; null: it does not say. */
export function seenCodes(version: unknown): Date | null {
  const text = typed(version);
  return /^\d{1,15}$/.test(text) ? new Date(Number(text)) : null;
}

/** As typed: whether it could be a code is not checked. */
function readSentCode(sent: unknown): Parsed<string> {
  const code = typed(sent).trim();
  return code === "" ? invalid("Code is required") : ok(code);
}
