/** Where to return to after a form: the same list, at the same place in it. */
import type { UserScope } from "../db/scope.ts";
import { BadRequest } from "../errors.ts";
import { isFoundBy } from "../models/search_query.ts";
import type { Sort } from "../models/task_filters.ts";
import type { TaskCursor } from "../models/task_page.ts";
import { listTasks, type ViewQuery } from "../models/task_queries.ts";
import type { Task } from "../models/task_records.ts";
import { anchors, paths, withoutAnchor } from "../paths.ts";
import { nameKey } from "../text.ts";
import type { Link } from "../views/models/elements.ts";
import { findListView, type ListView } from "./list_views.ts";

/** A page to return to. */
export interface Target {
  address: string;
  /** null: it is not a list. */
  view: ListView | null;
}

/** A task before and after a change. */
interface ChangedTask {
  /** As the list showed it. */
  before: Task;
  after: Task;
  /** The id of the task after it in the list; undefined: not known. */
  following?: number | null | undefined;
}

export async function findTarget(scope: UserScope, address: string): Promise<Target> {
  return { address, view: await viewAt(scope, address) };
}

/**
 * The address of a list after one of its tasks has changed: at its row, or at the row that took its place.
 * The address of any other page is returned unchanged.
 */
export async function backToRow(
  scope: UserScope,
  { address, view }: Target,
  { before, after, following }: ChangedTask,
): Promise<string> {
  if (view === null) return address;
  const page = withoutAnchor(address);
  const isThere = isListed(view, after) && (await isFoundAsBefore(scope, view, [before, after]));
  if (isThere) return page + anchors.task(after.id);
  const next = following === undefined ? await findNext(scope, view, before) : following;
  return page + (next === null ? anchors.end : anchors.row(next));
}

/** What its query says of a task before and after the change: it had it before. */
async function isFoundAsBefore(
  scope: UserScope,
  { query: { where } }: ListView,
  tasks: readonly [before: Task, after: Task],
): Promise<boolean> {
  if (where === undefined) return true;
  const [before, after] = await Promise.all(tasks.map((task) => isFoundBy(scope, where, task)));
  return before === after;
}

async function findNext(
  scope: UserScope,
  { query }: ListView,
  before: Task,
): Promise<number | null> {
  const cursor = cursorAt(before, query.sort);
  if (cursor === null) return null;
  const [next] = (await listTasks(scope, { ...query, limit: 1, cursor })).tasks;
  return next?.id ?? null;
}

/** The address of a page at the row of a task. */
export function atRow(address: string, id: number): string {
  return withoutAnchor(address) + anchors.task(id);
}

/** The address of a list at its quick-add line, for the next task; any other one is unchanged. */
export async function backToQuickAdd(scope: UserScope, returnTo: string): Promise<string> {
  const view = await viewAt(scope, returnTo);
  return view === null ? returnTo : withoutAnchor(returnTo) + anchors.add;
}

/**
 * The list that a task's page was opened from, or else one that has the task: at its row.
 * @param referrer the page of ours that led to it.
 */
export function listBefore(task: Task, referrer: Target | null): Link {
  const { href, label } = referrer?.view
    ? { href: referrer.address, label: referrer.view.heading }
    : ownList(task);
  return { href: href + anchors.task(task.id), label };
}

/** A list that has the task. */
export function ownList({ completedAt, list }: Task): Link {
  if (completedAt !== null) return { href: paths.completed, label: "Completed" };
  return list === null
    ? { href: paths.inbox, label: "Inbox" }
    : { href: paths.list(list.id), label: list.name };
}

/** null for the address of any other page, and for one with an invalid filter. */
export async function viewAt(scope: UserScope, address: string): Promise<ListView | null> {
  try {
    return await findListView(scope, address);
  } catch (error) {
    if (error instanceof BadRequest) return null;
    throw error;
  }
}

/** Whether a view has the task, by all but its due day: Today also shows tasks of other days. */
export function isListed({ query }: ListView, task: Task): boolean {
  const isDone = task.completedAt !== null;
  const hasStatus = query.status === "all" || isDone === (query.status === "completed");
  return hasStatus && task.deletedAt === null && isOf(query, task);
}

/** By its list, section, tags and priority. */
function isOf({ source, tag, priority }: ViewQuery, task: Task): boolean {
  const has = (name: string) => task.tags.some((own) => nameKey(own) === nameKey(name));
  const isFiltered =
    (tag === undefined || has(tag)) && (priority === undefined || priority === task.priority);
  switch (source.kind) {
    case "inbox":
      return isFiltered && task.list === null;
    case "list": {
      const isInSection = source.section === undefined || source.section === task.section?.id;
      return isFiltered && isInSection && task.list?.id === source.listId;
    }
    case "tag":
      return isFiltered && has(source.tag);
    default:
      return isFiltered;
  }
}

/** The position of a task in an order (see `orderOf`); null: PostgreSQL alone knows how well it matches. */
export function cursorAt(task: Task, sort: Sort): TaskCursor | null {
  if (sort === "rank") return null;
  const keys: Record<Exclude<Sort, "rank">, string[]> = {
    manual: [task.position],
    due: [task.dueOn ?? "infinity", `${task.dueTime ?? "24:00"}:00`],
    priority: [String(task.priority)],
    created: [],
    title: [task.title],
    completed: [task.completedAt?.toISOString() ?? "infinity"],
  };
  return [...keys[sort], String(task.id)];
}
