/** Tasks over the API. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { localMoment } from "../dates/local_time.ts";
import { BadRequest, Conflict } from "../errors.ts";
import { type FormResult, fieldsOf } from "../forms/fields.ts";
import {
  type ApiTask,
  parseApiTask,
  parseApiTaskChanges,
  parseCompletion,
  type Seen,
} from "../forms/task_json.ts";
import { encodeCursor } from "../forms/task_list.ts";
import { parseApiTaskQuery } from "../forms/task_query_json.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { listTasks } from "../models/task_queries.ts";
import type { Task } from "../models/task_records.ts";
import {
  createTask,
  deleteTask,
  findTask,
  restoreTask,
  setCompletion,
  type UpdateOutcome,
  updateTask,
} from "../models/tasks.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import { answer, answerTask, setChange, taskJson } from "./answers.ts";
import { read } from "./errors.ts";
import { CHANGED_MESSAGE, etagOf, isKnown, seenVersion } from "./etag.ts";
import { idOf, notFound } from "./parameters.ts";
import { readQuickAdd } from "./quick_add.ts";
import { changesFor, hangsOnTask } from "./task_changes.ts";
import { filterFor } from "./task_filter.ts";
import { taskMovesApi } from "./task_moves.ts";

/** How often a write is tried that others keep coming before. */
const ATTEMPTS = 8;

export function tasksApi(context: Services) {
  const index: ViewerHandler = async (req, res, { scope }) => {
    const query = parseApiTaskQuery(req.query);
    if (typeof query === "string") throw new BadRequest(query);
    const { sort, limit, cursor } = query;
    const filter = await filterFor(scope, query);
    const { tasks, next } = await listTasks(scope, { ...filter, sort, limit, cursor });
    const from = next === null ? null : encodeCursor(sort, next);
    answer(req, res, 200, { tasks: tasks.map(taskJson), next: from });
  };

  /** From its fields, or from a line of quick add. */
  const create: ViewerHandler = async (req, res, viewer) => {
    const isLine = fieldsOf(req.body).quick_add !== undefined;
    const { listName, lineRepeat, ...sent } = isLine
      ? readQuickAdd(context, viewer, req.body)
      : readFields(req.body);
    const changes = await changesFor(viewer, sent, null);
    const repeat = lineRepeat ?? changes.repeat ?? null;
    const { title, completed } = sent;
    const input = { ...changes, title, completed, repeat, listName };
    const created = await createTask(viewer.scope, input, null, context.clock());
    // What it refers to has gone just now: looked at again, it is told which.
    if (created.outcome === "missing") return create(req, res, viewer);
    setChange(res, created.changeId);
    res.location(paths.apiTask(created.task.userId, created.task.id));
    answerTask(req, res, 201, created.task);
  };

  const show: ViewerHandler = async (req, res, { scope }) => {
    const task = await findTask(scope, idOf(req, "Task"));
    if (task === null) throw notFound("Task");
    if (!isKnown(req, task)) return answerTask(req, res, 200, task);
    res.set("ETag", etagOf(task)).status(304).end();
  };

  /** PUT: what is not sent is empty. */
  const replace: ViewerHandler = (req, res, viewer) => write(req, res, viewer, parseApiTask);

  /** PATCH: what is not sent stays. */
  const change: ViewerHandler = (req, res, viewer) => write(req, res, viewer, parseApiTaskChanges);

  const complete: ViewerHandler = async (req, res, viewer) => {
    const id = idOf(req, "Task");
    const done = read(parseCompletion(req.body));
    const seen = await seenBy(req, viewer, id);
    const changed = await setCompletion(viewer.scope, id, done, momentOf(viewer), seen);
    if (changed === null) throw notFound("Task");
    setChange(res, changed.changeId);
    answerTask(req, res, 200, changed.task, { next: changed.next?.id ?? null });
  };

  const destroy: ViewerHandler = async (req, res, viewer) => {
    const id = idOf(req, "Task");
    const seen = await seenBy(req, viewer, id);
    const changed = await deleteTask(viewer.scope, id, context.clock(), seen);
    if (changed === null) throw notFound("Task");
    setChange(res, changed.changeId);
    res.status(204).end();
  };

  const restore: ViewerHandler = async (req, res, { scope }) => {
    const changed = await restoreTask(scope, idOf(req, "Task"), context.clock());
    if (changed === null) throw notFound("Task");
    setChange(res, changed.changeId);
    answerTask(req, res, 200, changed.task);
  };

  async function write(
    req: Request,
    res: Response,
    viewer: Viewer,
    parse: (body: unknown) => FormResult<Partial<ApiTask> & Seen, string>,
  ): Promise<void> {
    const id = idOf(req, "Task");
    const { version, ...sent } = read(parse(req.body));
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const task = await getTask(viewer, id);
      const matched = seenVersion(req, task);
      if (version !== null && version !== task.version) break;
      const own = hangsOnTask(sent) ? task.version : null;
      const result = await update(viewer, task, version ?? matched ?? own, sent);
      if (result.outcome === "updated") {
        setChange(res, result.changeId);
        return answerTask(req, res, 200, result.task);
      }
      if (result.outcome === "conflict" && version !== null) break;
      // Somebody else was first: what was reckoned from the task is reckoned again, and If-Match too.
    }
    throw new Conflict(CHANGED_MESSAGE);
  }

  async function update(
    viewer: Viewer,
    task: Task,
    version: number | null,
    sent: Partial<ApiTask>,
  ): Promise<UpdateOutcome> {
    const changes = await changesFor(viewer, sent, task);
    const { now, today } = momentOf(viewer);
    const completion = sent.completed === undefined ? null : { done: sent.completed, today };
    return updateTask(viewer.scope, task.id, version, changes, now, completion);
  }

  /** The version by `If-Match`: nothing is looked up where it is not sent. */
  async function seenBy(req: Request, viewer: Viewer, id: number): Promise<number | null> {
    if (req.get("if-match") === undefined) return null;
    return seenVersion(req, await getTask(viewer, id));
  }

  function momentOf({ user }: Viewer): { now: Date; today: string } {
    const now = context.clock();
    return { now, today: localMoment(now, user.timeZone).date };
  }

  const moves = taskMovesApi(context);
  return { index, create, show, replace, change, complete, destroy, restore, ...moves };
}

/** A version of what is yet to be made is of no use. */
function readFields(body: unknown) {
  const { version: _, ...task } = read(parseApiTask(body));
  return { ...task, listName: null, lineRepeat: null };
}

async function getTask({ scope }: Viewer, id: number): Promise<Task> {
  const task = await findTask(scope, id);
  if (task === null) throw notFound("Task");
  return task;
}
