/** The form of a task as its pages show it. */
import type { Viewer } from "../auth/authenticator.ts";
import { addDays, isDay, shortDay, weekdayOf } from "../dates/days.ts";
import { PRIORITIES } from "../forms/field_parsers.ts";
import { type CurrentRepeat, parseRepeat, repeatFields } from "../forms/repeat.ts";
import { DAY_CODES, monthDayChoices, yearDayChoices } from "../forms/repeat_days.ts";
import type { TaskField } from "../forms/task.ts";
import { listOutline } from "../models/lists.ts";
import { describeRule } from "../recurrence/description.ts";
import { upcoming } from "../recurrence/occurrences.ts";
import type { Repeat } from "../recurrence/rule.ts";
import type { Choice, FormView } from "../views/models/form.ts";
import type { TaskForm } from "../views/models/task.ts";
import { toListChoices } from "./list_controls.ts";

/** How many of the next dates a form tells. */
const DATES = 5;

export interface TaskFormOptions {
  today: string;
  /** The repeat that the task has already, and how many of its series are done. */
  current?: CurrentRepeat | null;
  finished?: number;
}

/** Nothing is filled in yet. */
export const EMPTY_TASK: Record<TaskField, string> = {
  title: "",
  description: "",
  due_on: "",
  due_time: "",
  starts_on: "",
  priority: "none",
  list: "",
  tags: "",
  ...repeatFields(null, null),
};

/** The form with its choices; what was not typed is chosen as on an empty one. */
export async function toTaskForm(
  viewer: Viewer,
  { values, errors }: FormView<TaskField>,
  { today, current = null, finished = 0 }: TaskFormOptions,
): Promise<TaskForm> {
  const due = isDay(values.due_on) ? values.due_on : null;
  const chosen = (field: TaskField) => values[field] || EMPTY_TASK[field];
  const among = (field: TaskField, options: readonly (readonly [string, string])[]) =>
    options.map(([value, label]) => ({ value, label, selected: value === chosen(field) }));
  const repeat = parseRepeat(values, { dueOn: due, current });
  return {
    form: { values, errors },
    priorities: among(
      "priority",
      PRIORITIES.map((name) => [name, inCapital(name)]),
    ),
    lists: toListChoices(await listOutline(viewer.scope), values.list),
    repeats: among("repeat", REPEATS),
    repeatDays: dayChoices(viewer.user.weekStart, values.repeat_days),
    repeatOn: monthDayChoices(due, values.repeat_on),
    repeatYearOn: yearDayChoices(due, values.repeat_year_on),
    repeatModes: among("repeat_mode", MODES),
    repeatEnds: among("repeat_ends", ENDS),
    repeatSays:
      repeat.ok && repeat.value !== null && due !== null
        ? toWords(repeat.value, { due, finished, today })
        : null,
  };
}

/** The rule as a sentence, and its days from the due date on. */
export function toWords(
  repeat: Repeat,
  { due, finished, today }: { due: string; finished: number; today: string },
): { sentence: string; dates: string[] } {
  const days = upcoming(repeat, { due, finished, count: DATES });
  return {
    sentence: `${describeRule(repeat)}.`,
    dates: days.map((day) => shortDay(day, today)),
  };
}

/** What is wrong with the dates: a preview does not ask for the rest yet. */
export function previewErrors(
  errors: FormView<TaskField>["errors"],
): FormView<TaskField>["errors"] {
  const isAboutDates = (field: string) => field.startsWith("repeat") || field === "due_on";
  return Object.fromEntries(Object.entries(errors).filter(([field]) => isAboutDates(field)));
}

const REPEATS = [
  ["never", "Never"],
  ["day", "Days"],
  ["weekday", "Weekdays"],
  ["week", "Weeks"],
  ["month", "Months"],
  ["year", "Years"],
] as const;

const MODES = [
  ["strict", "Keep to the dates"],
  ["catch-up", "Skip what was missed"],
  ["completion", "Count from when I finish"],
] as const;

const ENDS = [
  ["never", "I stop it"],
  ["date", "a date"],
  ["count", "a number of times"],
] as const;

/** A Monday: the names of the days are read off the week from it on. */
const SOME_MONDAY = "2000-01-03";

/** From the first day of the person's week on. */
function dayChoices(weekStart: number, ticked: string): Choice[] {
  const days = ticked.split(",");
  return DAY_CODES.map((_, index) => {
    const day = addDays(SOME_MONDAY, weekStart - 1 + index);
    const value = DAY_CODES[weekdayOf(day) - 1] ?? "";
    return { value, label: inCapital(value), selected: days.includes(value) };
  });
}

function inCapital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
