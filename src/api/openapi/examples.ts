/** Examples of bodies and answers: by the name of the component, and by names of their own. */
import { fieldsJson, NOTHING_SET } from "../../models/task_fields.ts";

type Examples = Record<string, unknown>;

const TIME = "2026-11-20T08:41:07.250Z";
const PASSWORD = "violet harbour kettle";
const RENT = "Pay the rent";
const SETTINGS = {
  ...{ time_zone: "Europe/Berlin", week_start: 1, date_format: "day_first", time_format: "24" },
  ...{ theme: "system", density: "comfortable", landing_view: "today" },
};
const PLAN = { due_on: "2026-11-30", due_time: "17:00", priority: "high", tags: ["bills"] };

export const TASK = {
  id: 7,
  user_id: "9f1b6c1e-6a53-4d0b-9c55-0c7f3a2e8d41",
  ...fieldsJson(NOTHING_SET),
  title: RENT,
  description: "By standing order from next month on.",
  completed: false,
  completed_at: null,
  ...PLAN,
  list_id: 2,
  parent_id: null,
  checklist: { done: 1, total: 3 },
  repeat: {
    rule: "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD",
    mode: "rule",
    anchor: "2026-10-31",
  },
  moved_from: null,
  position: "7",
  version: 1,
  created_at: TIME,
  updated_at: TIME,
};
const LIST = {
  id: 2,
  name: "Home",
  colour: "moss",
  archived: false,
  archived_at: null,
  position: "2",
  version: 1,
};
const SECTION = { id: 1, list_id: 2, name: "Kitchen", position: "1", version: 1 };
const TAG = { id: 3, name: "bills" };
const SEARCH = {
  id: 3,
  name: "Waiting over a week",
  q: "#waiting created<-7d is:open",
  position: "3",
  version: 1,
  created_at: TIME,
  updated_at: TIME,
};
const CHANGE = {
  id: 41,
  kind: "task.completed",
  label: "Completed",
  subject: RENT,
  created_at: TIME,
  undoes: null,
  undone_by: null,
};
const COMPLETED = { completed: 3, on_time: 1, late: 1 };
const TRASHED = { id: 9, title: "Buy stamps", deleted_at: TIME };

export const EXAMPLES: Record<string, Examples> = {
  SignUp: { usual: { name: "Ann", email: "Ann@Example.org", password: PASSWORD } },
  SignIn: {
    usual: { email: "ann@example.org", password: PASSWORD },
    withCode: { email: "ann@example.org", password: PASSWORD, otp: "287082" },
  },
  SignedIn: {
    signedIn: {
      user: { id: TASK.user_id, email: "ann@example.org", name: "Ann" },
      // Of the form of a token, but without a valid signature.
      token: "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoiOWYxYjZjMWUifQ.c2lnbmVkLWJ5LW5vYm9keQ",
    },
  },
  SignUpStarted: { usual: { message: "Check your mail" } },
  SignedOut: { signedOut: { message: "Signed out successfully" } },

  Task: { pending: TASK },
  TaskList: pageOf("tasks", TASK, ["created", "7"]),
  CompletedTask: { usual: { ...TASK, next: 12 } },
  SkippedTask: { usual: { ...TASK, due_on: "2026-12-31", deleted: false } },
  NewTask: {
    short: { title: RENT },
    whole: { title: "Buy stamps", description: "Ten of them.", completed: true },
    planned: {
      title: RENT,
      ...PLAN,
      repeat: { rule: "FREQ=MONTHLY;BYMONTHDAY=-1", mode: "catch_up" },
    },
    line: { quick_add: "pay rent tomorrow 9am every month #bills !1" },
  },
  WholeTask: {
    whole: { title: RENT, description: "In cash.", completed: false },
    ifUnchanged: { title: RENT, version: 2 },
  },
  TaskChanges: {
    title: { title: "Pay the rent and the deposit" },
    planned: { due_on: "2026-12-01", due_time: null, priority: "low" },
    ifUnchanged: { completed: true, version: 4 },
  },
  Completion: { complete: { completed: true }, reopen: { completed: false } },
  Move: { top: { to: "top" } },
  Bulk: {
    complete: { ids: [7, 9], action: "complete" },
    tag: { ids: [7, 9], action: "tag", tag: "bills" },
    reschedule: { ids: [7], action: "due", due_on: "2026-12-01" },
    skip: { ids: [7, 9], action: "skip" },
    inbox: { ids: [7], action: "move", list_id: null },
  },
  BulkDone: { usual: { count: 2, changed: 2, change_id: 41 } },

  List: { usual: LIST },
  Lists: { usual: { lists: [LIST] } },
  NewList: { usual: { name: "Home", colour: "sea" } },
  ListChanges: { archive: { archived: true } },
  Section: { usual: SECTION },
  Sections: { usual: { sections: [SECTION] } },
  SectionName: { create: { name: "Kitchen" }, rename: { name: "Garden" } },
  Tag: { usual: TAG },
  Tags: { usual: { tags: [TAG] } },
  TagName: { usual: { name: "money" } },

  Search: { usual: SEARCH },
  Searches: { usual: { searches: [SEARCH] } },
  NewSearch: { usual: { name: SEARCH.name, q: SEARCH.q } },
  SearchChanges: { rename: { name: "Waiting" }, query: { q: "#waiting due<today" } },
  Calendar: {
    usual: {
      from: "2026-11-30",
      to: "2026-12-31",
      days: [
        {
          date: "2026-11-30",
          count: 1,
          tasks: [{ id: 7, title: RENT, due_time: "17:00", state: "open" }],
        },
        {
          date: "2026-12-31",
          count: 1,
          tasks: [{ id: 7, title: RENT, due_time: "17:00", state: "to_come" }],
        },
      ],
      is_cut: false,
    },
  },

  History: { last: { changes: [CHANGE], next: null }, more: { changes: [CHANGE], next: "41" } },
  Stats: {
    usual: {
      ...{ from: "2026-11-20", to: "2026-11-21" },
      ...COMPLETED,
      days: [
        { date: "2026-11-20", ...COMPLETED },
        { date: "2026-11-21", completed: 0, on_time: 0, late: 0 },
      ],
      lists: [{ list_id: 2, name: "Home", ...COMPLETED }],
      tags: [{ tag_id: 3, name: "bills", completed: 1, on_time: 1, late: 0 }],
      repeats: [{ task_id: 7, title: RENT, kept: 1, late: 0, skipped: 1 }],
    },
  },
  Undo: { usual: {}, force: { force: true } },
  Undone: { usual: { change_id: 42 } },
  UndoConflict: {
    changed: {
      error: "Some of it has changed since",
      conflicts: [{ type: "task", id: 7, name: RENT }],
    },
    name_in_use: {
      error: "A name that it needs is in use",
      conflicts: [{ type: "list", id: 4, name: "Home" }],
    },
  },
  Trash: pageOf("tasks", TRASHED, [9, "2026-11-20 08:41:07.25+00"]),

  Settings: { usual: SETTINGS },
  SettingsChanges: { zone: { time_zone: "Pacific/Tongatapu" }, week: { week_start: 7 } },
};

/** @param name of the page's rows. @param cursor of its last row, decoded. */
function pageOf(name: string, row: object, cursor: readonly unknown[]): Examples {
  const rows = { [name]: [row] };
  const next = Buffer.from(JSON.stringify(cursor)).toString("base64url");
  return { last: { ...rows, next: null }, more: { ...rows, next } };
}
