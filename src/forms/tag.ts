/** The form that renames a tag; its name may start with `#`. */
import { isTagName, TAG_NAME_MAX } from "../models/tag_name.ts";
import { singleLine } from "../text.ts";
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, invalid, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readName } from "./name.ts";
import type { ProblemTexts } from "./problems.ts";
import { quotaMessage } from "./quota.ts";

export const TAG_PROBLEMS: ProblemTexts<"name"> = {
  name: ["name", "You have a tag with this name already"],
  full: ["name", quotaMessage],
};

export const tagForm: FormDeclaration = {
  title: "Tag",
  button: "Rename the tag",
  fields: { name: { kind: "text", label: "Name" }, ...choices("merge"), ...PAGE_FIELDS },
};

export function parseTag(body: unknown): FormResult<{ name: string }, "name"> {
  const fields = fieldsOf(body);
  return formResult(fields, { name: readTagName(fields.name) });
}

export function readTagName(sent: unknown): Parsed<string> {
  const isText = typeof sent === "string";
  const text = isText ? singleLine(sent).replace(/^#/, "").normalize("NFC") : sent;
  const name = readName(text, "Tag name", TAG_NAME_MAX);
  if (!name.ok || isTagName(name.value)) return name;
  return invalid("Tag name must be letters, digits, - and _ only");
}
