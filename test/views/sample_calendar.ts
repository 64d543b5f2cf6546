/** Sample models of the calendar. */
import type { CalendarCell, CalendarDay } from "../../src/views/models/calendar.ts";
import type { Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import { bulk, invalidQuickAdd, moment, quickAdd, row } from "./sample_parts.ts";
import type { Samples } from "./samples.ts";

export function calendarPages(page: Page, quiet: Page, text: string) {
  const cell = (day: number, more: Partial<CalendarCell> = {}): CalendarCell => ({
    iso: `2026-11-${day}`,
    href: `/calendar?day=2026-11-${day}#day`,
    weekday: "Monday",
    number: String(day),
    month: "November",
    isOutside: false,
    isToday: false,
    isShown: false,
    count: null,
    late: null,
    entries: [],
    more: 0,
    ...more,
  });
  const full = cell(26, {
    isToday: true,
    isShown: true,
    count: { number: "5", noun: "tasks" },
    late: "11",
    entries: [
      { href: "/tasks/1", title: text, time: "08:30", state: "open" },
      { href: "/tasks/2", title: text, time: null, state: "to_come" },
      { href: "/tasks/3", title: text, time: "10:00", state: "done" },
    ],
    more: 2,
  });
  const day: CalendarDay = {
    iso: "2026-11-26",
    id: "day",
    weekday: "Thursday",
    month: "November",
    number: "26",
    isToday: true,
    rows: [row(1, text, { moves: [{ name: "move-1-to-2026-11-27", label: "A day later" }] })],
    coming: [
      {
        ...{ id: 2, title: text, text: "08:30 · every weekday · a repeat to come" },
        list: { name: text, colour: "moss" },
      },
      { id: 3, title: text, text: "every day · a repeat to come", list: null },
    ],
    done: [row(4, text, { done: true, completedAt: moment })],
    more: { href: "/completed", label: "12 more completed" },
  };
  const links = {
    previous: { href: "/calendar?month=2026-10", label: "Oct", rest: " 2026" },
    today: "/calendar",
    next: { href: "/calendar?month=2026-12", label: "Dec", rest: " 2026" },
    month: "/calendar?month=2026-11",
    week: "/calendar?week=2026-W48",
    review: { href: "/review?year=2026", label: "Review of 2026" },
  };
  const week = { link: { href: links.week, number: 48 }, isCurrent: true };
  const month: Views["calendar/month"] = {
    page,
    heading: "November 2026",
    links,
    weekdays: [
      { short: "Mon", long: "Monday" },
      { short: "Tue", long: "Tuesday" },
    ],
    weeks: [
      { ...week, cells: [cell(25), full] },
      { link: null, isCurrent: false, cells: [cell(30, { isOutside: true }), null] },
    ],
    day,
    late: { value: 11, text: "11" },
    isCut: true,
    quickAdd: quickAdd(text),
    bulk: { ...bulk, all: { number: 214, text: "214" } },
    continued: true,
    firstHref: "/calendar?day=2026-11-26#day",
    nextHref: "/calendar?day=2026-11-26&cursor=abc#day",
    returnTo: "/calendar?day=2026-11-26#day",
  };
  const empty = { ...day, isToday: false, rows: [], coming: [], done: [], more: null };
  const weekPage: Views["calendar/week"] = {
    page,
    heading: "23–29 November",
    number: 48,
    links,
    strip: [cell(25), { ...full, isShown: false }],
    columns: [
      [
        { ...day, id: "day-2026-11-26", rows: [row(1, text)] },
        { ...empty, id: "day-2026-11-25" },
      ],
      [],
    ],
    late: { value: 11, text: "11" },
    isCut: true,
    bulk,
    returnTo: "/calendar?week=2026-W48",
  };
  const ends = { ...links, previous: null, next: null };
  return {
    "calendar/month": [
      month,
      {
        ...{ ...month, page: quiet, links: ends, day: empty, late: null, isCut: false },
        ...{ quickAdd: invalidQuickAdd(text), continued: false, nextHref: null },
      },
      { ...month, page: quiet, day: { ...empty, coming: day.coming } },
    ],
    "calendar/week": [
      weekPage,
      {
        ...{ ...weekPage, page: quiet, links: ends, late: null, isCut: false },
        columns: [[{ ...empty, id: "day-2026-11-25" }], []],
      },
    ],
  } satisfies Partial<Samples>;
}
