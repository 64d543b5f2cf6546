/** Sample models of the pages that show lists of tasks, and of the forms of lists and tags. */
import type { Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import {
  bulk,
  choices,
  colours,
  controls,
  invalidQuickAdd,
  moment,
  quickAdd,
  row,
} from "./sample_parts.ts";
import type { Samples } from "./samples.ts";

export function listPages(page: Page, quiet: Page, text: string) {
  const late = { iso: "2026-11-18", text: "Wed 18 Nov", late: "2 days late" };
  const at = { iso: "2026-11-20T09:00", text: "09:00", late: null };
  const home = { id: 1, name: text, colour: "moss" };
  const overdue = [
    row(1, text, { due: late, priority: 3, list: home, tags: ["invoice"] }),
    row(2, "Ask the plumber about the kitchen tap", { due: late, tags: ["phone"] }),
  ];
  const toDo = [
    row(3, "Pay rent", { due: at, repeat: "every month", list: home }),
    row(4, text, { priority: 2, hasNotes: true, progress: "2 of 5", tags: ["a", text] }),
    row(5, "Paper and glass out", { priority: 1 }),
    row(6, "Water the fig"),
  ];
  const completed = [
    row(7, text, { done: true, completedAt: moment }),
    row(8, "Book the boiler service", { done: true, completedAt: moment, hasNotes: true }),
  ];
  const group = (id: string, heading: string, rows = toDo) => ({
    ...{ id, heading, day: null, rows, more: null, add: null },
    count: { value: rows.length, text: String(rows.length) },
  });
  const files = (path: string) =>
    ["csv", "json", "txt", "ics"].map((ending) => ({ href: `${path}.${ending}`, label: ending }));
  const day = (number: number, weekday: string, id: number) => ({
    ...group(`day-2026-11-${number}`, `${weekday} ${number} Nov`, [row(id, text)]),
    day: { number: String(number), weekday },
  });
  const empty = { overdue: group("h-late", "Overdue", []), toDo: group("h-do", "To do", []) };
  const today: Views["dashboard/show"] = {
    page,
    today: { iso: "2026-11-20", text: "Friday 20 November" },
    summary: "Two are late, four to go, two done.",
    quickAdd: quickAdd(text),
    controls: { ...controls(text), statuses: [] },
    overdue: {
      ...group("h-late", "Overdue", overdue),
      catchUp: { selectHref: "?select=overdue" },
    },
    toDo: group("h-do", "To do"),
    doneToday: {
      rows: completed,
      count: { value: 1001, text: "1,000+" },
      more: { href: "/completed", label: "Everything completed" },
    },
    next: [day(21, "Saturday", 21), day(22, "Sunday", 22)],
    firstRun: false,
    needsTimeZone: true,
    bulk,
    files: files("/dashboard"),
    returnTo: "/dashboard",
  };
  const nothing = {
    ...today,
    ...empty,
    page: quiet,
    summary: "Nothing is waiting for you.",
    controls: null,
    doneToday: { rows: [], count: { value: 0, text: "0" }, more: null },
    next: [],
  };
  const list: Views["tasks/index"] = {
    page: quiet,
    heading: text,
    colour: "moss",
    note: null,
    summary: "Twelve to do, one of them late.",
    archivedId: null,
    quickAdd: quickAdd(text),
    controls: controls(text),
    groups: [
      { ...group("s-none", ""), heading: null, count: null, rows: overdue },
      {
        ...group("s-7", text),
        more: { href: "/lists/1?section=7", label: `All of ${text}` },
        add: { href: "/lists/1?add=7#add", label: `Add to ${text}` },
      },
      { ...group("s-9", text, []), add: { href: "/lists/1?add=9#add", label: `Add to ${text}` } },
      group("s-8", "Completed", completed),
    ],
    empty: "Nothing is waiting for you.",
    continued: true,
    firstHref: "/lists/1",
    nextHref: "/lists/1?cursor=abc",
    bulk: { ...bulk, all: { number: 214, text: "214" } },
    actions: [{ href: "/lists/1/edit", label: "Edit the list" }],
    byHand: true,
    files: files("/lists/1"),
    returnTo: "/lists/1?sort=manual",
  };
  const bare = { ...list, groups: [], continued: false, nextHref: null, actions: [] };
  return {
    "dashboard/show": [
      today,
      { ...nothing, needsTimeZone: false },
      { ...nothing, firstRun: true },
      { ...today, page: quiet, quickAdd: invalidQuickAdd(text) },
      { ...today, ...empty },
    ],
    "tasks/index": [
      list,
      {
        ...{ ...list, page, quickAdd: invalidQuickAdd(text), colour: null, byHand: false },
        bulk: { ...bulk, page: { href: "/lists/1?select=page", picked: true } },
        groups: [
          group("s-7", text, [row(1, text, { picked: true })]),
          group("s-8", text, [row(2, text)]),
        ],
      },
      bare,
      { ...bare, continued: true, archivedId: 3, quickAdd: null, colour: null },
      {
        ...{ ...bare, heading: "Upcoming", colour: null, byHand: false },
        groups: [day(21, "Saturday", 21), day(22, "Sunday", 22)],
      },
    ],
    "catch_up/show": catchUpStates(page, quiet, text),
    "lists/index": [
      {
        page,
        lists: [
          { id: 1, name: text, colour: "moss", archived: false },
          { id: 2, name: "Studio", colour: "clay", archived: false },
          { id: 3, name: text, colour: "sky", archived: true },
        ],
      },
      { page: quiet, lists: [] },
    ],
    "lists/form": [
      {
        page: quiet,
        id: 1,
        form: { values: { name: text, colour: "moss" }, errors: {} },
        colours,
        sections: [
          { id: 7, name: text },
          { id: 8, name: "The flat" },
        ],
        sectionForm: { values: { name: "" }, errors: {} },
        archived: false,
      },
      {
        page: quiet,
        id: null,
        form: {
          values: { name: text, colour: "" },
          errors: { name: "List name is required", colour: "Choose a colour" },
        },
        colours,
        sections: [],
        sectionForm: { values: { name: "" }, errors: {} },
        archived: false,
      },
      {
        page: quiet,
        id: 1,
        form: { values: { name: text, colour: "moss" }, errors: {} },
        colours,
        sections: [],
        sectionForm: { values: { name: text }, errors: { name: "Section name is required" } },
        archived: true,
      },
    ],
    "tags/index": [
      { page, tags: [{ name: text, toDo: "12 tasks" }] },
      { page: quiet, tags: [] },
    ],
    "tags/form": [
      { page: quiet, name: text, form: { values: { name: text }, errors: {} }, mergeWith: null },
      {
        page: quiet,
        name: text,
        form: { values: { name: "" }, errors: { name: "Tag name is required" } },
        mergeWith: text,
      },
    ],
    "searches/index": [
      {
        page,
        searches: [
          { id: 1, name: text, query: text },
          { id: 2, name: "Waiting over a week", query: "#waiting created<-7d" },
        ],
        form: { values: { name: "", q: "" }, errors: {} },
      },
      {
        page: quiet,
        searches: [],
        form: {
          values: { name: text, q: text },
          errors: { name: "Name is required", q: "Query is required" },
        },
      },
    ],
    "searches/form": [
      { page: quiet, id: 1, version: 2, form: { values: { name: text, q: text }, errors: {} } },
      {
        page: quiet,
        id: 1,
        version: 2,
        form: { values: { name: "", q: text }, errors: { name: text, q: text } },
      },
    ],
  } satisfies Partial<Samples>;
}

function catchUpStates(page: Page, quiet: Page, text: string): Views["catch_up/show"][] {
  const late = (id: number, days: number, chosen: string, repeat: string | null = null) => ({
    row: row(id, text, {
      due: { iso: "2026-11-18", text: "Wed 18 Nov", late: `${days} days late` },
      ...{ repeat, tags: [text], list: { id: 1, name: text, colour: "moss" } },
    }),
    ...{ days, name: `task-${id}`, dayName: `day-${id}` },
    choices: choices({ "": "Leave", done: "Done", date: "Pick a day", drop: "Drop" }, chosen),
  });
  const group = (id: string, heading: string, tasks: ReturnType<typeof late>[]) => {
    return { id, heading, count: { value: tasks.length, text: String(tasks.length) }, tasks };
  };
  const first: Views["catch_up/show"] = {
    page: quiet,
    summary: "3 are late, the oldest by 14 days.",
    groups: [
      group("weeks", "More than a week late", [late(1, 14, "")]),
      group("days", "Up to a week late", [late(2, 2, "date"), late(3, 2, "drop", "every day")]),
    ],
    ...{ form: { values: {}, errors: {} }, continued: false, nextHref: null },
    returnTo: "/catch-up",
  };
  return [
    first,
    {
      ...first,
      form: { values: { "day-2": text, rest: "today" }, errors: { "day-2": text } },
      ...{ continued: true, nextHref: "/catch-up?cursor=abc", returnTo: "/catch-up?cursor=ab" },
    },
    { ...first, page, groups: [], summary: "" },
    { ...first, groups: [], summary: "", continued: true },
  ];
}
