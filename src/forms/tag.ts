/** A tag: its name, with or without the `#`. */
import { isTagName } from "../models/tag_name.ts";
import { singleLine } from "../text.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";
import { readName } from "./name.ts";
import type { ProblemTexts } from "./problems.ts";

export const TAG_TAKEN = "You have a tag with this name already";
export const TAG_PROBLEMS: ProblemTexts<"name"> = { name: ["name", TAG_TAKEN] };
const NAME_MAX = 50;

export const tagForm: FormDeclaration = {
  title: "Tag",
  button: "Rename the tag",
  fields: { name: { kind: "text", label: "Name" }, ...PAGE_FIELDS },
};

export function parseTag(body: unknown): FormResult<{ name: string }, "name"> {
  const { name: sent } = fieldsOf(body);
  const text = typeof sent === "string" ? singleLine(sent).replace(/^#/, "") : sent;
  const name = readName(text, "Tag name", NAME_MAX);
  if (name.ok && isTagName(name.value)) return { ok: true, value: { name: name.value } };
  const message = name.ok ? "Tag name must be letters, digits, - and _ only" : name.message;
  return { ok: false, values: { name: typed(sent) }, errors: { name: message } };
}
