/** Tags: renamed, or deleted and so removed from every task. */
import { done, found } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { refusedForm } from "../forms/problems.ts";
import { parseTag, TAG_PROBLEMS } from "../forms/tag.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { deleteTag, findTag, renameTag, type Tag } from "../models/tags.ts";
import { paths } from "../paths.ts";
import { editTagPage } from "../presenters/tag_form.ts";

export const edit: Action = async (c) => {
  const tag = found(await findOwn(c));
  return c.page("tags/form", editTagPage(tag, { values: { name: tag.name }, errors: {} }));
};

export const rename: Action = async (c) => {
  const tag = await findOwn(c);
  const form = parseTag(c.fields);
  if (!form.ok) return c.page("tags/form", editTagPage(found(tag), form));
  const wanted = { ...form.value, requestKey: c.requestKey };
  // A repeated request does not find the tag: it has renamed it itself.
  const saved = await renameTag(c.scope, tag?.id ?? null, wanted);
  if (!saved.ok) {
    const refused = refusedForm(form.value, saved, TAG_PROBLEMS);
    return c.page("tags/form", editTagPage(found(tag), refused));
  }
  const { value, changeId: change } = saved;
  // After the Undo the tag does not have a page under its new name.
  const flash = { text: "Renamed the tag", change, undoTo: paths.tag(nameOf(c)) };
  return c.redirect(paths.tag(value.name), { ...flash, subject: `#${value.name}` });
};

export const destroy: Action = async (c) => {
  const tag = await findOwn(c);
  const { value, changeId: change } = done(await deleteTag(c.scope, tag?.id ?? null, c));
  const flash = { text: "Deleted the tag", change, undoTo: paths.tag(value.name) };
  return c.redirect(paths.tasks, { ...flash, subject: `#${value.name}` });
};

function findOwn(c: RequestContext): Promise<Tag | null> {
  return findTag(c.scope, nameOf(c));
}

function nameOf(c: RequestContext): string {
  return typed(c.param("name"));
}
