/** Where a page goes on after a task was added to it, and where the row of the task is. */
import type { UserScope } from "../db/scope.ts";
import { NO_TASKS, sumOfLists } from "../db/task_counts.ts";
import { type ListOptions, listAddress } from "../forms/list_controls.ts";
import { DEFAULT_LIMIT, encodeCursor, readLimit } from "../forms/task_list.ts";
import { isFoundBy } from "../models/search_query.ts";
import type { Sort, Status, TaskSource } from "../models/task_filters.ts";
import type { Task } from "../models/task_records.ts";
import { anchors, paths, withoutAnchor } from "../paths.ts";
import type { Link } from "../views/models/elements.ts";
import { type ListView, parseAddress } from "./list_views.ts";
import { cursorAt, isListed, ownList, viewAt } from "./return_target.ts";

interface AfterAdding {
  to: string;
  /** Leads to the row of the task; null: it is in view, or the page is that of the task. */
  show: Link | null;
}

/**
 * A list goes on at its quick-add line, for the next task.
 * @param options.atRow it goes on at the row instead, if it has it: on a phone the keyboard is closed by
 * then, and the row may be far from the line.
 */
export async function afterAdding(
  scope: UserScope,
  returnTo: string,
  task: Task,
  { atRow }: { atRow: boolean },
): Promise<AfterAdding> {
  const view = await viewAt(scope, returnTo);
  if (view === null) return { to: returnTo, show: null };
  const page = withoutAnchor(returnTo);
  const row = anchors.task(task.id);
  if (!(await has(scope, view, task))) {
    const { label } = ownList(task);
    const show = { href: inOwnList(scope, task) + row, label: `Show in ${label}` };
    return { to: page + anchors.add, show };
  }
  const later = laterPage(scope, view, task, page);
  if (atRow && later === null) return { to: page + row, show: null };
  return { to: page + anchors.add, show: { href: (later ?? page) + row, label: "Show" } };
}

/** Whether a view has the task, be it on a later page. */
async function has(scope: UserScope, view: ListView, task: Task): Promise<boolean> {
  const { source, where } = view.query;
  if (!isListed(view, task) || !isDueFor(source, task)) return false;
  return where === undefined || (await isFoundBy(scope, where, task));
}

function isDueFor(source: TaskSource, { dueOn }: Task): boolean {
  if (source.kind === "someday") return dueOn === null;
  if (source.kind !== "due") return true;
  return dueOn !== null && dueOn >= (source.from ?? dueOn) && dueOn <= (source.to ?? dueOn);
}

/** The page of a view that begins with the task; null: its first page has it. */
function laterPage(scope: UserScope, view: ListView, task: Task, page: string): string | null {
  const { kind, path, options, query } = view;
  // Today is one page, and a day nearly always. The newest are first in the other order.
  if (kind === "today" || kind === "day" || query.sort === "created") return null;
  const size = parseAddress(page).searchParams.get("limit");
  const limit = readLimit(size ?? undefined);
  const most = limit.ok ? limit.value : DEFAULT_LIMIT;
  const isOwn = kind === "inbox" || kind === "list";
  const count = numberOf(scope, { list: isOwn ? task.list : undefined, status: query.status });
  if (task.id <= most || count <= most) return null;
  return pageFrom(task, {
    path,
    options,
    sort: query.sort,
    limit: size === null ? undefined : most,
  });
}

/** The page of the task's own list that has its row. */
function inOwnList(scope: UserScope, task: Task): string {
  const path = task.list === null ? paths.inbox : paths.list(task.list.id);
  const count = numberOf(scope, { list: task.list, status: "pending" });
  if (task.id <= DEFAULT_LIMIT || count <= DEFAULT_LIMIT) return path;
  return pageFrom(task, { path, options: {}, sort: "manual" });
}

interface Paged {
  path: string;
  options: Partial<ListOptions>;
  sort: Sort;
  limit?: number | undefined;
}

/** A section is a list of its own there: the further pages of its list have only what is in none. */
function pageFrom(task: Task, { path, options, sort, limit }: Paged): string {
  const section = sort === "manual" && task.section !== null ? { section: task.section.id } : {};
  const before = { ...task, id: task.id + (sort === "priority" ? 1 : -1) };
  const keys = cursorAt(before, sort);
  const cursor = keys === null ? undefined : encodeCursor(sort, keys);
  return listAddress(path, { ...options, ...section }, { limit, cursor });
}

/** How many tasks there are in a list, or in all where none is given; more than any if it is not known. */
function numberOf(
  scope: UserScope,
  { list, status }: { list: Task["list"] | undefined; status: Status },
): number {
  const known = scope.taskCounts;
  if (known === null) return Number.POSITIVE_INFINITY;
  const numbers = list === undefined ? sumOfLists(known) : known.lists[list?.id ?? 0];
  const [pending, , all] = numbers ?? NO_TASKS;
  return status === "pending" ? pending : all;
}
