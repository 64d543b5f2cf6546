/** The form of a section of a list. */
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";
import { readName } from "./name.ts";

export const SECTION_NAME_MAX = 100;

export const sectionForm: FormDeclaration = {
  title: "Section",
  button: "Save the section",
  fields: { name: { kind: "text", label: "Name" }, ...PAGE_FIELDS },
};

export function parseSection(body: unknown): FormResult<{ name: string }, "name"> {
  const { name: sent } = fieldsOf(body);
  const name = readName(sent, "Section name", SECTION_NAME_MAX);
  if (name.ok) return { ok: true, value: { name: name.value } };
  return { ok: false, values: { name: typed(sent) }, errors: { name: name.message } };
}
