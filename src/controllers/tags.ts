/** Tags: listed, renamed, merged, or deleted and so removed from every task. */
import { done, found } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { refusedForm } from "../forms/problems.ts";
import { parseTag, TAG_PROBLEMS } from "../forms/tag.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { deleteTag, findTag, mergeTag, renameTag, type Tag } from "../models/tags.ts";
import { countByTag } from "../models/view_counts.ts";
import { paths } from "../paths.ts";
import { editTagPage, tagsPage } from "../presenters/tag_form.ts";

export const index: Action = async (c) => c.page("tags/index", tagsPage(await countByTag(c.scope)));

export const edit: Action = async (c) => {
  const tag = found(await findOwn(c));
  return c.page("tags/form", editTagPage(tag, { values: { name: tag.name }, errors: {} }));
};

/** With `merge`, into the tag that has the name already. */
export const rename: Action = async (c) => {
  const tag = await findOwn(c);
  const form = parseTag(c.fields);
  if (!form.ok) return c.page("tags/form", editTagPage(found(tag), form));
  const wanted = { ...form.value, requestKey: c.requestKey };
  // A repeated request does not find the tag: it has renamed it itself.
  const isMerge = c.fields.merge === "1";
  const save = isMerge ? mergeTag : renameTag;
  const saved = await save(c.scope, tag?.id ?? null, wanted);
  if (!saved.ok) {
    const refused = refusedForm(form.value, saved, TAG_PROBLEMS);
    const other = isMerge ? null : await findTag(c.scope, form.value.name);
    return c.page("tags/form", editTagPage(found(tag), refused, other));
  }
  const { value, changeId: change } = saved;
  // After the Undo the tag does not have a page under its new name.
  const text = isMerge ? "Merged it into the tag" : "Renamed the tag";
  const flash = { text, change, undoTo: paths.tag(nameOf(c)) };
  return c.redirect(paths.tag(value.name), { ...flash, subject: `#${value.name}` });
};

export const destroy: Action = async (c) => {
  const tag = await findOwn(c);
  const { value, changeId: change } = done(await deleteTag(c.scope, tag?.id ?? null, c));
  const flash = { text: "Deleted the tag", change, undoTo: paths.tag(value.name) };
  return c.redirect(c.returnTo(paths.tasks), { ...flash, subject: `#${value.name}` });
};

function findOwn(c: RequestContext): Promise<Tag | null> {
  return findTag(c.scope, nameOf(c));
}

function nameOf(c: RequestContext): string {
  return typed(c.param("name"));
}
