/** The page of a month, with the tasks of one of its days. */

import { dayParts } from "../dates/calendar.ts";
import { longDay, shortDate } from "../dates/format.ts";
import { monthName, weekdaysFrom } from "../dates/names.ts";
import { daysAroundMonth } from "../dates/weeks.ts";
import type { UserScope } from "../db/scope.ts";
import { NotFound } from "../errors.ts";
import { encodeCursor } from "../forms/task_list.ts";
import type { PageModel } from "../http/reply.ts";
import { calendarRows } from "../models/calendar.ts";
import { listOutline } from "../models/lists.ts";
import { countForNavigation } from "../models/navigation_counts.ts";
import { listSummaries } from "../models/task_queries.ts";
import type { TaskSummary } from "../models/task_records.ts";
import { anchors, paths } from "../paths.ts";
import type { Link } from "../views/models/elements.ts";
import type { FormView } from "../views/models/form.ts";
import { readCells, toCell, toWeek } from "./calendar_cells.ts";
import { toDay } from "./calendar_day.ts";
import { monthLinks } from "./calendar_links.ts";
import { calendarAddress } from "./calendar_place.ts";
import { isPicked, toBulkBar, toQuickAdd } from "./list_controls.ts";
import { readPaging } from "./list_paging.ts";
import { findListView, parseAddress } from "./list_views.ts";
import { navigation, toCount } from "./navigation.ts";
import { rowOptions } from "./task_rows.ts";

/** How many of the tasks that were completed on a day are shown. */
const DONE_MOST = 50;

/**
 * @param address with its query.
 * @param line the quick-add line as it was typed, with its error.
 * @throws BadRequest for an address that shows no month.
 */
export async function calendarMonthPage(
  scope: UserScope,
  address: string,
  line?: FormView<"title">,
): Promise<PageModel<"calendar/month">> {
  const { today, weekStart } = scope;
  const view = await findListView(scope, address);
  if (view?.kind !== "day") throw new NotFound();
  const day = view.dueOn ?? today;
  const weeks = daysAroundMonth(day, weekStart);
  const { limit, cursor } = readPaging(view, address);
  const [counts, lists, data, open, done] = await Promise.all([
    countForNavigation(scope),
    listOutline(scope),
    readCells(scope, weeks.flat()),
    listSummaries(scope, { ...view.query, limit, cursor }),
    doneOn(scope, day),
  ]);
  const own = paths.calendarDay(day);
  const picked = isPicked(address);
  const coming = data.coming.days.get(day) ?? [];
  const cell = { month: day.slice(0, 7), shown: day, href: dayHref };
  const { year, month } = dayParts(day);
  const heading = `${monthName(month)} ${year}`;
  return {
    title: `${isOfDay(scope, address) ? longDay(day, "") : heading} – Calendar`,
    here: paths.calendar,
    navigation: navigation(counts, paths.calendar),
    heading,
    links: monthLinks(day, scope),
    weekdays: weekdaysFrom(weekStart),
    weeks: weeks.map((days) => toWeek(scope, days, (each) => toCell(scope, each, data, cell))),
    day: toDay(
      day,
      { id: "day", open: open.tasks, coming, ...done, isMovable: true },
      { ...rowOptions(scope), picked },
    ),
    late: day === today && data.late > 0 ? toCount(data.late) : null,
    isCut: data.coming.isCut,
    quickAdd: { ...toQuickAdd(view, own, line), label: addLabel(day, today) },
    bulk: toBulkBar(own, lists, { matching: open.matching, picked, status: view.query.status }),
    continued: cursor !== null,
    firstHref: own + anchors.day,
    nextHref:
      open.next && `${own}&cursor=${encodeCursor(view.query.sort, open.next)}${anchors.day}`,
    returnTo: own + anchors.day,
  };
}

function isOfDay(scope: UserScope, address: string): boolean {
  return calendarAddress(scope, parseAddress(address)).kind === "day";
}

function addLabel(day: string, today: string): string {
  return `Add a task for ${day === today ? "today" : shortDate(day, today)}`;
}

function dayHref(day: string): string {
  return paths.calendarDay(day) + anchors.day;
}

/** What was completed on a day, and where the rest of it is. */
async function doneOn(
  scope: UserScope,
  day: string,
): Promise<{ done: readonly TaskSummary[]; more: Link | null }> {
  if (day > scope.today) return { done: [], more: null };
  const query = { open: null, done: { from: day, to: day }, most: DONE_MOST };
  const { tasks, total } = (await calendarRows(scope, query)).done.get(day) ?? NOTHING;
  const rest = total - tasks.length;
  return {
    done: tasks,
    more: rest === 0 ? null : { href: paths.completed, label: `${rest} more completed` },
  };
}

const NOTHING = { tasks: [], total: 0 };
