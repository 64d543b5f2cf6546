/** The form of a section of a list. */
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readName } from "./name.ts";
import type { ProblemTexts } from "./problems.ts";
import { quotaMessage } from "./quota.ts";

export const SECTION_NAME_MAX = 100;

export const SECTION_TAKEN = "The list has a section with this name already";

export const SECTION_PROBLEMS: ProblemTexts<"name"> = {
  name: ["name", SECTION_TAKEN],
  full: ["name", quotaMessage],
};

export const sectionForm: FormDeclaration = {
  title: "Section",
  button: "Save the section",
  fields: { name: { kind: "text", label: "Name" }, ...PAGE_FIELDS },
};

export function parseSection(body: unknown): FormResult<{ name: string }, "name"> {
  const fields = fieldsOf(body);
  return formResult(fields, { name: readName(fields.name, "Section name", SECTION_NAME_MAX) });
}
