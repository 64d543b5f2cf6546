/** The review: what was done, by week, list and tag, and what has been open for longest. */

import type { Link } from "./elements.ts";
import type { TaskRow } from "./task.ts";

/** Tally strokes: each is one task, or several where a page says so. */
export interface Strokes {
  /** Done, or kept. */
  done: number;
  /** Done late, or missed. */
  late: number;
}

export interface ReviewWeek {
  /** "from 23 Nov: 9 done, 2 late". */
  text: string;
  /** Here and below, to what a number counts; null: it is 0. */
  href: string | null;
  strokes: Strokes;
  isCurrent: boolean;
}

interface ReviewMonth {
  name: string;
  short: string;
  calendarHref: string;
  weeks: ReviewWeek[];
  done: number;
  href: string | null;
}

/** A row of numbers: a list or a tag. */
interface ReviewGroup {
  name: string;
  href: string;
  colour: string | null;
  done: number;
  /** What was done of it in the year. */
  found: string | null;
  onTime: number;
  late: number;
}

export interface ReviewTable {
  id: string;
  heading: string;
  /** "List". */
  what: string;
  rows: ReviewGroup[];
  /** "and 3 more lists"; null: there are no others. */
  more: string | null;
}

export interface ReviewRepeat {
  title: string;
  href: string;
  /** "every 4 days · 1 late, 1 skipped". */
  meta: string;
  strokes: Strokes;
  kept: number;
  all: number;
}

export interface OldTaskRow {
  task: TaskRow;
  /** "268 days", as a number for the margin. */
  days: number;
  /** "open since 3 Mar, 268 days". */
  age: string;
  decisions: { name: "when" | "action"; value: string; label: string }[];
}

export interface ReviewPages {
  "review/show": {
    year: number;
    previous: Link | null;
    next: Link | null;
    /** A number and what it counts; empty but for the present year. */
    week: {
      number: number;
      href: string | null;
      lead: string;
      text: string;
      strokes: Strokes | null;
    }[];
    /** "398 done", and ", 45 of them late. Of 240 with a due day, 195 were done by it: 81%."; null: nothing was. */
    summary: { done: { href: string | null; label: string }; rest: string } | null;
    /** Where nothing was done. */
    empty: string;
    /** The most weeks that a month has. */
    columns: number;
    months: ReviewMonth[];
    /** "One stroke is one task", "One stroke is up to 4 tasks". */
    scale: string;
    days: {
      weekdays: { short: string; long: string }[];
      /** null: a day of another year, or still to come. */
      weeks: {
        from: string;
        calendarHref: string | null;
        numbers: ({ number: number; href: string | null } | null)[];
      }[];
    };
    tables: ReviewTable[];
    repeats: ReviewRepeat[];
    repeatScale: string;
    moreRepeats: string | null;
    oldest: OldTaskRow[];
    /** Leads to all of which the oldest are shown; null: these are all. */
    unplanned: string | null;
    returnTo: string;
  };
}
