/** Moving a task in the order by hand, and changing many tasks at once. */
import type { Action } from "../http/request_context.ts";
import { changeTasks } from "../models/bulk.ts";
import { moveRow } from "../models/positions.ts";
import { findTask } from "../models/tasks.ts";
import { valid } from "./errors.ts";
import { changeHeaders, taskReply } from "./json.ts";
import { foundOr, idOf } from "./parameters.ts";
import { done } from "./problems.ts";
import { parseBulk } from "./schemas/bulk.ts";
import { parseApiMove } from "./schemas/move.ts";

export const move: Action = async (c) => {
  const id = idOf(c, "Task");
  const wanted = { move: valid(parseApiMove(c.fields)), requestKey: c.requestKey };
  const { changeId } = done(await moveRow(c.scope, "tasks", id, wanted), "Task");
  const task = foundOr("Task", await findTask(c.scope, id));
  return taskReply(c, 200, task, { headers: changeHeaders(changeId) });
};

export const bulk: Action = async (c) => {
  const { ids, action } = valid(parseBulk(c.fields));
  const { value, changeId } = done(await changeTasks(c.scope, ids, action, c), "Task");
  const body = { count: value.found, changed: value.changed, change_id: changeId };
  return c.json(200, body, changeHeaders(changeId));
};
