/** Models for every page: everyday ones and hostile ones, for the tests that render them all. */

import type { Flash, Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import { settingsPages, taskPages } from "./sample_pages.ts";
import {
  bulk,
  colours,
  controls,
  moment,
  navigation,
  none,
  quickAdd,
  row,
  timeZones,
  wrongAdd,
} from "./sample_parts.ts";

export type Samples = { [Name in keyof Views]: Views[Name][] };

/** Text that breaks out of attributes, elements and lines where a template lets it. */
export const HOSTILE = `"><script>alert('x')</script> & ]]> --> مرحبا \u202E  \n\n e\u0301 😀`;
export const EVERYDAY = "Call the dentist about Ida’s brace";
/** Of the longest title, without a place to break it. */
export const LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmütze".repeat(4);
export const RIGHT_TO_LEFT = "اتصل بطبيب الأسنان بخصوص تقويم إيدا";

/** One of them: the usual state of a page, or the state at `index`. */
export function sample<Name extends keyof Views>(name: Name, text: string, index = 0): Views[Name] {
  const model = samples(text)[name][index];
  if (model === undefined) throw new Error(`There is no state ${index} of ${name}`);
  return model;
}

/** Every page in its states, with `text` wherever a person's words stand. */
export function samples(text: string): Samples {
  const undo = { label: "Undo", action: "/undo/55", fields: { return_to: text } };
  const keep = {
    label: "Keep my words as they were",
    action: "/tasks/55/plain",
    fields: { return_to: text },
  };
  const done: Flash = {
    kind: "done",
    text: "Added",
    subject: { title: text, href: "/tasks/55" },
    receipt: "due Sat 21 Nov, 09:00 · every month · in Home",
    actions: [undo, keep],
  };
  const notice: Flash = { kind: "notice", text, subject: null, receipt: null, actions: [] };
  const page: Page = {
    title: text,
    viewer: { name: text },
    csrf: text,
    requestKey: text,
    navigation: navigation(text),
    flash: done,
  };
  const quiet: Page = { ...page, flash: null };
  const signedOut: Page = { ...page, viewer: null, navigation: null, flash: notice };
  const same: Page = { ...page, csrf: "", requestKey: "", navigation: null, flash: null };
  return {
    ...accounts(signedOut, text),
    ...lists(page, quiet, text),
    ...taskPages(page, quiet, text),
    ...settingsPages(page, quiet, text),
    "forms/confirm": [
      {
        page,
        heading: text,
        explanation: text,
        action: "/tasks/7",
        fields: [
          { name: "version", label: null, kind: "hidden", value: text },
          { name: "title", label: "Title", kind: "line", value: text },
          { name: "description", label: "Notes", kind: "text", value: text },
          { name: "email", label: "Email", kind: "email", value: text },
          { name: "password", label: "Password", kind: "password", value: "" },
        ],
        submitLabel: "Save",
        cancelHref: "/dashboard",
      },
    ],
    "errors/show": [
      {
        page: same,
        status: 404,
        heading: "There is nothing at this address",
        explanation: text,
        requestId: null,
        ways: [
          { href: "/dashboard", label: "Go to Today" },
          { href: "/tasks", label: "All tasks" },
        ],
      },
      {
        page: { ...same, viewer: null },
        status: 503,
        heading: "The database does not answer",
        explanation: text,
        requestId: text,
        ways: [],
      },
    ],
  };
}

function accounts(page: Page, text: string) {
  const signin: Views["auth/signin"] = {
    page,
    form: { values: { email: text, password: "" }, errors: {} },
    formError: null,
    notice: text,
    returnTo: "/tasks/3",
  };
  const signup: Views["auth/signup"] = {
    page: { ...page, flash: null },
    form: { values: { name: text, email: text, password: "", time_zone: "" }, errors: {} },
    formError: null,
    timeZones,
    passwordMinLength: 8,
  };
  const errors = {
    name: "Name is required",
    email: "Please enter a valid email",
    password: "Password is required",
    time_zone: "Choose a time zone of the list",
  };
  return {
    "home/show": [{ page }],
    "auth/signup": [signup, { ...signup, form: { ...signup.form, errors } }],
    "auth/signin": [
      signin,
      { ...signin, formError: "Invalid email or password", notice: null, returnTo: "" },
      { ...signin, form: { ...signin.form, errors: { password: "Password is required" } } },
    ],
  } satisfies Partial<Samples>;
}

function lists(page: Page, quiet: Page, text: string) {
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
  const ticked = [
    row(7, text, { done: true, completedAt: moment }),
    row(8, "Book the boiler service", { done: true, completedAt: moment, hasNotes: true }),
  ];
  const group = (id: string, heading: string, rows = toDo) => ({
    ...{ id, heading, day: null, rows, more: null, add: null },
    count: { value: rows.length, text: String(rows.length) },
  });
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
    overdue: group("h-late", "Overdue", overdue),
    toDo: group("h-do", "To do"),
    doneToday: ticked,
    next: [day(21, "Saturday", 21), day(22, "Sunday", 22)],
    firstRun: false,
    needsTimeZone: true,
    bulk,
    returnTo: "/dashboard",
  };
  const nothing = {
    ...today,
    ...empty,
    page: quiet,
    summary: "Nothing is waiting for you.",
    doneToday: [],
    next: [],
  };
  const list: Views["tasks/index"] = {
    page: quiet,
    heading: text,
    colour: "moss",
    summary: "Twelve to do, one of them late.",
    quickAdd: quickAdd(text),
    controls: controls(text),
    groups: [
      { ...group("s-none", ""), heading: null, count: null, rows: overdue },
      {
        ...group("s-7", text),
        more: { href: "/lists/1?section=7", label: `All of ${text}` },
        add: { href: "/tasks/new?list=1/7", label: `Add to ${text}` },
      },
      { ...group("s-9", text, []), add: { href: "/tasks/new?list=1/9", label: `Add to ${text}` } },
      group("s-8", "Completed", ticked),
    ],
    empty: "Nothing is waiting for you.",
    continued: true,
    firstHref: "/lists/1",
    nextHref: "/lists/1?cursor=abc",
    bulk: { ...bulk, all: { fields: { all: "1", count: "214" }, count: none(214) } },
    actions: [{ href: "/lists/1/edit", label: "Edit the list" }],
    byHand: true,
    returnTo: "/lists/1?sort=manual",
  };
  const bare = { ...list, groups: [], continued: false, nextHref: null, actions: [] };
  return {
    "dashboard/show": [
      today,
      { ...nothing, needsTimeZone: false },
      { ...nothing, firstRun: true },
      { ...today, page: quiet, quickAdd: wrongAdd(text) },
      { ...today, ...empty },
    ],
    "tasks/index": [
      list,
      {
        ...{ ...list, page, quickAdd: wrongAdd(text), colour: null, byHand: false },
        bulk: { ...bulk, page: { href: "/lists/1?select=page", picked: true } },
        groups: [group("s-7", text, [row(1, text, { picked: true })])],
      },
      bare,
      { ...bare, continued: true, quickAdd: null, colour: null },
      {
        ...{ ...bare, heading: "Upcoming", colour: null, byHand: false },
        groups: [day(21, "Saturday", 21), day(22, "Sunday", 22)],
      },
    ],
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
    "tags/form": [
      { page: quiet, name: text, form: { values: { name: text }, errors: {} } },
      {
        page: quiet,
        name: text,
        form: { values: { name: "" }, errors: { name: "Tag name is required" } },
      },
    ],
  } satisfies Partial<Samples>;
}
