/** Lists: created, changed, archived and brought back. Their tasks are shown by task_lists.ts. */
import { BadRequest, found, NotFound } from "../errors.ts";
import { LIST_PROBLEMS, parseList } from "../forms/list.ts";
import { formErrors } from "../forms/problems.ts";
import type { Action } from "../http/request_context.ts";
import {
  COLOURS,
  createList,
  deleteList,
  findList,
  listLists,
  listOutline,
  updateList,
} from "../models/lists.ts";
import { anchors, paths } from "../paths.ts";
import { editListPage, listsPage, newListPage } from "../presenters/list_form.ts";
import { moved } from "./move.ts";

export const index: Action = async (c) =>
  c.page("lists/index", listsPage(await listLists(c.scope, { archived: true })));

export const newList: Action = async (c) => {
  const { length } = await listOutline(c.scope);
  // Lists that are created one after the other differ in colour.
  const colour = COLOURS[length % COLOURS.length] ?? COLOURS[0];
  return c.page("lists/form", newListPage({ values: { name: "", colour }, errors: {} }));
};

export const create: Action = async (c) => {
  const form = parseList(c.fields);
  if (!form.ok) return c.page("lists/form", newListPage(form));
  const saved = await createList(c.scope, form.value, c);
  if (!saved.ok) {
    const errors = formErrors(saved, LIST_PROBLEMS);
    return c.page("lists/form", newListPage({ values: form.value, errors }));
  }
  const { value: list, changeId } = saved;
  const subject = { title: list.name, href: null };
  // Undone, the list has no page any more.
  const flash = { text: "Created the list", subject, change: changeId, undoTo: paths.lists };
  return c.redirect(paths.list(list.id), flash);
};

export const edit: Action = async (c) =>
  c.page("lists/form", await editListPage(c.scope, found(await findList(c.scope, c.id()))));

export const update: Action = async (c) => {
  const list = found(await findList(c.scope, c.id()));
  const form = parseList({ colour: list.colour, ...c.fields });
  if (!form.ok) return c.page("lists/form", await editListPage(c.scope, list, { form }));
  const saved = await updateList(c.scope, list.id, form.value, c);
  if (!saved.ok) {
    const invalid = { values: form.value, errors: formErrors(saved, LIST_PROBLEMS) };
    return c.page("lists/form", await editListPage(c.scope, list, { form: invalid }));
  }
  const subject = { title: saved.value.name, href: null };
  return c.redirect(paths.list(list.id), {
    text: "Saved the list",
    subject,
    change: saved.changeId,
  });
};

export const archive: Action = async (c) => {
  const { archived: wanted } = c.fields;
  if (wanted !== "1" && wanted !== "0") throw new BadRequest("archived must be 1 or 0");
  const archived = wanted === "1";
  const saved = await updateList(c.scope, c.id(), { archived }, c);
  if (!saved.ok) throw new NotFound();
  const { id, name } = saved.value;
  const text = archived ? "Archived the list" : "Brought back the list";
  const subject = { title: name, href: archived ? paths.list(id) : null };
  return c.redirect(archived ? paths.lists : paths.list(id), {
    text,
    subject,
    change: saved.changeId,
  });
};

export const destroy: Action = async (c) => {
  const saved = await deleteList(c.scope, c.id(), c);
  if (!saved.ok) throw new NotFound();
  const { name, tasks } = saved.value;
  const receipt = tasks === 0 ? null : `${tasks} ${tasks === 1 ? "task" : "tasks"} went with it`;
  const subject = { title: name, href: null };
  return c.redirect(paths.lists, {
    text: "Deleted the list",
    subject,
    receipt,
    change: saved.changeId,
  });
};

export const move: Action = (c) =>
  moved(c, { table: "lists", id: c.id(), page: paths.lists, anchor: anchors.list(c.id()) });
