/** Models for every page: everyday ones and hostile ones, for the tests that render them all. */

import type { Page, QuickAdd, TaskDetail, TaskRow, Views } from "../../src/views/models.ts";

export type Samples = { [Name in keyof Views]: Views[Name][] };

/** Text that breaks out of attributes, elements and lines where a template lets it. */
export const HOSTILE = `"><script>alert('x')</script> & ]]> --> مرحبا \u202E  \n\n e\u0301 😀`;
export const EVERYDAY = "Call the dentist about Ida’s brace";

const moment = { iso: "2026-11-20T08:41:00.000Z", text: "Fri 20 Nov, 08:41" };
const few = { value: 12, text: "12" };

/** One of them: the usual state of a page, or the state at `index`. */
export function sample<Name extends keyof Views>(name: Name, text: string, index = 0): Views[Name] {
  const model = samples(text)[name][index];
  if (model === undefined) throw new Error(`There is no state ${index} of ${name}`);
  return model;
}

/** Every page in its states, with `text` wherever a person's words stand. */
export function samples(text: string): Samples {
  const undo = { label: "Undo", action: "/tasks/55/restoration", fields: { return_to: text } };
  const page: Page = {
    title: text,
    viewer: { name: text },
    place: "pending",
    csrf: text,
    pendingCount: few,
    flash: { kind: "done", text: "Completed", subject: { title: text, href: "/tasks/55" }, undo },
  };
  const notice: Page["flash"] = { kind: "notice", text, subject: null, undo: null };
  const signedOut: Page = { ...page, viewer: null, place: null, pendingCount: null, flash: notice };
  const same: Page = { ...page, place: null, csrf: "", pendingCount: null, flash: null };

  const quickAdd: QuickAdd = {
    form: { values: { title: text }, errors: {} },
    requestKey: text,
    returnTo: "/dashboard",
  };
  const wrongAdd: QuickAdd = {
    ...quickAdd,
    form: { values: { title: text }, errors: { title: "Title must be 200 characters or less" } },
  };
  const rows = [row(1, text), row(2, text, { hasNotes: true })];
  const doneRows = [
    row(3, text, { done: true, completedAt: moment }),
    row(4, text, { done: true, completedAt: moment, hasNotes: true }),
  ];
  const task: TaskDetail = {
    ...row(7, text, { hasNotes: true }),
    description: `${text}\r\nand\n\nmore`,
    version: 3,
    createdAt: moment,
    updatedAt: moment,
  };
  const typed = { title: text, description: `\n${text}` };
  const wrong = {
    title: "Title is required",
    description: "Description must be 10,000 characters or less",
  };

  const list: Views["tasks/index"] = {
    page,
    heading: "All tasks",
    status: "all",
    filters: [
      { status: "pending", label: "To do", href: "/tasks?status=pending" },
      { status: "all", label: "All", href: "/tasks" },
    ],
    pendingCount: few,
    completedCount: { value: 100, text: "99+" },
    quickAdd,
    rows: [...rows, ...doneRows],
    continued: true,
    firstHref: "/tasks",
    nextHref: "/tasks?cursor=abc",
    returnTo: "/tasks?cursor=abc",
  };
  const none = { rows: [], continued: false, nextHref: null };
  const today: Views["dashboard/show"] = {
    page: { ...page, place: "dashboard" },
    today: { iso: "2026-11-20", text: "Friday 20 November" },
    quickAdd,
    pending: rows,
    pendingCount: few,
    doneToday: doneRows,
    firstRun: false,
    returnTo: "/dashboard",
  };
  const nothing = { pending: [], doneToday: [], pendingCount: { value: 0, text: "0" } };
  const signin: Views["auth/signin"] = {
    page: signedOut,
    form: { values: { email: text, password: "" }, errors: {} },
    formError: null,
    notice: text,
    returnTo: "/tasks/3",
  };
  const signup: Views["auth/signup"] = {
    page: signedOut,
    form: { values: { name: text, email: text, password: "" }, errors: {} },
    formError: null,
    requestKey: "7d1f4a52-3f0e-4b19-9f6c-0d6a1f0c2b11",
    passwordMinLength: 8,
  };
  const conflict: Views["tasks/conflict"] = {
    page,
    id: 7,
    version: 4,
    yours: typed,
    saved: { title: `${text} too`, description: "" },
    savedAt: moment,
    combined: typed,
  };

  return {
    "home/show": [{ page: signedOut }],
    "auth/signup": [
      signup,
      {
        ...signup,
        form: {
          ...signup.form,
          errors: {
            name: "Name is required",
            email: "Please enter a valid email",
            password: "Password is required",
          },
        },
      },
    ],
    "auth/signin": [
      signin,
      { ...signin, formError: "Invalid email or password", notice: null, returnTo: "" },
      { ...signin, form: { ...signin.form, errors: { password: "Password is required" } } },
    ],
    "dashboard/show": [
      today,
      { ...today, ...nothing },
      { ...today, ...nothing, firstRun: true },
      { ...today, quickAdd: wrongAdd },
    ],
    "tasks/index": [
      list,
      { ...list, quickAdd: wrongAdd },
      { ...list, ...none },
      { ...list, ...none, status: "pending" },
      { ...list, ...none, status: "completed" },
      { ...list, ...none, continued: true },
    ],
    "tasks/new": [
      { page, form: { values: typed, errors: {} }, requestKey: text, cancelHref: "/tasks" },
      { page, form: { values: typed, errors: wrong }, requestKey: text, cancelHref: "/tasks" },
    ],
    "tasks/show": [
      { page, task, list: { href: "/tasks#t-7", label: "All tasks" } },
      {
        page,
        task: { ...task, description: "", done: true, completedAt: moment },
        list: { href: "/dashboard#t-7", label: "Today" },
      },
    ],
    "tasks/edit": [
      { page, id: 7, version: 3, form: { values: typed, errors: {} } },
      { page, id: 7, version: 3, form: { values: typed, errors: wrong } },
    ],
    "tasks/conflict": [conflict],
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

function row(id: number, title: string, more: Partial<TaskRow> = {}): TaskRow {
  return { id, title, done: false, hasNotes: false, completedAt: null, ...more };
}
