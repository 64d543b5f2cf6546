/** Tags: renamed, or removed from every task. */
import { found, NotFound } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { formErrors } from "../forms/problems.ts";
import { parseTag, TAG_PROBLEMS } from "../forms/tag.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { deleteTag, findTag, renameTag, type Tag } from "../models/tags.ts";
import { paths } from "../paths.ts";
import type { FormView } from "../views/models/form.ts";

export const edit: Action = async (c) => {
  const tag = await findOwn(c);
  return showForm(c, tag, { values: { name: tag.name }, errors: {} });
};

export const rename: Action = async (c) => {
  const tag = await findOwn(c);
  const form = parseTag(c.fields);
  if (!form.ok) return showForm(c, tag, form);
  const saved = await renameTag(c.scope, tag.id, { ...form.value, requestKey: c.requestKey });
  if (!saved.ok) {
    return showForm(c, tag, { values: form.value, errors: formErrors(saved, TAG_PROBLEMS) });
  }
  const { name } = saved.value;
  const subject = { title: `#${name}`, href: null };
  // Undone, the tag has no page under its new name any more.
  const flash = { text: "Renamed the tag", subject, change: saved.changeId };
  return c.redirect(paths.tag(name), { ...flash, undoTo: paths.tag(tag.name) });
};

export const destroy: Action = async (c) => {
  const { id } = await findOwn(c);
  const saved = await deleteTag(c.scope, id, c);
  if (!saved.ok) throw new NotFound();
  const { name } = saved.value;
  const subject = { title: `#${name}`, href: null };
  const flash = { text: "Deleted the tag", subject, change: saved.changeId };
  return c.redirect(paths.tasks, { ...flash, undoTo: paths.tag(name) });
};

function showForm(c: RequestContext, { name }: Tag, form: FormView<"name">): Reply {
  return c.page("tags/form", { title: `Edit #${name}`, here: paths.tag(name), name, form });
}

async function findOwn(c: RequestContext): Promise<Tag> {
  return found(await findTag(c.scope, typed(c.param("name"))));
}
