/** The dashboard: what is overdue, due today, done today, and coming next. Narrowed, it is a list. */
import { addDays } from "../dates/calendar.ts";
import { longDay } from "../dates/format.ts";
import { startOfDay } from "../dates/local_time.ts";
import { daysOverdue } from "../dates/overdue.ts";
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
import type { FormView } from "../views/models/form.ts";
import type { TaskGroup } from "../views/models/task.ts";
import { isPicked, toBulkBar, toListControls, toQuickAdd } from "./list_controls.ts";
import { todaySummary } from "./list_text.ts";
import { findListView } from "./list_views.ts";
import { navigation, toCount } from "./navigation.ts";
import { fileLinks } from "./task_files.ts";
import { groupByDay, type RowOptions, rowOptions, toGroup, toTaskRow } from "./task_rows.ts";

/** The id of the group of late tasks, and what the address selects them by. */
const OVERDUE = "overdue";

/** How many tasks of each kind are shown; the lists have them all. */
const OPEN_MAX = 100;
const DONE_MAX = 50;
const NEXT_MAX = 10;
/** The suggestions for a new account stay until there are so many tasks. */
const FIRST_RUN_MOST = 3;

/**
 * @param address with its query.
 * @param line the quick-add line as it was typed, with its error.
 */
export async function dashboardPage(
  scope: UserScope,
  address: string,
  line?: FormView<"title">,
): Promise<PageModel<"dashboard/show">> {
  const { today, timeZone } = scope;
  const view = found(await findListView(scope, paths.dashboard));
  const [counts, lists, open, done, next] = await Promise.all([
    countForNavigation(scope),
    listOutline(scope),
    listSummaries(scope, { ...view.query, limit: OPEN_MAX, cursor: null }),
    listSummaries(scope, { ...completedOn(today, timeZone), limit: DONE_MAX, cursor: null }),
    listSummaries(scope, { ...dueAfter(today), limit: NEXT_MAX, cursor: null }),
  ]);
  const options = rowOptions(scope);
  const [picked, isLatePicked] = [isPicked(address), isPicked(address, OVERDUE)];
  const late = open.tasks.filter(({ dueOn }) => daysOverdue(dueOn, today) > 0);
  const due = open.tasks.filter(({ dueOn }) => dueOn === today);
  const rest = open.next === null ? null : ALL_TO_DO;
  const doneCount = toCount(done.matching ?? done.tasks.length);
  const numbers = { late: late.length, due: due.length, done: doneCount };
  const overdue = {
    ...{ id: OVERDUE, heading: "Overdue", more: due.length === 0 ? rest : null },
    catchUp: { selectHref: `?select=${OVERDUE}` },
  };
  const toDo = { id: "to-do", heading: "To do", more: due.length === 0 ? null : rest };
  return {
    title: "Today",
    here: paths.dashboard,
    navigation: navigation(counts, paths.dashboard),
    today: { iso: today, text: longDay(today) },
    summary: todaySummary(numbers, rest !== null),
    quickAdd: toQuickAdd(view, paths.dashboard, line),
    // Today is what is to do: narrowed, it is a list with the links to the rest.
    controls:
      open.tasks.length === 0 ? null : { ...toListControls(view, counts, undefined), statuses: [] },
    overdue: group(overdue, late, { ...options, picked: picked || isLatePicked }),
    toDo: group(toDo, due, { ...options, under: today, picked }),
    doneToday: {
      rows: done.tasks.map((task) => toTaskRow(task, { ...options, under: today })),
      count: doneCount,
      more: done.next === null ? null : ALL_COMPLETED,
    },
    next: groupByDay(next.tasks, options),
    firstRun: counts.pending + counts.completed < FIRST_RUN_MOST,
    needsTimeZone: timeZone === null,
    bulk: toBulkBar(paths.dashboard, lists, {
      matching: open.matching,
      picked: picked || isLatePicked,
      status: view.query.status,
    }),
    files: fileLinks(view),
    returnTo: paths.dashboard,
  };
}

const ALL_TO_DO: Link = {
  href: listAddress(paths.tasks, { status: "pending", sort: "due" }),
  label: "Everything to do",
};

const ALL_COMPLETED: Link = { href: paths.completed, label: "Everything completed" };

function completedOn(day: string, timeZone: string | null): TaskFilter & { sort: "completed" } {
  const completedFrom = startOfDay(day, timeZone);
  const source = { kind: "all", archived: true } as const;
  return { source, status: "completed", sort: "completed", completedFrom };
}

function dueAfter(today: string): TaskFilter & { sort: "due" } {
  const source = { kind: "due", from: addDays(today, 1), to: null } as const;
  return { source, status: "pending", sort: "due", startedBy: today };
}

/** `more` is set for the group that was cut at the limit. */
function group(
  named: Pick<TaskGroup, "id" | "heading" | "more" | "catchUp">,
  tasks: readonly TaskSummary[],
  options: RowOptions,
): TaskGroup {
  const { length } = tasks;
  const count = named.more === null ? toCount(length) : { value: length, text: `${length}+` };
  return toGroup({ ...named, count }, tasks, options);
}
