/** Tasks over the API. */
import type { FormResult } from "../forms/fields.ts";
import { encodeCursor } from "../forms/task_list.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { skipTask } from "../models/skip.ts";
import { listTasks } from "../models/task_queries.ts";
import {
  createTask,
  deleteTask,
  findTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { withLocalEnd } from "../recurrence/complete_rule.ts";
import { valid } from "./errors.ts";
import { etagOf, ifMatch, isKnown } from "./etag.ts";
import { changeHeaders, taskJson, taskReply } from "./json.ts";
import { foundOr, idOf } from "./parameters.ts";
import { done } from "./problems.ts";
import { readQuickAdd } from "./quick_add.ts";
import {
  type ApiTask,
  parseApiTask,
  parseApiTaskChanges,
  parseCompletion,
  type Seen,
} from "./schemas/tasks.ts";
import { filterFor, readTaskQuery } from "./task_filter.ts";

export const index: Action = async (c) => {
  const query = readTaskQuery(c.query);
  const { sort, limit, cursor } = query;
  const filter = await filterFor(c.scope, query);
  const { tasks, next } = await listTasks(c.scope, { ...filter, sort, limit, cursor });
  const from = next === null ? null : encodeCursor(sort, next);
  return c.json(200, { tasks: tasks.map(taskJson), next: from });
};

/** From its fields, or from a line of quick add. */
export const create: Action = async (c) => {
  const isLine = c.fields.quick_add !== undefined;
  const { input, ...body } = isLine ? await readQuickAdd(c) : { input: readTask(c) };
  const saved = await createTask(c.scope, withLastDay(c, input), c);
  const { value: task, changeId } = done(saved, "Task");
  const headers = { Location: paths.apiTask(c.user.id, task.id), ...changeHeaders(changeId) };
  return taskReply(c, 201, task, { headers, body });
};

/** A new task does not have a version to compare. */
function readTask(c: RequestContext): Omit<ApiTask, "version"> {
  const { version: _, ...input } = valid(parseApiTask(c.fields));
  return input;
}

export const show: Action = async (c) => {
  const task = foundOr("Task", await findTask(c.scope, idOf(c, "Task")));
  return isKnown(c, task) ? c.empty(304, { ETag: etagOf(task) }) : taskReply(c, 200, task);
};

/** PUT: a field that is not sent becomes empty. */
export const replace: Action = (c) => write(c, parseApiTask);

/** PATCH: a field that is not sent stays as it is. */
export const change: Action = (c) => write(c, parseApiTaskChanges);

export const complete: Action = async (c) => {
  const expected = { matches: ifMatch(c), requestKey: c.requestKey };
  const completion = { done: valid(parseCompletion(c.fields)), ...expected };
  const { value, changeId } = done(
    await setCompletion(c.scope, idOf(c, "Task"), completion),
    "Task",
  );
  const body = { next: value.next?.id ?? null };
  return taskReply(c, 200, value.task, { headers: changeHeaders(changeId), body });
};

export const skip: Action = async (c) => {
  const { value, changeId } = done(await skipTask(c.scope, idOf(c, "Task"), c), "Task");
  const body = { deleted: value.deletedAt !== null };
  return taskReply(c, 200, value, { headers: changeHeaders(changeId), body });
};

export const destroy: Action = async (c) => {
  const expected = { matches: ifMatch(c), requestKey: c.requestKey };
  const { changeId } = done(await deleteTask(c.scope, idOf(c, "Task"), expected), "Task");
  return c.empty(204, changeHeaders(changeId));
};

export const restore: Action = async (c) => {
  const { value, changeId } = done(await restoreTask(c.scope, idOf(c, "Task"), c), "Task");
  return taskReply(c, 200, value, { headers: changeHeaders(changeId) });
};

async function write(
  c: RequestContext,
  parse: (body: unknown) => FormResult<Partial<ApiTask> & Seen, string>,
): Promise<Reply> {
  const id = idOf(c, "Task");
  const { version, ...changes } = valid(parse(c.fields));
  const expected = { version, matches: ifMatch(c), requestKey: c.requestKey };
  const saved = await updateTask(c.scope, id, withLastDay(c, changes), expected);
  const { value, changeId } = done(saved, "Task");
  return taskReply(c, 200, value.task, { headers: changeHeaders(changeId) });
}

/** A rule that ends at a moment ends on a day of the person's time zone. */
function withLastDay<T extends Partial<Pick<ApiTask, "repeat" | "dueTime">>>(
  { scope: { timeZone } }: RequestContext,
  task: T,
): T {
  const { repeat, dueTime: time = null } = task;
  if (!repeat) return task;
  return { ...task, repeat: { ...repeat, rule: withLocalEnd(repeat.rule, { time, timeZone }) } };
}
