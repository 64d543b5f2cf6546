/** The page with all tags, and the one on which a tag is renamed, merged or deleted. */
import type { PageModel } from "../http/reply.ts";
import type { Tag } from "../models/tags.ts";
import { paths } from "../paths.ts";
import type { FormView } from "../views/models/form.ts";
import { tasksText } from "./change_text.ts";

export function tagsPage(
  tags: readonly { name: string; count: number }[],
): PageModel<"tags/index"> {
  const rows = tags.map(({ name, count }) => ({ name, toDo: tasksText(count) }));
  return { title: "Tags", here: paths.tags, tags: rows };
}

/** @param other the tag that has the name which was typed: they can be merged. */
export function editTagPage(
  { name }: Tag,
  form: FormView<"name">,
  other: Tag | null = null,
): PageModel<"tags/form"> {
  const mergeWith = other?.name ?? null;
  return { title: `Edit #${name}`, here: paths.tag(name), name, form, mergeWith };
}
