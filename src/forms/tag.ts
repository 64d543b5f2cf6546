/** The form that renames a tag; its name may start with `#`. */
import { isTagName, TAG_NAME_MAX } from "../models/tag_name.ts";
import { singleLine } from "../text.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { invalid, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";
import { readName } from "./name.ts";
import type { ProblemTexts } from "./problems.ts";

export const TAG_PROBLEMS: ProblemTexts<"name"> = {
  name: ["name", "You have a tag with this name already"],
};

export const tagForm: FormDeclaration = {
  title: "Tag",
  button: "Rename the tag",
  fields: { name: { kind: "text", label: "Name" }, ...PAGE_FIELDS },
};

export function parseTag(body: unknown): FormResult<{ name: string }, "name"> {
  const { name: sent } = fieldsOf(body);
  const name = readTagName(sent);
  if (name.ok) return { ok: true, value: { name: name.value } };
  return { ok: false, values: { name: typed(sent) }, errors: { name: name.message } };
}

export function readTagName(sent: unknown): Parsed<string> {
  const text = typeof sent === "string" ? singleLine(sent).replace(/^#/, "") : sent;
  const name = readName(text, "Tag name", TAG_NAME_MAX);
  if (!name.ok || isTagName(name.value)) return name;
  return invalid("Tag name must be letters, digits, - and _ only");
}
