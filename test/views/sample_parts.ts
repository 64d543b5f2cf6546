/** Parts of sample models that several pages share. */
import { EMPTY_TASK } from "../../src/forms/task_values.ts";
import type { Count, Moment } from "../../src/views/models/elements.ts";
import type { Choice, ChoiceGroup } from "../../src/views/models/form.ts";
import type { BulkBar, ListControls, QuickAdd } from "../../src/views/models/list.ts";
import type { Navigation } from "../../src/views/models/page.ts";
import type { TaskForm, TaskRow } from "../../src/views/models/task.ts";
import { navigationLinks } from "../../src/views/navigation.ts";
import type { IncludeOrBody } from "../../src/views/partials.ts";

export const moment: Moment = { iso: "2026-11-20T08:41:00.000Z", text: "Fri 20 Nov 2026, 08:41" };

export function count(value: number): Count {
  return { value, text: value > 1_000 ? "1,000+" : String(value) };
}

/** As rendered from Markdown: a string that templates may only print unescaped. */
export const notes = `<p>Everything for <strong>November</strong> before the accountant asks.</p>
<ul><li>VAT is <em>reverse charge</em></li><li>Split the phone bill 60/40, as <a href="https://example.com/" rel="nofollow noopener noreferrer">agreed</a>.</li></ul>
<blockquote><p>If it takes more than an hour, stop and ask.</p></blockquote><pre><code>git push</code></pre>` as unknown as IncludeOrBody;

export function navigation(
  text: string,
  searches: { id: number; name: string }[] = [],
): Navigation {
  return navigationLinks({
    here: "/dashboard",
    counts: { today: count(7), upcoming: count(123), inbox: count(3), all: count(41) },
    lists: [
      { id: 1, name: text, colour: "moss", count: count(12) },
      { id: 2, name: "Studio", colour: "clay", count: count(9) },
    ],
    tags: [
      { name: "errand", count: count(6) },
      { name: text, count: count(0) },
    ],
    searches: searches.map((search) => ({ ...search, count: count(4) })),
  });
}

export function row(id: number, title: string, more: Partial<TaskRow> = {}): TaskRow {
  const plain = {
    done: false,
    priority: 0,
    due: null,
    progress: null,
    hasNotes: false,
    picked: false,
  };
  const empty = { repeat: null, list: null, tags: [], completedAt: null, found: null };
  return { id, title, ...plain, ...empty, ...more };
}

export function choices(labels: Record<string, string>, chosen: string): Choice[] {
  return Object.entries(labels).map(([value, label]) => ({
    ...{ value, label },
    selected: value === chosen,
  }));
}

export const colours = choices(
  { moss: "Moss", clay: "Clay", sea: "Sea", sky: "Sky", rose: "Rose", sand: "Sand" },
  "moss",
);

export const timeZones: ChoiceGroup[] = [
  {
    label: "Fri 20 Nov, 07:43",
    choices: choices({ "Europe/Lisbon": "Lisbon", "Europe/London": "London" }, ""),
  },
  {
    label: "Fri 20 Nov, 08:43",
    choices: choices({ "Europe/Copenhagen": "Copenhagen" }, "Europe/Copenhagen"),
  },
];

export const bulk: BulkBar = {
  returnTo: "/dashboard",
  lists: choices({ "": "Inbox", 1: "Home", "1/7": "Home: Kitchen" }, ""),
  page: { href: "/dashboard?select=page", picked: false },
  all: null,
  isCompleted: false,
};

export function quickAdd(text: string): QuickAdd {
  return {
    form: { values: { title: text }, errors: {} },
    returnTo: "/lists/1",
    label: "Add a task",
    place: "1",
    hasFocus: false,
    dueOn: "2026-11-20",
    tags: [text],
    priority: "high",
    gives: text,
  };
}

export function invalidQuickAdd(text: string): QuickAdd {
  const errors = { title: "Title must be 200 characters or less" };
  return {
    ...quickAdd(text),
    form: { values: { title: text }, errors },
    place: null,
    hasFocus: true,
  };
}

export function controls(text: string): ListControls {
  return {
    statuses: [
      { href: "/lists/1", label: "To do", current: true },
      { href: "/lists/1?status=completed", label: "Completed", current: false },
      { href: "/lists/1?status=all", label: "All", current: false },
    ],
    action: "/lists/1",
    query: text,
    hidden: { status: text },
    sort: choices({ manual: "By hand", due: "Due", priority: "Priority" }, "manual"),
    tag: choices({ "": "Any", errand: "#errand", x: `#${text}` }, ""),
    priority: choices({ "": "Any", none: "None", high: "High" }, ""),
  };
}

export function taskForm(text: string, { repeat = "month" } = {}): TaskForm {
  const days = { mon: "Mon", tue: "Tue", wed: "Wed", thu: "Thu", fri: "Fri", sat: "Sat" };
  return {
    form: {
      values: {
        ...EMPTY_TASK,
        title: text,
        description: `\n${text}`,
        due_on: "2026-11-30",
        due_time: "17:00",
        starts_on: "",
        priority: "none",
        list: "1",
        tags: text,
        repeat,
        repeat_every: "1",
        repeat_days: "mon",
        repeat_on: "last_day",
        repeat_year_on: "date",
        repeat_mode: "strict",
        repeat_ends: "never",
        repeat_until: "",
        repeat_count: "",
      },
      errors: {},
    },
    priorities: choices({ none: "None", low: "Low", medium: "Medium", high: "High" }, "none"),
    lists: choices({ "": "Inbox", 1: "Home", "1/7": text }, "1"),
    repeats: choices(
      {
        ...{ never: "Never", day: "Days", weekday: "Weekdays" },
        ...{ week: "Weeks", month: "Months", year: "Years" },
      },
      repeat,
    ),
    customRule: text,
    repeatDays: choices({ ...days, sun: "Sun" }, "mon"),
    repeatOn: choices({ day_30: "the 30th", last_day: "the last day" }, "last_day"),
    repeatYearOn: choices({ date: "30 November" }, "date"),
    repeatModes: choices(
      {
        strict: "keeps to the dates",
        "catch-up": "skips what was missed",
        completion: "counts from when I finish",
      },
      "strict",
    ),
    repeatMoves: choices({ this: "This one only", series: "The series from here on" }, "this"),
    repeatEnds: choices({ never: "Never", date: "On a day", count: "After a number" }, "never"),
    putsBack: true,
    isItem: false,
    hasDates: true,
    repeatSays:
      repeat === "never"
        ? null
        : {
            sentence: "On the last day of every month.",
            dates: ["Mon 30 Nov", "Thu 31 Dec", "Sun 31 Jan"],
          },
  };
}

/** A task form with an error at every field. */
export function invalidTaskForm(text: string): TaskForm {
  const fields = taskForm(text);
  const names = Object.keys(fields.form.values);
  const errors = Object.fromEntries(names.map((name) => [name, `${name} is invalid`]));
  return { ...fields, form: { ...fields.form, errors } };
}
