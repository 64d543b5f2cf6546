/** The sections of a list. */
import { found, NotFound } from "../errors.ts";
import { parseSection } from "../forms/section.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { findList, type List } from "../models/lists.ts";
import {
  createSection,
  deleteSection,
  findSection,
  type Section,
  updateSection,
} from "../models/sections.ts";
import { anchors, paths } from "../paths.ts";
import { editListPage } from "../presenters/list_form.ts";
import { moved } from "./move.ts";

export const create: Action = async (c) => {
  const list = found(await findList(c.scope, c.id()));
  const form = parseSection(c.fields);
  if (!form.ok)
    return c.page("lists/form", await editListPage(c.scope, list, { sectionForm: form }));
  const { name } = form.value;
  const saved = await createSection(c.scope, { listId: list.id, name }, c);
  if (!saved.ok) throw new NotFound();
  const to = paths.editList(list.id) + anchors.section(saved.value.id);
  const subject = { title: name, href: null };
  return c.redirect(to, { text: "Created the section", subject, change: saved.changeId });
};

export const update: Action = async (c) => {
  const { section, list } = await findOwn(c);
  const form = parseSection(c.fields);
  if (!form.ok) {
    const typed = { sectionForm: form, sectionId: section.id };
    return c.page("lists/form", await editListPage(c.scope, list, typed));
  }
  const saved = await updateSection(c.scope, section.id, form.value, c);
  if (!saved.ok) throw new NotFound();
  const subject = { title: saved.value.name, href: null };
  const to = paths.editList(list.id) + anchors.section(section.id);
  return c.redirect(to, { text: "Saved the section", subject, change: saved.changeId });
};

export const destroy: Action = async (c) => {
  const { section, list } = await findOwn(c);
  const saved = await deleteSection(c.scope, section.id, c);
  if (!saved.ok) throw new NotFound();
  const subject = { title: saved.value.name, href: null };
  const flash = { text: "Deleted the section", subject, change: saved.changeId };
  return c.redirect(paths.editList(list.id), flash);
};

export const move: Action = async (c) => {
  const { section, list } = await findOwn(c);
  const page = paths.editList(list.id);
  return moved(c, { table: "sections", id: section.id, page, anchor: anchors.section(section.id) });
};

/** A section under the list that it is in. A list that was deleted keeps its sections, and shows none. */
async function findOwn(c: RequestContext): Promise<{ section: Section; list: List }> {
  const section = found(await findSection(c.scope, c.id("section_id")));
  if (section.listId !== c.id()) throw new NotFound();
  return { section, list: found(await findList(c.scope, section.listId)) };
}
