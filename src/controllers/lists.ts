/** Lists: made, changed, put away and brought back. Their tasks are shown by task_lists.ts. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { BadRequest, NotFound } from "../errors.ts";
import { fieldsOf } from "../forms/fields.ts";
import { LIST_TAKEN, type ListField, parseList } from "../forms/list.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import {
  COLOURS,
  createList,
  deleteList,
  findList,
  type List,
  listLists,
  listOutline,
  listSections,
  updateList,
} from "../models/lists.ts";
import { anchors, paths } from "../paths.ts";
import type { Services } from "../services.ts";
import type { FormView } from "../views/models/form.ts";
import { makePage, show } from "./pages.ts";
import { movePosted, numberIn, tellChange } from "./row_changes.ts";

type ListForm = FormView<ListField>;

export function lists(context: Services) {
  const index: ViewerHandler = async (req, res, viewer) => {
    const found = await listLists(viewer.scope, { archived: true });
    const page = await makePage(context, req, res, { title: "Lists" });
    const rows = found.map(({ id, name, colour, archivedAt }) => ({
      ...{ id, name, colour },
      archived: archivedAt !== null,
    }));
    show(context, req, res, "lists/index", { page, lists: rows });
  };

  const newList: ViewerHandler = async (req, res, viewer) => {
    const { length } = await listOutline(viewer.scope);
    // Lists that come one after the other are told apart.
    const colour = COLOURS[length % COLOURS.length] ?? COLOURS[0];
    return showNew(context, req, res, { values: { name: "", colour }, errors: {} });
  };

  const create: ViewerHandler = async (req, res, viewer) => {
    const form = parseList(req.body);
    if (!form.ok) return showNew(context, req, res, form);
    const made = await createList(viewer.scope, form.value, context.clock());
    if (made.outcome !== "saved") return showNew(context, req, res, taken(form.value));
    const { value: list, changeId } = made;
    const told = { text: "Made the list", name: list.name, changeId };
    // Undone, the list has no page any more.
    tellChange(context, res, viewer, paths.list(list.id), { ...told, undoTo: paths.lists });
  };

  const edit: ViewerHandler = async (req, res, viewer) =>
    showListForm(context, req, res, viewer, await getList(viewer, numberIn(req)));

  const update: ViewerHandler = async (req, res, viewer) => {
    const list = await getList(viewer, numberIn(req));
    const form = parseList({ colour: list.colour, ...fieldsOf(req.body) });
    if (!form.ok) return showListForm(context, req, res, viewer, list, { form });
    const saved = await updateList(viewer.scope, list.id, form.value, context.clock());
    if (saved.outcome === "missing") throw new NotFound();
    if (saved.outcome === "taken") {
      return showListForm(context, req, res, viewer, list, { form: taken(form.value) });
    }
    const { value, changeId } = saved;
    const told = { text: "Saved the list", name: value.name, changeId };
    tellChange(context, res, viewer, paths.list(list.id), told);
  };

  const archive: ViewerHandler = async (req, res, viewer) => {
    const { archived: wanted } = fieldsOf(req.body);
    if (wanted !== "1" && wanted !== "0") {
      throw new BadRequest("Say which state is wanted: archived is 1 or 0");
    }
    const archived = wanted === "1";
    const { id, archivedAt } = await getList(viewer, numberIn(req));
    // Posted twice it is done once, and its time stays.
    const changes = archived === (archivedAt !== null) ? {} : { archived };
    const saved = await updateList(viewer.scope, id, changes, context.clock());
    if (saved.outcome !== "saved") throw new NotFound();
    const text = archived ? "Archived the list" : "Brought back the list";
    const told = { text, name: saved.value.name, changeId: saved.changeId };
    const to = archived ? paths.lists : paths.list(id);
    tellChange(context, res, viewer, to, { ...told, href: archived ? paths.list(id) : null });
  };

  const destroy: ViewerHandler = async (req, res, viewer) => {
    const deleted = await deleteList(viewer.scope, numberIn(req), context.clock());
    if (deleted === null) throw new NotFound();
    const { list, tasks, changeId } = deleted;
    const more = tasks === 0 ? null : `${tasks} ${tasks === 1 ? "task" : "tasks"} went with it`;
    const told = { text: "Deleted the list", name: list.name, more, changeId };
    tellChange(context, res, viewer, paths.lists, told);
  };

  const move: ViewerHandler = (req, res, viewer) => {
    const id = numberIn(req);
    const where = { id, back: paths.lists, anchor: anchors.list(id) };
    return movePosted(context, req, res, viewer, { table: "lists", ...where });
  };

  return { index, create, newList, update, edit, archive, destroy, move };
}

/** The form of a list that is there, with its sections. */
export async function showListForm(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  list: List,
  typed: { form?: ListForm; sectionForm?: FormView<"name">; sectionId?: number } = {},
): Promise<void> {
  const { id, name, colour } = list;
  const form = typed.form ?? { values: { name, colour }, errors: {} };
  const [sections, page] = await Promise.all([
    listSections(viewer.scope, id),
    makePage(context, req, res, { title: `Edit ${name}`, here: paths.list(id) }),
  ]);
  const model = {
    page,
    id,
    form,
    colours: colourChoices(form.values.colour),
    sections: sections.map((section) => ({ id: section.id, name: section.name })),
    sectionForm: typed.sectionForm ?? { values: { name: "" }, errors: {} },
    ...(typed.sectionId === undefined ? {} : { sectionId: typed.sectionId }),
    archived: list.archivedAt !== null,
  };
  const isWrong = typed.form !== undefined || typed.sectionForm !== undefined;
  show(context, req, res, "lists/form", model, isWrong ? 422 : 200);
}

/** A list of the viewer's own. */
export async function getList(viewer: Viewer, id: number): Promise<List> {
  const list = await findList(viewer.scope, id);
  if (list === null) throw new NotFound();
  return list;
}

async function showNew(
  context: Services,
  req: Request,
  res: Response,
  form: ListForm,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "New list" });
  const model = {
    page,
    id: null,
    form,
    colours: colourChoices(form.values.colour),
    sections: [],
    sectionForm: { values: { name: "" }, errors: {} },
    archived: false,
  };
  const isWrong = Object.keys(form.errors).length > 0;
  show(context, req, res, "lists/form", model, isWrong ? 422 : 200);
}

function colourChoices(chosen: string) {
  return COLOURS.map((value) => ({
    value,
    label: value.charAt(0).toUpperCase() + value.slice(1),
    selected: value === chosen,
  }));
}

function taken(values: Record<ListField, string>): ListForm {
  return { values, errors: { name: LIST_TAKEN } };
}
