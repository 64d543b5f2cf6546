/** Sample models of the pages for tasks and settings. */
import type { Fact } from "../../src/forms/task.ts";
import type { Page } from "../../src/views/models/page.ts";
import type { FactForms, TaskDetail } from "../../src/views/models/task.ts";
import type { Views } from "../../src/views/models.ts";
import { taskChange } from "./sample_history.ts";
import {
  choices,
  invalidQuickAdd,
  invalidTaskForm,
  moment,
  notes,
  quickAdd,
  row,
  taskForm,
  timeZones,
} from "./sample_parts.ts";
import type { Samples } from "./samples.ts";

export function taskPages(page: Page, quiet: Page, text: string) {
  const task: TaskDetail = {
    ...row(7, text, {
      due: { iso: "2026-11-18T17:00", text: "Wed 18 Nov 17:00", late: "2 days late" },
      priority: 3,
      repeat: "every month",
      list: { id: 1, name: text, colour: "clay" },
      tags: ["invoice", text],
      hasNotes: true,
    }),
    description: `${text}\r\nand\n\nmore`,
    notesHtml: notes,
    foundInNotes: [{ text, isMatch: true }],
    dueSentence: "Due Wednesday 18 November, 17:00, two days ago",
    startsOn: "Mon 16 Nov",
    repeatSentence: "On the last day of every month.",
    nextDates: ["30 Nov", "31 Dec", "31 Jan"],
    section: text,
    after: choices({ 3: text, 4: "Pay rent" }, "3"),
    parent: null,
    checklist: [
      row(8, text, { done: true, completedAt: moment }),
      row(9, "Send the open invoices", { hasNotes: true }),
    ],
    createdAt: moment,
    updatedAt: { iso: "2026-11-20T09:00:00.000Z", text: "Fri 20 Nov 2026, 09:00" },
  };
  const bare: TaskDetail = {
    ...task,
    ...row(7, text, { done: true, completedAt: moment }),
    ...{ description: "", notesHtml: null, foundInNotes: null, dueSentence: null, startsOn: null },
    ...{ repeatSentence: null, nextDates: [], section: null, after: [], checklist: [] },
  };
  const fields = taskForm(text);
  const item = { ...quickAdd(text), label: "Add to the checklist" };
  const invalidItem = { ...invalidQuickAdd(text), label: "Add to the checklist" };
  const saved = { title: text, list: "1", tags: "errand" };
  const facts: FactForms = {
    ...{ form: { values: saved, errors: {} }, again: null, version: 3 },
    ...{ lists: choices({ "": "Inbox", 1: text }, "1"), putsBack: false },
  };
  const noPast = { changes: [], moreChangesHref: null, isOlderThanHistory: false };
  const show = { facts, list: { href: "/lists/1#t-7", label: text }, ...noPast };
  const again = (name: Fact) => ({
    ...{ page: quiet, task, addToChecklist: item, ...show },
    facts: {
      ...{ ...facts, again: name, putsBack: name === "list" },
      form: { values: saved, errors: { [name]: text } },
    },
  });
  const added = { cancelHref: "/tasks" };
  const unknown = { yours: false, saved: false };
  const untouched = { yours: true, saved: false };
  const conflict: Views["tasks/conflict"] = {
    page: quiet,
    id: 7,
    version: 4,
    seen: text,
    savedAt: moment,
    completedAt: null,
    fields: [
      {
        ...{ field: "title", label: "Title", yours: text, saved: `${text} too` },
        ...{ isUntouched: unknown, isText: false },
      },
      {
        ...{ field: "due_on", label: "Due", yours: "Mon 23 Nov", saved: "" },
        ...{ isUntouched: untouched, isText: false },
      },
      {
        ...{ field: "description", label: "Notes", yours: "", saved: `${text}\n\nmore` },
        ...{ isUntouched: unknown, isText: true },
      },
    ],
    yours: { title: text, description: "", due_on: "2026-11-23" },
    combined: fields,
  };
  const many: Views["tasks/many"] = {
    page: quiet,
    form: { values: { lines: `Oats\nLemons\n${text}` }, errors: {} },
    preview: null,
    count: 0,
    seen: "",
    listId: 1,
    returnTo: "/lists/1",
  };
  const past = {
    changes: [taskChange(9, text), { ...taskChange(8, text), isUndone: true, others: null }],
    moreChangesHref: "/history?task=7",
    isOlderThanHistory: true,
  };
  return {
    "tasks/new": [
      { page: quiet, fields, ...added },
      { page: quiet, fields: invalidTaskForm(text), ...added },
      { page, fields: taskForm("", { repeat: "never" }), ...added },
    ],
    "tasks/edit": [
      { page: quiet, id: 7, version: 3, seen: text, fields },
      { page: quiet, id: 7, version: 3, seen: text, fields: invalidTaskForm(text) },
    ],
    "tasks/show": [
      { page: quiet, task, addToChecklist: item, ...show, ...past },
      { page, task: bare, addToChecklist: invalidItem, ...show },
      {
        ...{ page: quiet, ...show, addToChecklist: null },
        task: { ...bare, ...row(7, text), parent: { id: 6, title: text }, after: [] },
      },
      { page: quiet, task: bare, addToChecklist: null, ...show },
      ...(["title", "list", "tags"] as const).map(again),
    ],
    "tasks/conflict": [conflict, { ...conflict, completedAt: moment }],
    "tasks/many": [
      many,
      { ...many, form: { ...many.form, errors: { lines: "Write at least one line" } } },
      {
        ...many,
        seen: text,
        preview: Array.from({ length: 11 }, (_, index) => ({
          number: 2 * index + 1,
          title: `${text} ${index}`,
          receipt: index % 2 === 0 ? "" : "due Sat 21 Nov, 09:00 · every month",
        })),
      },
    ],
  } satisfies Partial<Samples>;
}

