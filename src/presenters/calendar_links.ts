/** The links around a month and a week: before, after, today, the other of the two, and the year in numbers. */
import { addMonths, dayParts, firstDayOfMonth, isDay } from "../dates/calendar.ts";
import { shortMonthName } from "../dates/names.ts";
import { type Week, weekAfter, weekOf } from "../dates/weeks.ts";
import type { UserScope } from "../db/scope.ts";
import { paths } from "../paths.ts";
import type { CalendarLinks } from "../views/models/calendar.ts";

type Present = Pick<UserScope, "today" | "weekStart">;

/** @param day the one whose week is the other view. */
export function monthLinks(day: string, { today, weekStart }: Present): CalendarLinks {
  // The last days may be in no week with a number: theirs is the last one that has.
  const week = weekOf(day, weekStart)?.name ?? "9999-W52";
  return {
    previous: monthLink(day, -1),
    today: paths.calendar,
    next: monthLink(day, 1),
    month: paths.calendarMonth(day.slice(0, 7)),
    week: paths.calendarWeek(week),
    review: reviewLink(day, today),
  };
}

export function weekLinks(week: Week, { today, weekStart }: Present): CalendarLinks {
  const link = (weeks: number, rest: string) => {
    const other = weekAfter(week, weeks, weekStart);
    return other && { href: paths.calendarWeek(other.name), label: String(other.number), rest };
  };
  // The month that has most of the week: it is that of its Thursday, as its year is.
  const thursday = week.days[(4 - weekStart + 7) % 7] ?? "";
  return {
    previous: link(-1, ", the week before"),
    today: paths.calendarWeek((weekOf(today, weekStart) ?? week).name),
    next: link(1, ", the week after"),
    month: paths.calendarMonth(thursday.slice(0, 7)),
    week: paths.calendarWeek(week.name),
    review: reviewLink(thursday, today),
  };
}

/** null: nothing can have been done in its year. */
function reviewLink(day: string, today: string): CalendarLinks["review"] {
  const { year } = dayParts(day);
  if (year > dayParts(today).year) return null;
  return { href: paths.reviewOf(year), label: `Review of ${year}` };
}

function monthLink(day: string, months: number): CalendarLinks["next"] {
  const other = addMonths(firstDayOfMonth(day), months);
  if (!isDay(other)) return null;
  const { year, month } = dayParts(other);
  return {
    href: paths.calendarMonth(other.slice(0, 7)),
    label: shortMonthName(month),
    rest: ` ${year}`,
  };
}
