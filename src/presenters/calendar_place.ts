/** The day or the week that an address of the calendar shows, as a view of tasks. */
import { longDay } from "../dates/format.ts";
import { weekNamed } from "../dates/weeks.ts";
import type { UserScope } from "../db/scope.ts";
import { found, orBadRequest } from "../errors.ts";
import { type CalendarAddress, parseCalendarAddress } from "../forms/calendar.ts";
import { parametersOf } from "../forms/list_controls.ts";
import type { TaskSource } from "../models/task_filters.ts";
import { paths } from "../paths.ts";
import { daysIn } from "./calendar_range.ts";

interface CalendarPlace {
  kind: "day" | "week";
  path: string;
  heading: string;
  source: TaskSource & { kind: "due" };
}

/** @throws BadRequest where it is not an address of the calendar. */
export function calendarAddress(scope: UserScope, { searchParams }: URL): CalendarAddress {
  return orBadRequest(parseCalendarAddress(parametersOf(searchParams), scope.today));
}

/** A month has the tasks of the day that it shows. @throws BadRequest as above. */
export function calendarPlace(scope: UserScope, url: URL): CalendarPlace {
  const address = calendarAddress(scope, url);
  const path = paths.calendar;
  if (address.kind === "week") {
    const { from, to } = daysIn(found(weekNamed(address.week, scope.weekStart)).days);
    const source = { kind: "due", from, to } as const;
    return { kind: "week", path, heading: `Week ${Number(address.week.slice(6))}`, source };
  }
  const day = shownDay(address, scope.today);
  const source = { kind: "due", from: day, to: day } as const;
  return { kind: "day", path, heading: longDay(day, scope.today), source };
}

/** Below a month: the day that is asked for, today where the month has it, or else its first day. */
function shownDay(
  { kind, day }: Exclude<CalendarAddress, { kind: "week" }>,
  today: string,
): string {
  if (kind === "day") return day;
  return day.slice(0, 7) === today.slice(0, 7) ? today : `${day.slice(0, 8)}01`;
}
