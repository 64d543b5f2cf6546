/** Tasks in their order by hand, and many at once. */

import { localMoment } from "../dates/local_time.ts";
import { type ApiBulk, parseBulk } from "../forms/bulk_json.ts";
import { parseApiMove } from "../forms/list_json.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { changeTasks } from "../models/bulk.ts";
import { findList } from "../models/lists.ts";
import { moveRow } from "../models/positions.ts";
import type { Task } from "../models/task_records.ts";
import { findTask } from "../models/tasks.ts";
import type { Services } from "../services.ts";
import { answer, answerTask, setChange } from "./answers.ts";
import { InvalidFields, read } from "./errors.ts";
import { idOf, notFound } from "./parameters.ts";

export function taskMovesApi(context: Services) {
  const move: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req, "Task");
    const to = read(parseApiMove(req.body));
    const task = await findTask(scope, id);
    if (task === null) throw notFound("Task");
    if (typeof to === "object" && !isBeside(task, await findTask(scope, to.after))) {
      throw new InvalidFields({ after: "After must be a task to do in the same list" });
    }
    const moved = await moveRow(scope, "tasks", id, to, context.clock());
    const now = moved === undefined ? null : await findTask(scope, id);
    if (moved === undefined || now === null) throw notFound("Task");
    setChange(res, moved.changeId);
    answerTask(req, res, 200, now);
  };

  const bulk: ViewerHandler = async (req, res, { scope, user }) => {
    const { ids, action } = read(parseBulk(req.body));
    const now = context.clock();
    const today = localMoment(now, user.timeZone).date;
    const result = await changeTasks(scope, ids, action, { now, today });
    if (result === null) throw await missingFrom(scope, action);
    setChange(res, result.changeId);
    const { count, changed, changeId } = result;
    answer(req, res, 200, { count, changed, change_id: changeId });
  };

  return { move, bulk };
}

/** Whether a task has its place among the same ones. */
function isBeside(task: Task, other: Task | null): boolean {
  return (
    other !== null &&
    other.id !== task.id &&
    other.completedAt === null &&
    other.parentId === task.parentId &&
    other.list?.id === task.list?.id &&
    other.section?.id === task.section?.id
  );
}

async function missingFrom(
  scope: Parameters<typeof findList>[0],
  action: ApiBulk["action"],
): Promise<InvalidFields> {
  const listId = action.kind === "move" ? action.listId : null;
  const isList = listId === null || (await findList(scope, listId)) !== null;
  return new InvalidFields(
    isList ? { section_id: "Section not found" } : { list_id: "List not found" },
  );
}
