/** The sections of a list, on the list's own form. */
import { done, found } from "../errors.ts";
import { refusedForm } from "../forms/problems.ts";
import { parseSection, SECTION_PROBLEMS } from "../forms/section.ts";
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
import type { FormView } from "../views/models/form.ts";
import { moveByHand } from "./move.ts";

export const create: Action = async (c) => {
  const list = found(await findList(c.scope, c.id()));
  const form = parseSection(c.fields);
  if (!form.ok) {
    return c.page("lists/form", await editListPage(c.scope, list.id, { sectionForm: form }));
  }
  const input = { listId: list.id, name: form.value.name };
  const saved = await createSection(c.scope, input, c);
  if (!saved.ok) {
    const refused = refusedForm(form.value, saved, SECTION_PROBLEMS);
    return c.page("lists/form", await editListPage(c.scope, list.id, { sectionForm: refused }));
  }
  const { value, changeId: change } = saved;
  const to = paths.editList(list.id) + anchors.section(value.id);
  return c.redirect(to, { text: "Created the section", subject: input.name, change });
};

export const update: Action = async (c) => {
  const { section, list } = found(await findOwn(c));
  const form = parseSection(c.fields);
  const again = (sectionForm: FormView<"name">) =>
    editListPage(c.scope, list.id, { sectionForm, sectionId: section.id });
  if (!form.ok) return c.page("lists/form", await again(form));
  const saved = await updateSection(c.scope, section.id, form.value, c);
  if (!saved.ok) {
    return c.page("lists/form", await again(refusedForm(form.value, saved, SECTION_PROBLEMS)));
  }
  const { value, changeId: change } = saved;
  const to = paths.editList(list.id) + anchors.section(section.id);
  return c.redirect(to, { text: "Saved the section", subject: value.name, change });
};

export const destroy: Action = async (c) => {
  const own = await findOwn(c);
  // A repeated request does not find the section: it has deleted it itself.
  const saved = done(await deleteSection(c.scope, own?.section.id ?? null, c));
  const { value, changeId: change } = saved;
  const flash = { text: "Deleted the section", subject: value.name, change };
  return c.redirect(paths.editList(c.id()), flash);
};

export const move: Action = async (c) => {
  const { section, list } = found(await findOwn(c));
  const row = { id: section.id, page: paths.editList(list.id) };
  return moveByHand(c, { table: "sections", anchor: anchors.section(section.id), ...row });
};

/** Only under the address of its own list. A deleted list keeps its sections, but they are not there. */
async function findOwn(c: RequestContext): Promise<{ section: Section; list: List } | null> {
  const section = await findSection(c.scope, c.id("section_id"));
  if (section?.listId !== c.id()) return null;
  const list = await findList(c.scope, section.listId);
  return list && { section, list };
}
