/** Lists: created, changed, archived, moved and deleted. task_lists.ts shows their tasks. */
import { BadRequest, done, found } from "../errors.ts";
import { LIST_PROBLEMS, parseList } from "../forms/list.ts";
import { refusedForm } from "../forms/problems.ts";
import type { Action } from "../http/request_context.ts";
import {
  createList,
  deleteList,
  findList,
  listLists,
  listOutline,
  nextColour,
  updateList,
} from "../models/lists.ts";
import { anchors, paths } from "../paths.ts";
import { tasksText } from "../presenters/change_text.ts";
import { editListPage, listsPage, newListPage } from "../presenters/list_form.ts";
import { moveByHand } from "./move.ts";

export const index: Action = async (c) =>
  c.page("lists/index", listsPage(await listLists(c.scope, { archived: true })));

export const newList: Action = async (c) => {
  const { length } = await listOutline(c.scope);
  const values = { name: "", colour: nextColour(length) };
  return c.page("lists/form", newListPage({ values, errors: {} }));
};

export const create: Action = async (c) => {
  const form = parseList(c.fields);
  if (!form.ok) return c.page("lists/form", newListPage(form));
  const saved = await createList(c.scope, form.value, c);
  if (!saved.ok) {
    return c.page("lists/form", newListPage(refusedForm(form.value, saved, LIST_PROBLEMS)));
  }
  const { value: list, changeId: change } = saved;
  // After the Undo the list does not have a page.
  const flash = { text: "Created the list", subject: list.name, change, undoTo: paths.lists };
  return c.redirect(paths.list(list.id), flash);
};

export const edit: Action = async (c) => c.page("lists/form", await editListPage(c.scope, c.id()));

export const update: Action = async (c) => {
  const list = found(await findList(c.scope, c.id()));
  const form = parseList({ colour: list.colour, ...c.fields });
  if (!form.ok) return c.page("lists/form", await editListPage(c.scope, list.id, { form }));
  const saved = await updateList(c.scope, list.id, form.value, c);
  if (!saved.ok) {
    const refused = refusedForm(form.value, saved, LIST_PROBLEMS);
    return c.page("lists/form", await editListPage(c.scope, list.id, { form: refused }));
  }
  const flash = { text: "Saved the list", subject: saved.value.name, change: saved.changeId };
  return c.redirect(paths.list(list.id), flash);
};

export const archive: Action = async (c) => {
  const archived = c.fields.archived === "1";
  if (!archived && c.fields.archived !== "0") throw new BadRequest("Archived must be 1 or 0");
  const saved = done(await updateList(c.scope, c.id(), { archived }, c));
  const { name } = saved.value;
  const page = paths.list(c.id());
  const flash = archived
    ? { text: "Archived the list", subject: { title: name, href: page } }
    : { text: "Brought back the list", subject: name };
  return c.redirect(archived ? paths.lists : page, { ...flash, change: saved.changeId });
};

export const destroy: Action = async (c) => {
  const { value, changeId: change } = done(await deleteList(c.scope, c.id(), c));
  const { name, tasks } = value;
  const receipt = tasks === 0 ? null : `${tasksText(tasks)} went with it`;
  return c.redirect(paths.lists, { text: "Deleted the list", subject: name, receipt, change });
};

export const move: Action = (c) =>
  moveByHand(c, { table: "lists", id: c.id(), page: paths.lists, anchor: anchors.list(c.id()) });
