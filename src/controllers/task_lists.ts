/** Which list a person was in, and how they come back to their place in it. */
import type { Request } from "express";
import type { Viewer } from "../auth/bridge.ts";
import type { Context } from "../context.ts";
import { listTasks, type Task } from "../models/tasks.ts";
import { anchors, paths, type TaskStatus, taskList } from "../paths.ts";
import { safeReturnTo } from "../return_to.ts";
import type { Link, Place } from "../views/models.ts";

export const LISTS: Record<TaskStatus, { heading: string; place: Place }> = {
  all: { heading: "All tasks", place: "tasks" },
  pending: { heading: "To do", place: "pending" },
  completed: { heading: "Completed", place: "completed" },
};

/** The list that a task's page was opened from, or else one that the task is in: at its row. */
export function listBefore(context: Context, req: Request, task: Task): Link {
  const referrer = URL.parse(req.get("referer") ?? "");
  const isOurs = referrer?.origin === context.config.appUrl;
  const href = isOurs ? safeReturnTo(referrer.pathname + referrer.search) : null;
  const status = href === null ? null : statusOfList(href);
  if (href === null || status === null) {
    const own = task.completedAt === null ? "pending" : "completed";
    const list = taskList({ status: own });
    return { href: list + anchors.task(task.id), label: LISTS[own].heading };
  }
  const label = href === paths.dashboard ? "Today" : LISTS[status].heading;
  return { href: href + anchors.task(task.id), label };
}

/**
 * Back in a list after one of its tasks has changed: at its row, or at the row that took its place.
 * A page that is no list stays as it is.
 * @param before the task as the list showed it.
 */
export async function backToPlace(
  viewer: Viewer,
  returnTo: string,
  before: Task,
  after: Task,
): Promise<string> {
  const status = statusOfList(returnTo);
  if (status === null) return returnTo;
  const page = returnTo.replace(/#.*$/, "");
  const isDone = after.completedAt !== null;
  const isListed = status === "all" || isDone === (status === "completed");
  if (isListed && after.deletedAt === null) return page + anchors.task(after.id);
  const cursor = { id: before.id, completedAt: before.completedAt?.toISOString() ?? null };
  const [next] = (await listTasks(viewer.scope, { status, limit: 1, cursor })).tasks;
  return page + (next === undefined ? anchors.end : anchors.row(next.id));
}

/** Back at the empty line of a list, to write the next task. */
export function backToQuickAdd(returnTo: string): string {
  return statusOfList(returnTo) === null ? returnTo : returnTo.replace(/#.*$/, "") + anchors.add;
}

/** Which tasks the page at a path of ours lists (Today: those to do); null when it is no list. */
function statusOfList(path: string): TaskStatus | null {
  const { pathname, searchParams } = new URL(path, "http://app.invalid");
  if (pathname === paths.dashboard) return "pending";
  if (pathname !== paths.tasks) return null;
  const status = searchParams.get("status");
  return status === "pending" || status === "completed" ? status : "all";
}
