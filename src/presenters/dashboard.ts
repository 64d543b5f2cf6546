/** Home: what is late, what is to be done today, what was done, and what comes next. */
import { addDays } from "../dates/calendar.ts";
import { longDay } from "../dates/format.ts";
import { startOfDay } from "../dates/local_time.ts";
import type { UserScope } from "../db/scope.ts";
import { found } from "../errors.ts";
import { listAddress } from "../forms/list_controls.ts";
import type { PageModel } from "../http/reply.ts";
import { listOutline } from "../models/lists.ts";
import { countForNavigation } from "../models/navigation_counts.ts";
import type { TaskFilter } from "../models/task_filters.ts";
import { listSummaries } from "../models/task_queries.ts";
import type { TaskSummary } from "../models/task_records.ts";
import { paths } from "../paths.ts";
import type { Link } from "../views/models/elements.ts";
import type { TaskGroup } from "../views/models/task.ts";
import { isPicked, type Quick, toBulkBar, toQuickAdd } from "./list_controls.ts";
import { todaySummary } from "./list_text.ts";
import { findListView } from "./list_views.ts";
import { navigation, toCount } from "./navigation.ts";
import { groupByDay, type RowOptions, toTaskRow } from "./task_rows.ts";

/** How many open ones are shown here; a list has them all. */
const OPEN_MOST = 100;
const DONE_MOST = 50;
const NEXT_MOST = 10;

/**
 * @param address the page as it was asked for.
 * @param quick the quick-add line as it was typed, with what is wrong with it.
 */
export async function dashboardPage(
  scope: UserScope,
  { address, quick }: { address: string; quick?: Quick | undefined },
): Promise<PageModel<"dashboard/show">> {
  const { today, timeZone } = scope;
  const view = found(await findListView(scope, paths.dashboard));
  const [counts, lists, open, done, next] = await Promise.all([
    countForNavigation(scope),
    listOutline(scope),
    listSummaries(scope, { ...view.query, limit: OPEN_MOST, cursor: null }),
    listSummaries(scope, { ...completedOn(today, timeZone), limit: DONE_MOST, cursor: null }),
    listSummaries(scope, { ...dueAfter(today), limit: NEXT_MOST, cursor: null }),
  ]);
  const options = { today, timeZone };
  const picked = isPicked(address);
  const late = open.tasks.filter(({ dueOn }) => dueOn !== null && dueOn < today);
  const due = open.tasks.filter(({ dueOn }) => dueOn === today);
  const rest = open.next === null ? null : REST;
  const numbers = { late: late.length, due: due.length, done: done.tasks.length };
  const overdue = { id: "overdue", heading: "Overdue", more: due.length === 0 ? rest : null };
  const toDo = { id: "to-do", heading: "To do", more: due.length === 0 ? null : rest };
  return {
    title: "Today",
    here: paths.dashboard,
    navigation: navigation(counts, paths.dashboard),
    today: { iso: today, text: longDay(today) },
    summary: todaySummary({ ...numbers, isMore: rest !== null }),
    quickAdd: toQuickAdd(view, paths.dashboard, quick),
    overdue: group(overdue, late, { ...options, picked }),
    toDo: group(toDo, due, { ...options, under: today, picked }),
    doneToday: done.tasks.map((task) => toTaskRow(task, { ...options, under: today })),
    next: groupByDay(next.tasks, options),
    firstRun: counts.pending === 0 && counts.completed === 0,
    needsTimeZone: timeZone === null,
    bulk: toBulkBar(paths.dashboard, lists, open.matching, picked),
    returnTo: paths.dashboard,
  };
}

const REST: Link = {
  href: listAddress(paths.tasks, { status: "pending", sort: "due" }),
  label: "All there is to do",
};

function completedOn(day: string, timeZone: string | null): TaskFilter & { sort: "completed" } {
  const completedFrom = startOfDay(day, timeZone);
  return { source: { kind: "all" }, status: "completed", sort: "completed", completedFrom };
}

function dueAfter(today: string): TaskFilter & { sort: "due" } {
  const source = { kind: "due", from: addDays(today, 1), to: null } as const;
  return { source, status: "pending", sort: "due", startedBy: today };
}

/** `more`: where the rest is, if this group is the one that was cut. */
function group(
  named: Pick<TaskGroup, "id" | "heading" | "more">,
  tasks: readonly TaskSummary[],
  options: RowOptions,
): TaskGroup {
  const rows = tasks.map((task) => toTaskRow(task, options));
  const { length } = rows;
  const count = named.more === null ? toCount(length) : { value: length, text: `${length}+` };
  return { ...named, count, day: null, rows, add: null };
}
