/** The sections of a list. */
import type { Request } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { NotFound } from "../errors.ts";
import { parseSection } from "../forms/section.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import {
  createSection,
  deleteSection,
  findSection,
  type Section,
  updateSection,
} from "../models/lists.ts";
import { anchors, paths } from "../paths.ts";
import type { Services } from "../services.ts";
import { getList, showListForm } from "./lists.ts";
import { movePosted, numberIn, tellChange } from "./row_changes.ts";

export function sections(context: Services) {
  const create: ViewerHandler = async (req, res, viewer) => {
    const list = await getList(viewer, numberIn(req));
    const form = parseSection(req.body);
    if (!form.ok) return showListForm(context, req, res, viewer, list, { sectionForm: form });
    const made = await createSection(viewer.scope, list.id, form.value.name, context.clock());
    if (made === null) throw new NotFound();
    const { section, changeId } = made;
    const told = { text: "Made the section", name: section.name, changeId };
    tellChange(context, res, viewer, paths.editList(list.id) + anchors.section(section.id), told);
  };

  const update: ViewerHandler = async (req, res, viewer) => {
    const { id, listId } = await getSection(viewer, req);
    const form = parseSection(req.body);
    if (!form.ok) {
      const list = await getList(viewer, listId);
      const typed = { sectionForm: form, sectionId: id };
      return showListForm(context, req, res, viewer, list, typed);
    }
    const saved = await updateSection(viewer.scope, id, form.value, context.clock());
    if (saved === null) throw new NotFound();
    const told = { text: "Saved the section", name: saved.section.name, changeId: saved.changeId };
    tellChange(context, res, viewer, paths.editList(listId) + anchors.section(id), told);
  };

  const destroy: ViewerHandler = async (req, res, viewer) => {
    const { id, listId } = await getSection(viewer, req);
    const deleted = await deleteSection(viewer.scope, id, context.clock());
    if (deleted === null) throw new NotFound();
    const { section, changeId } = deleted;
    const told = { text: "Deleted the section", name: section.name, changeId };
    tellChange(context, res, viewer, paths.editList(listId), told);
  };

  const move: ViewerHandler = async (req, res, viewer) => {
    const { id, listId } = await getSection(viewer, req);
    const where = { id, back: paths.editList(listId), anchor: anchors.section(id) };
    return movePosted(context, req, res, viewer, { table: "sections", ...where });
  };

  return { create, update, destroy, move };
}

/** A section of the viewer's own, under the list that it is in. */
async function getSection(viewer: Viewer, req: Request): Promise<Section> {
  const listId = numberIn(req);
  const section = await findSection(viewer.scope, numberIn(req, "section_id"));
  if (section === null || section.listId !== listId) throw new NotFound();
  // A list that was deleted keeps its sections, and shows none.
  await getList(viewer, listId);
  return section;
}
