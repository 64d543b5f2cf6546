/** The page that looks back: what was done in a year, this week, and what has been open for longest. */
import { addDays, weekdayOf } from "../dates/calendar.ts";
import type { DayRange } from "../dates/day_bounds.ts";
import { weekdayName, weekdaysFrom } from "../dates/names.ts";
import { daysOfWeek } from "../dates/weeks.ts";
import type { UserScope } from "../db/scope.ts";
import type { PageModel } from "../http/reply.ts";
import { listOutline } from "../models/lists.ts";
import { listOldest } from "../models/oldest_tasks.ts";
import {
  type Completed,
  countCompleted,
  countRecent,
  type RecentStats,
  type Stats,
  sumOf,
} from "../models/stats.ts";
import { paths } from "../paths.ts";
import type { ReviewPages, ReviewTable } from "../views/models/review.ts";
import { type ReviewLinks, reviewLinks, UNPLANNED } from "./review_links.ts";
import { OLDEST_MOST, toOldTask } from "./review_oldest.ts";
import { toRepeats } from "./review_repeats.ts";
import {
  daysOf,
  scaleOf,
  scaleText,
  toMonths,
  toStrokes,
  type YearOptions,
} from "./review_weeks.ts";

/** The most rows of a table. */
const ROWS_MOST = 10;

type Review = ReviewPages["review/show"];

/** @param year the present one shows this week and the oldest tasks too. */
export async function reviewPage(
  scope: UserScope,
  year: number,
): Promise<PageModel<"review/show">> {
  const { today } = scope;
  const range = yearRange(year);
  const isPresent = range.from <= today && today <= range.to;
  const week = daysOfWeek(today, scope.weekStart);
  const last = { from: addDays(week.from, -7), to: addDays(week.from, -1) };
  const [lists, stats, recent, oldest] = await Promise.all([
    listOutline(scope),
    countCompleted(scope, range),
    isPresent ? countRecent(scope, { last, week }) : null,
    isPresent ? listOldest(scope, OLDEST_MOST) : [],
  ]);
  const all = sumOf(stats.days);
  const links = reviewLinks(lists);
  const options = { range, today, weekStart: scope.weekStart, links };
  return {
    title: `${year} – Review`,
    year,
    previous: year > 1 ? { href: paths.reviewOf(year - 1), label: String(year - 1) } : null,
    next: isPresent ? null : { href: paths.reviewOf(year + 1), label: String(year + 1) },
    week: recent === null ? [] : toWeek(recent, { last, today, links }),
    summary: all.completed === 0 ? null : summaryOf(all, links.completed(range, all.completed)),
    empty: isPresent ? NOTHING_YET : `Nothing was done in ${year}.`,
    ...toMonths(stats.days, options),
    days: {
      weekdays: weekdaysFrom(scope.weekStart),
      weeks: daysOf(stats.days, options),
    },
    tables: [listTable(stats, options), tagTable(stats, options)].filter(
      ({ rows }) => rows.length > 0,
    ),
    ...toRepeats(stats.repeats, ROWS_MOST),
    oldest: oldest.map((task) => toOldTask(task, scope)),
    unplanned: oldest.length < OLDEST_MOST ? null : UNPLANNED,
    returnTo: `${paths.review}#oldest`,
  };
}

const NOTHING_YET =
  "Nothing is done yet this year. Each task that you complete becomes a stroke here, week by week.";

function yearRange(year: number): DayRange {
  const digits = String(year).padStart(4, "0");
  return { from: `${digits}-01-01`, to: `${digits}-12-31` };
}

/** "398 done", and ", 45 of them late. Of 240 with a due day, 195 were done by it: 81%." */
function summaryOf({ completed, onTime, late }: Completed, href: string | null): Review["summary"] {
  const done = { href, label: `${completed} done` };
  const dated = onTime + late;
  if (dated === 0) return { done, rest: ", none of them with a due day." };
  const start = `, ${late === 0 ? "none" : late} of ${completed === 1 ? "it" : "them"} late.`;
  const share = Math.floor((100 * onTime) / dated);
  const rest = `${start} Of ${dated} with a due day, ${onTime} ${onTime === 1 ? "was" : "were"} done by it: ${share}%.`;
  return { done, rest };
}

/** This week so far, the last one as a whole and up to the same weekday, and what was added. */
function toWeek(
  { days, added }: RecentStats,
  { last, today, links }: { last: DayRange; today: string; links: ReviewLinks },
): Review["week"] {
  const between = (from: string, to: string) =>
    sumOf(days.filter(({ date }) => from <= date && date <= to));
  const first = addDays(last.to, 1);
  const now = between(first, today);
  const whole = between(last.from, last.to);
  const { completed: then } = between(last.from, addDays(today, -7));
  const { completed } = now;
  if (completed + whole.completed + added === 0) return [];
  const weekday = weekdayName(weekdayOf(today));
  const { scale, strokes } = scaleOf([now, whole].map(toStrokes));
  const scaled = scale === 1 ? "" : ` ${scaleText(scale)}.`;
  const late = completed === 0 ? "" : ` ${now.late === 0 ? "None" : now.late} late.`;
  return [
    {
      number: completed,
      href: links.completed({ from: first, to: today }, completed),
      lead: `done so far, by ${weekday}:`,
      text: `${compared(completed, then)} last week by then.${late}${scaled}`,
      strokes: strokes[0] ?? null,
    },
    {
      number: whole.completed,
      href: links.completed(last, whole.completed),
      lead: "in all of last week,",
      text: `${then} of them by ${weekday}.`,
      strokes: strokes[1] ?? null,
    },
    {
      number: added,
      href: null,
      lead: "added this week:",
      text: `${compared(added, completed)} ${added === completed ? "" : "were "}done.`,
      strokes: null,
    },
  ];
}

/** "5 more than", "as many as". */
function compared(number: number, other: number): string {
  if (number === other) return "as many as";
  return number > other ? `${number - other} more than` : `${other - number} fewer than`;
}

type TableOptions = Pick<YearOptions, "range" | "links">;

function listTable({ lists }: Stats, { range, links }: TableOptions): ReviewTable {
  const rows = lists.slice(0, ROWS_MOST).map(({ id, name, colour, ...numbers }) => ({
    name: id === null ? "Inbox" : (name ?? ""),
    href: id === null ? paths.inbox : paths.list(id),
    colour,
    ...toNumbers(numbers),
    found: links.completed(range, numbers.completed, links.inList(id === null ? null : name)),
  }));
  return { id: "by-list", heading: "By list", what: "List", rows, more: others(lists, "list") };
}

function tagTable({ tags }: Stats, { range, links }: TableOptions): ReviewTable {
  const rows = tags.slice(0, ROWS_MOST).map(({ name, ...numbers }) => {
    const found = links.completed(range, numbers.completed, links.withTag(name));
    return { name: `#${name}`, href: paths.tag(name), colour: null, ...toNumbers(numbers), found };
  });
  return { id: "by-tag", heading: "By tag", what: "Tag", rows, more: others(tags, "tag") };
}

function toNumbers({ completed, onTime, late }: Completed) {
  return { done: completed, onTime, late };
}

/** "And 3 more lists." */
function others(all: readonly unknown[], noun: string): string | null {
  const more = all.length - ROWS_MOST;
  return more > 0 ? `And ${more} more ${noun}${more === 1 ? "" : "s"}.` : null;
}
