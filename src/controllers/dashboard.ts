/** Home: what is late, what is to be done today, what was done, and what comes next. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { addDays, longDay, startOfDay } from "../dates/days.ts";
import { NotFound } from "../errors.ts";
import { listAddress } from "../forms/list_controls.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { listOutline } from "../models/lists.ts";
import { countForNavigation } from "../models/navigation_counts.ts";
import { listSummaries, type TaskFilter } from "../models/task_queries.ts";
import type { TaskSummary } from "../models/task_records.ts";
import { paths } from "../paths.ts";
import { isPicked, type Quick, toBulkBar, toQuickAdd } from "../presenters/list_controls.ts";
import { todaySummary } from "../presenters/list_text.ts";
import { findPlace } from "../presenters/list_views.ts";
import { toCount } from "../presenters/navigation.ts";
import { groupByDay, type RowOptions, toTaskRow } from "../presenters/task_rows.ts";
import type { Services } from "../services.ts";
import type { Link } from "../views/models/elements.ts";
import type { TaskGroup } from "../views/models/task.ts";
import { makePage, show, todayOf } from "./pages.ts";

/** How many open ones are shown here; a list has them all. */
const OPEN_MOST = 100;
const DONE_MOST = 50;
const NEXT_MOST = 10;

export function dashboard(context: Services) {
  const showPage: ViewerHandler = (req, res, viewer) => showDashboard(context, req, res, viewer);
  return { show: showPage };
}

/** @param quick the quick-add line as it was typed, with what is wrong with it: the answer is a 422. */
export async function showDashboard(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  quick?: Quick,
): Promise<void> {
  const { scope, user } = viewer;
  const today = todayOf(context, user);
  const place = await findPlace(context, viewer, paths.dashboard);
  if (place === null) throw new NotFound();
  const [counts, lists, open, done, next] = await Promise.all([
    countForNavigation(scope, today),
    listOutline(scope),
    listSummaries(scope, { ...place.query, limit: OPEN_MOST, cursor: null }),
    listSummaries(scope, { ...doneOn(today, user.timeZone), limit: DONE_MOST, cursor: null }),
    listSummaries(scope, { ...comingAfter(today), limit: NEXT_MOST, cursor: null }),
  ]);
  const options = { today, timeZone: user.timeZone };
  const picked = isPicked(req.originalUrl);
  const [late, due] = [(day: string) => day < today, (day: string) => day === today].map((isIn) =>
    open.tasks.filter(({ dueOn }) => dueOn !== null && isIn(dueOn)),
  ) as [TaskSummary[], TaskSummary[]];
  const rest = open.next === null ? null : REST;
  const numbers = { late: late.length, due: due.length, done: done.tasks.length };
  const page = await makePage(context, req, res, { title: "Today", counts, here: paths.dashboard });
  const model = {
    page,
    today: { iso: today, text: longDay(today) },
    summary: todaySummary({ ...numbers, isMore: rest !== null }),
    quickAdd: toQuickAdd(place, paths.dashboard, quick),
    overdue: group(
      "overdue",
      "Overdue",
      late,
      { ...options, picked },
      due.length === 0 ? rest : null,
    ),
    toDo: group(
      "to-do",
      "To do",
      due,
      { ...options, under: today, picked },
      due.length === 0 ? null : rest,
    ),
    doneToday: done.tasks.map((task) => toTaskRow(task, { ...options, under: today })),
    next: groupByDay(next.tasks, options),
    firstRun: counts.pending === 0 && counts.completed === 0,
    needsTimeZone: user.timeZone === null,
    bulk: toBulkBar(paths.dashboard, lists, open.matching, picked),
    returnTo: paths.dashboard,
  };
  show(context, req, res, "dashboard/show", model, quick === undefined ? 200 : 422);
}

const REST: Link = {
  href: listAddress(paths.tasks, { status: "pending", sort: "due" }),
  label: "All there is to do",
};

function doneOn(day: string, timeZone: string | null): TaskFilter & { sort: "completed" } {
  const completedFrom = startOfDay(day, timeZone);
  return { place: { kind: "all" }, status: "completed", sort: "completed", completedFrom };
}

function comingAfter(today: string): TaskFilter & { sort: "due" } {
  const place = { kind: "due", from: addDays(today, 1), to: null } as const;
  return { place, status: "pending", sort: "due", startedBy: today };
}

/** @param more where the rest is, if this group is the one that was cut. */
function group(
  id: string,
  heading: string,
  tasks: readonly TaskSummary[],
  options: RowOptions,
  more: Link | null,
): TaskGroup {
  const rows = tasks.map((task) => toTaskRow(task, options));
  const count =
    more === null ? toCount(rows.length) : { value: rows.length, text: `${rows.length}+` };
  return { id, heading, count, day: null, rows, more, add: null };
}
