/** "Keep it as text": takes back what quick add understood of a line, all of which is the title then. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { BadRequest, NotFound } from "../errors.ts";
import { fieldsOf } from "../forms/fields.ts";
import { parsePlainLine } from "../forms/quick_add.ts";
import { keepAsText } from "../models/revert_quick_add.ts";
import type { Task } from "../models/task_records.ts";
import { paths } from "../paths.ts";
import { backToRow, returnFrom } from "../presenters/return_target.ts";
import type { Services } from "../services.ts";
import { tellTask } from "./telling.ts";

export async function keepLineAsText(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  task: Task,
): Promise<void> {
  const fields = fieldsOf(req.body);
  const line = parsePlainLine(fields);
  // Only a message of ours asks for this, and only for a line that can be a title.
  if (typeof line === "string") throw new BadRequest(line);
  const kept = await keepAsText(viewer.scope, task.id, line, context.clock());
  if (kept === null) throw new NotFound();
  const returnTo = returnFrom(fields, paths.task(task.id));
  const to = await backToRow(context, viewer, returnTo, task, kept.task);
  tellTask(context, res, viewer, to, { text: "Kept as text", ...kept, returnTo });
}
