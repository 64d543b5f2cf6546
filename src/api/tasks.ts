/** Tasks over the API. */
import type { Request } from "express";
import type { Context } from "../context.ts";
import { BadRequest, Conflict, NotFound } from "../errors.ts";
import { parsePositiveInteger } from "../forms/task.ts";
import { parseApiTask, parseApiTaskChanges, parseCompletion } from "../forms/task_json.ts";
import { encodeCursor, parseTaskList } from "../forms/task_list.ts";
import type { ViewerHandler } from "../middleware/access.ts";
import {
  createTask,
  deleteTask,
  findTask,
  listTasks,
  setCompletion,
  type Task,
  type TaskChanges,
  updateTask,
} from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { answer, taskJson } from "./answers.ts";
import { InvalidFields } from "./errors.ts";

export function tasksApi(context: Context) {
  const index: ViewerHandler = async (req, res, { scope }) => {
    const query = parseTaskList(req.query);
    if (typeof query === "string") throw new BadRequest(query);
    const { tasks, next } = await listTasks(scope, query);
    const cursor = next === null ? null : encodeCursor(next);
    answer(req, res, 200, { tasks: tasks.map(taskJson), next: cursor });
  };

  const create: ViewerHandler = async (req, res, { scope }) => {
    const form = parseApiTask(req.body);
    if (!form.ok) throw new InvalidFields(form.errors);
    const { task } = await createTask(scope, form.value, null, context.clock());
    res.location(paths.apiTask(task.userId, task.id));
    answer(req, res, 201, taskJson(task));
  };

  const show: ViewerHandler = async (req, res, { scope }) => {
    const task = await findTask(scope, idOf(req));
    if (task === null) throw taskNotFound();
    answer(req, res, 200, taskJson(task));
  };

  /** PUT: what is not sent is empty. */
  const replace: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req);
    const form = parseApiTask(req.body);
    if (!form.ok) throw new InvalidFields(form.errors);
    const task = await update(scope, id, form.value);
    answer(req, res, 200, taskJson(task));
  };

  /** PATCH: what is not sent stays. */
  const change: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req);
    const form = parseApiTaskChanges(req.body);
    if (!form.ok) throw new InvalidFields(form.errors);
    const task = await update(scope, id, form.value);
    answer(req, res, 200, taskJson(task));
  };

  const complete: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req);
    const form = parseCompletion(req.body);
    if (!form.ok) throw new InvalidFields(form.errors);
    const task = await setCompletion(scope, id, form.value, context.clock());
    if (task === null) throw taskNotFound();
    answer(req, res, 200, taskJson(task));
  };

  const destroy: ViewerHandler = async (req, res, { scope }) => {
    const task = await deleteTask(scope, idOf(req), context.clock());
    if (task === null) throw taskNotFound();
    res.status(204).end();
  };

  async function update(
    scope: Parameters<typeof updateTask>[0],
    id: number,
    { version, ...changes }: TaskChanges & { version: number | null },
  ): Promise<Task> {
    const result = await updateTask(scope, id, version, changes, context.clock());
    if (result.outcome === "updated") return result.task;
    if (result.outcome === "missing") throw taskNotFound();
    throw new Conflict("The task has changed since that version");
  }

  return { index, create, show, replace, change, complete, destroy };
}

/** What is no number is no task of anybody's. */
function idOf(req: Request): number {
  const id = parsePositiveInteger(req.params.id);
  if (id === null) throw taskNotFound();
  return id;
}

function taskNotFound(): NotFound {
  return new NotFound("Task not found");
}
