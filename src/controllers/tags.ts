/** Tags: given another name, or taken off every task. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { NotFound } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { parseTag, TAG_TAKEN } from "../forms/tag.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { deleteTag, findTag, renameTag, type Tag } from "../models/tags.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import type { FormView } from "../views/models/form.ts";
import { makePage, show } from "./pages.ts";
import { tellChange } from "./row_changes.ts";

export function tags(context: Services) {
  const edit: ViewerHandler = async (req, res, viewer) =>
    showForm(context, req, res, await getTag(viewer, req));

  const rename: ViewerHandler = async (req, res, viewer) => {
    const tag = await getTag(viewer, req);
    const form = parseTag(req.body);
    if (!form.ok) return showForm(context, req, res, tag, form);
    const renamed = await renameTag(viewer.scope, tag.id, form.value.name, context.clock());
    if (renamed === null) throw new NotFound();
    if (renamed === "taken") {
      const errors = { name: TAG_TAKEN };
      return showForm(context, req, res, tag, { values: form.value, errors });
    }
    const { name } = renamed.tag;
    const told = { text: "Renamed the tag", name: `#${name}`, changeId: renamed.changeId };
    // Undone, the tag has no page under its new name any more.
    tellChange(context, res, viewer, paths.tag(name), { ...told, undoTo: paths.tag(tag.name) });
  };

  const destroy: ViewerHandler = async (req, res, viewer) => {
    const { id } = await getTag(viewer, req);
    const deleted = await deleteTag(viewer.scope, id, context.clock());
    if (deleted === null) throw new NotFound();
    const told = { text: "Deleted the tag", name: `#${deleted.tag.name}` };
    const undoTo = paths.tag(deleted.tag.name);
    tellChange(context, res, viewer, paths.tasks, { ...told, undoTo, changeId: deleted.changeId });
  };

  return { edit, rename, destroy };
}

async function showForm(
  context: Services,
  req: Request,
  res: Response,
  { name }: Tag,
  form?: FormView<"name">,
): Promise<void> {
  const page = await makePage(context, req, res, { title: `Edit #${name}`, here: paths.tag(name) });
  const model = { page, name, form: form ?? { values: { name }, errors: {} } };
  show(context, req, res, "tags/form", model, form === undefined ? 200 : 422);
}

async function getTag(viewer: Viewer, req: Request): Promise<Tag> {
  const tag = await findTag(viewer.scope, typed(req.params.name));
  if (tag === null) throw new NotFound();
  return tag;
}
