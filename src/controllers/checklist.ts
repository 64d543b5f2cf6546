/** The checklist of a task: tasks of their own, one level deep. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { NotFound } from "../errors.ts";
import { fieldsOf, requestKeyOf, typed } from "../forms/fields.ts";
import { parseItem } from "../forms/task.ts";
import type { Task } from "../models/task_records.ts";
import { createTask } from "../models/tasks.ts";
import { anchors, paths } from "../paths.ts";
import type { Services } from "../services.ts";
import { newRequestKey } from "./pages.ts";
import { showTaskPage } from "./task_page.ts";
import { changeBefore, tellTask } from "./telling.ts";

/** Adds an item, and comes back to the line for the next one. */
export async function addChecklistItem(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  parent: Task,
): Promise<void> {
  if (parent.parentId !== null) throw new NotFound();
  const fields = fieldsOf(req.body);
  const form = parseItem(fields);
  if (!form.ok) {
    const requestKey = typed(fields.request_key) || newRequestKey();
    return showTaskPage(context, req, res, viewer, parent, { form, requestKey });
  }
  const item = { ...form.value, parentId: parent.id };
  const key = requestKeyOf(fields.request_key, item);
  const created = await createTask(viewer.scope, item, key, context.clock());
  if (created.outcome === "missing") throw new NotFound();
  const { task } = created;
  const page = paths.task(parent.id);
  const changeId = created.changeId ?? (await changeBefore(viewer, "Added", task.title));
  const told = { text: "Added", task, changeId, returnTo: page + anchors.item };
  tellTask(context, res, viewer, page + anchors.item, told);
}
