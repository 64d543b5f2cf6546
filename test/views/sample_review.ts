/** Sample models of the review: a year of much, and one of nothing. */
import type { Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import { row } from "./sample_parts.ts";

type Review = Views["review/show"];

export function reviewPages(
  { page, quiet }: { page: Page; quiet: Page },
  text: string,
): { "review/show": Review[] } {
  const strokes = { done: 12, late: 3 };
  const week = {
    text: "from 23 Nov: 45 done, 9 late",
    strokes,
    href: "/search?q=a",
    isCurrent: false,
  };
  const numbers = { done: 398, found: "/search?q=e", onTime: 181, late: 45 };
  const busy: Review = {
    page,
    year: 2026,
    previous: { href: "/review?year=2025", label: "2025" },
    next: null,
    week: [
      {
        number: 9,
        href: "/search?q=completed%3A2026-11-23",
        lead: "done so far, by Friday:",
        text: "as many as last week by then.",
        strokes,
      },
      {
        number: 0,
        href: null,
        lead: "added this week:",
        text: "9 fewer than were done.",
        strokes: null,
      },
    ],
    summary: {
      done: { href: "/search?q=completed%3A2026", label: "398 done" },
      rest: ", 45 of them late. Of 226 with a due day, 181 were done by it: 80%.",
    },
    empty: text,
    columns: 6,
    months: [
      {
        ...{ name: "January", short: "Jan", calendarHref: "/calendar?month=2026-01" },
        ...{ weeks: Array(6).fill(week), done: 270, href: "/search?q=b" },
      },
      {
        ...{ name: "September", short: "Sept", calendarHref: "/calendar?month=2026-09" },
        ...{ weeks: [{ ...week, href: null, isCurrent: true }], done: 0, href: null },
      },
    ],
    scale: "One stroke is up to 3 tasks",
    days: {
      weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((short) => {
        return { short, long: `${short}day` };
      }),
      weeks: [
        {
          from: "29 Dec",
          calendarHref: "/calendar?week=2026-W01",
          numbers: [
            ...[null, null, null, { number: 0, href: null }],
            ...[{ number: 141, href: "/search?q=c" }, null, null],
          ],
        },
        { from: "31 Dec", calendarHref: null, numbers: Array(7).fill(null) },
      ],
    },
    tables: [
      {
        ...{ id: "by-list", heading: "By list", what: "List", more: "And 3 more lists." },
        rows: [
          { name: "Inbox", href: "/inbox", colour: null, ...numbers },
          { name: text, href: "/lists/1", colour: "moss", ...numbers },
        ],
      },
      {
        ...{ id: "by-tag", heading: "By tag", what: "Tag", more: null },
        rows: [{ name: `#${text}`, href: "/tags/x", colour: null, ...numbers }],
      },
    ],
    repeats: [
      { ...{ title: text, href: "/tasks/4", meta: text }, strokes, kept: 12, all: 15 },
      { ...{ title: "Choir", href: "/tasks/5", meta: "" }, strokes, kept: 8, all: 8 },
    ],
    repeatScale: "One stroke is one time",
    moreRepeats: "And 3 more.",
    oldest: [
      {
        task: row(7, text, {
          due: { iso: "2026-11-02", text: "Mon 2 Nov", late: "24 days late" },
          progress: "0 of 12",
          hasNotes: true,
          list: { id: 1, name: text, colour: "rose" },
        }),
        days: 1268,
        age: "open since 3 Mar 2023, 1268 days",
        decisions: [
          { name: "action", value: "complete", label: "Done" },
          { name: "when", value: "next-week", label: "Next week" },
        ],
      },
      { task: row(8, text), days: 0, age: "open since today", decisions: [] },
    ],
    unplanned: "/search?q=d",
    returnTo: "/review#oldest",
  };
  const nothing = { week: [], summary: null, months: [], tables: [], repeats: [], oldest: [] };
  const empty: Review = { ...busy, page: quiet, previous: null, ...nothing };
  return {
    "review/show": [busy, { ...empty, next: { href: "/review?year=2026", label: "2026" } }],
  };
}
