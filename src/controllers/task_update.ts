/** Saving what was written into a task's form, unless somebody saved it meanwhile. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { NotFound } from "../errors.ts";
import { ITEM_ELSEWHERE } from "../forms/field_parsers.ts";
import { fieldsOf, typed } from "../forms/fields.ts";
import {
  currentRepeat,
  inputOf,
  LIST_MISSING,
  parseTask,
  parseVersion,
  typedTask,
  withRest,
} from "../forms/task.ts";
import { isSame } from "../models/task_merge.ts";
import type { Task } from "../models/task_records.ts";
import { findTask, updateTask } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { returnFrom } from "../presenters/return_target.ts";
import { previewErrors } from "../presenters/task_form.ts";
import type { Services } from "../services.ts";
import { showConflict } from "./conflict.ts";
import { showEditTask } from "./task_page.ts";
import { tellTask } from "./telling.ts";

/** The form's `preview` button shows it again, and saves nothing. */
export async function saveTask(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  task: Task,
): Promise<void> {
  const fields = fieldsOf(req.body);
  // What a program does not send stays as it is.
  const whole = withRest(fields, task);
  const version = parseVersion(fields.version) ?? task.version;
  const form = parseTask(whole, currentRepeat(task));
  const showAgain = (errors: Parameters<typeof previewErrors>[0]) =>
    showEditTask(
      context,
      req,
      res,
      viewer,
      task,
      { version, seen: typed(fields.seen) },
      { values: typedTask(whole), errors },
    );
  if ("preview" in fields) return showAgain(form.ok ? {} : previewErrors(form.errors));
  if (!form.ok) return showAgain(form.errors);
  if (task.parentId !== null && form.value.listId !== null) {
    return showAgain({ list: ITEM_ELSEWHERE });
  }
  const result = await updateTask(viewer.scope, task.id, version, form.value, context.clock());
  if (result.outcome === "missing") {
    if ((await findTask(viewer.scope, task.id)) === null) throw new NotFound();
    return showAgain({ list: LIST_MISSING });
  }
  const { outcome, task: saved } = result;
  // The same from two tabs, or sent twice, is no conflict.
  if (outcome === "conflict" && !isSame(form.value, inputOf(saved))) {
    return showConflict(context, req, res, viewer, saved, form.value, fields);
  }
  const to = returnFrom(fields, paths.task(task.id));
  const changeId = outcome === "updated" ? result.changeId : null;
  tellTask(context, res, viewer, to, { text: "Saved", task: saved, changeId, returnTo: to });
}