export function settingsPages(page: Page, quiet: Page, text: string) {
  const shown: Views["settings/show"] = {
    page,
    email: text,
    groups: [
      [
        {
          heading: "You",
          state: [{ typed: text }, { strong: text }, "."],
          deservesLook: true,
          href: "/settings/account",
        },
      ],
      [
        { heading: "Days and times", state: [text], deservesLook: false, form: "dates" },
        { heading: "Look", state: [text], deservesLook: false, form: "look" },
      ],
    ],
    dates: {
      form: {
        values: {
          ...{ time_zone: "Europe/Copenhagen", week_start: "1" },
          ...{ time_format: "24", date_format: "" },
        },
        errors: {},
      },
      clock: "It is Friday 20 November, 08:43 where you are.",
      timeZones,
      weekStarts: choices({ 1: "Monday", 6: "Saturday", 7: "Sunday" }, "1"),
      timeFormats: choices({ 24: "17:00", 12: "5 pm" }, "24"),
      dateFormats: choices({ "": "Not chosen", day_first: "Day first" }, ""),
    },
    look: {
      form: { values: { theme: "dark", density: "compact", landing_view: "today" }, errors: {} },
      themes: choices({ system: "As the device", dark: "Dark" }, "dark"),
      densities: choices({ comfortable: "Comfortable", compact: "Compact" }, "compact"),
      landingViews: choices({ today: "Today", inbox: "Inbox" }, "today"),
      landingSearches: [],
    },
  };
  const invalid: Views["settings/show"] = {
    ...shown,
    page: quiet,
    dates: {
      ...shown.dates,
      form: {
        values: { time_zone: text, week_start: text, time_format: text, date_format: text },
        errors: {
          time_zone: "Choose a time zone from the list",
          week_start: "Choose a day",
          time_format: text,
          date_format: text,
        },
      },
    },
    look: {
      ...shown.look,
      form: {
        values: { theme: text, density: text, landing_view: text },
        errors: { theme: text, density: text, landing_view: text },
      },
      landingSearches: choices({ "search:1": text }, ""),
    },
  };
  return {
    "settings/show": [shown, invalid],
  } satisfies Partial<Samples>;
}
