/** The calendar: a month with the tasks of one day, and a week. */
import type { Count, Link } from "./elements.ts";
import type { BulkBar, QuickAdd } from "./list.ts";
import type { TaskRow } from "./task.ts";

/** The links around a month or a week. */
export interface CalendarLinks {
  /** null at the end of the calendar. */
  previous: CalendarLink | null;
  today: string;
  next: CalendarLink | null;
  month: string;
  week: string;
  /** The year in numbers; null: it is still to come. */
  review: Link | null;
}

/** `rest`: what is not seen of the label: "Oct" of " 2026". */
interface CalendarLink extends Link {
  rest: string;
}

export interface CalendarEntry {
  href: string;
  title: string;
  /** As the user writes it. */
  time: string | null;
  state: "open" | "done" | "to_come";
}

export interface CalendarCell {
  iso: string;
  href: string;
  /** "Monday". */
  weekday: string;
  number: string;
  month: string;
  isOutside: boolean;
  isToday: boolean;
  /** Its tasks are below. */
  isShown: boolean;
  /** "5", "tasks"; null: none. */
  count: { number: string; noun: string } | null;
  /** Of today: how many are overdue. */
  late: string | null;
  entries: CalendarEntry[];
  /** How many more there are than entries. */
  more: number;
}

export interface CalendarWeek {
  /** null: no week of the calendar, at its very end. */
  link: { href: string; number: number } | null;
  isCurrent: boolean;
  /** null: no calendar has such a day. */
  cells: (CalendarCell | null)[];
}

/** A repeat that is still to come, as a row without a tick. */
export interface ComingRow {
  id: number;
  title: string;
  /** "08:30 · every weekday · a repeat to come". */
  text: string;
  list: { name: string; colour: string } | null;
}

/** The rows of one day. */
export interface CalendarDay {
  iso: string;
  /** "day", or "day-2026-11-30" in a week. */
  id: string;
  weekday: string;
  /** "November", with the year if it is another one. */
  month: string;
  number: string;
  isToday: boolean;
  rows: TaskRow[];
  coming: ComingRow[];
  done: TaskRow[];
  /** Where the rest is: "12 more". */
  more: Link | null;
}

export interface CalendarPages {
  "calendar/month": {
    /** "November 2026". */
    heading: string;
    links: CalendarLinks;
    weekdays: { short: string; long: string }[];
    weeks: CalendarWeek[];
    day: CalendarDay;
    /** How many are overdue, where the day is today. */
    late: Count | null;
    /** Not all repeats to come are shown. */
    isCut: boolean;
    quickAdd: QuickAdd;
    bulk: BulkBar;
    /** The day shows a further page of its tasks. */
    continued: boolean;
    firstHref: string;
    nextHref: string | null;
    /** With the place of the day. */
    returnTo: string;
  };
  "calendar/week": {
    /** "23–29 November". */
    heading: string;
    number: number;
    links: CalendarLinks;
    /** The seven days with their counts. */
    strip: CalendarCell[];
    /** In two columns. */
    columns: CalendarDay[][];
    late: Count | null;
    isCut: boolean;
    bulk: BulkBar;
    returnTo: string;
  };
}
