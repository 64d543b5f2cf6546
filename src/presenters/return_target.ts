/** Which list a person was in, and how they come back to their place in it. */
import type { Request } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { HttpError } from "../errors.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { listTasks, type Sort, type TaskCursor } from "../models/task_queries.ts";
import type { Task } from "../models/task_records.ts";
import { anchors, paths, withoutAnchor } from "../paths.ts";
import type { Services } from "../services.ts";
import type { Link } from "../views/models/elements.ts";
import { findPlace, type Place } from "./list_views.ts";

/** Where a form says to go on to, if it is a page of ours. */
export function returnFrom(fields: Record<string, unknown>, fallback: string): string {
  return safeReturnTo(fields.return_to) ?? fallback;
}

/**
 * Back in a list after one of its tasks has changed: at its row, or at the row that took its place.
 * A page that is no list stays as it is.
 * @param before the task as the list showed it.
 */
export async function backToRow(
  context: Services,
  viewer: Viewer,
  returnTo: string,
  before: Task,
  after: Task,
): Promise<string> {
  const place = await placeAt(context, viewer, returnTo);
  if (place === null) return returnTo;
  const page = withoutAnchor(returnTo);
  if (isListed(place, after)) return page + anchors.task(after.id);
  const { query } = place;
  const cursor = cursorAt(before, query.sort);
  const [next] = (await listTasks(viewer.scope, { ...query, limit: 1, cursor })).tasks;
  return page + (next === undefined ? anchors.end : anchors.row(next.id));
}

/** A page at the row of that task, where Undo and a move lead back to. */
export function atRow(address: string, id: number): string {
  return withoutAnchor(address) + anchors.task(id);
}

/** Back at the empty line of a list, to write the next task. */
export async function backToQuickAdd(
  context: Services,
  viewer: Viewer,
  returnTo: string,
): Promise<string> {
  const place = await placeAt(context, viewer, returnTo);
  return place === null ? returnTo : withoutAnchor(returnTo) + anchors.add;
}

/** The list that a task's page was opened from, or else one that the task is in: at its row. */
export async function listBefore(
  context: Services,
  req: Request,
  viewer: Viewer,
  task: Task,
): Promise<Link> {
  const referrer = URL.parse(req.get("referer") ?? "");
  const isOurs = referrer?.origin === context.config.appUrl;
  const from = isOurs ? safeReturnTo(referrer.pathname + referrer.search) : null;
  const place = from === null ? null : await placeAt(context, viewer, from);
  const { href, label } =
    from === null || place === null ? ownList(task) : { href: from, label: place.heading };
  return { href: href + anchors.task(task.id), label };
}

/** A list that the task is on. */
function ownList({ completedAt, list }: Task): Link {
  if (completedAt !== null) return { href: paths.completed, label: "Completed" };
  return list === null
    ? { href: paths.inbox, label: "Inbox" }
    : { href: paths.list(list.id), label: list.name };
}

/** null for a page that is no list, also for one whose filter is none. */
async function placeAt(context: Services, viewer: Viewer, address: string): Promise<Place | null> {
  try {
    return await findPlace(context, viewer, address);
  } catch (error) {
    if (error instanceof HttpError && error.status === 400) return null;
    throw error;
  }
}

function isListed({ query }: Place, { completedAt, deletedAt }: Task): boolean {
  const isDone = completedAt !== null;
  const hasStatus = query.status === "all" || isDone === (query.status === "completed");
  return hasStatus && deletedAt === null;
}

/** Where a task stands in an order: see task_views.ts. */
function cursorAt(task: Task, sort: Sort): TaskCursor {
  const keys: Record<Sort, string[]> = {
    manual: [task.position],
    due: [task.dueOn ?? "infinity", task.dueTime ?? "24:00"],
    priority: [String(task.priority)],
    created: [],
    title: [task.title.toLowerCase()],
    completed: [task.completedAt?.toISOString() ?? "infinity"],
  };
  return [...keys[sort], String(task.id)];
}
