/** The fields of a task's form, with their choices. */
import { isDay } from "../dates/calendar.ts";
import { shortDay } from "../dates/format.ts";
import type { UserScope } from "../db/scope.ts";
import { parseRepeat } from "../forms/repeat.ts";
import { DAY_CODES, monthDayChoices, yearDayChoices } from "../forms/repeat_days.ts";
import type { TaskField } from "../forms/task.ts";
import { currentRepeat, EMPTY_TASK } from "../forms/task_values.ts";
import type { DeletedRow } from "../models/deleted_rows.ts";
import type { ListOutline } from "../models/lists.ts";
import { PRIORITY_LABELS } from "../models/priority.ts";
import type { Task } from "../models/task_records.ts";
import { customLabel, describeRule } from "../recurrence/description.ts";
import { upcoming } from "../recurrence/occurrences.ts";
import { parseRule, type Repeat } from "../recurrence/rule.ts";
import { capitalized } from "../text.ts";
import type { Choice, FormView } from "../views/models/form.ts";
import type { TaskForm } from "../views/models/task.ts";
import { toListChoices } from "./list_controls.ts";

/** How many of a series' next dates a form shows. */
const DATES_SHOWN = 5;

/**
 * A choice without a value is as on an empty form.
 * @param task the task that is edited; null: a new one.
 */
export function toTaskForm(
  scope: UserScope,
  { values, errors }: FormView<TaskField>,
  { task, ...places }: Places & { task: Task | null },
): TaskForm {
  const due = isDay(values.due_on) ? values.due_on : null;
  const chosen = (field: TaskField) => values[field] || EMPTY_TASK[field];
  const among = (field: TaskField, options: readonly (readonly [string, string])[]) =>
    options.map(([value, label]) => ({ value, label, selected: value === chosen(field) }));
  const current = task === null ? null : currentRepeat(task);
  const repeat = parseRepeat(values, { dueOn: due, current, weekStart: scope.weekStart });
  const finished = task?.repeatFinished ?? 0;
  const isItem = task !== null && task.parentId !== null;
  return {
    form: { values, errors: inPageOrder(errors) },
    isItem,
    hasDates: !isItem || task.dueOn !== null || task.startsOn !== null || hasDateErrors(errors),
    priorities: among("priority", Object.entries(PRIORITY_LABELS)),
    ...placeChoices(values.list, places),
    repeats: among("repeat", [...REPEATS, ...customChoice(values.repeat_rule)]),
    customRule: values.repeat_rule,
    repeatDays: dayChoices(scope.weekStart, values.repeat_days),
    repeatOn: monthDayChoices(due, values.repeat_on),
    repeatYearOn: yearDayChoices(due, values.repeat_year_on),
    repeatModes: among("repeat_mode", MODES),
    repeatEnds: among("repeat_ends", ENDS),
    repeatMoves: current === null ? [] : among("repeat_moves", MOVES),
    repeatSays:
      repeat.ok && repeat.value !== null && due !== null
        ? toWords(repeat.value, { due, finished, today: scope.today })
        : null,
  };
}

/** What a list can be chosen from. @param chosen the selected value. */
export interface Places {
  lists: readonly ListOutline[];
  /** The chosen list, where it has been deleted. */
  deletedList?: DeletedRow | null;
}

export function placeChoices(
  chosen: string,
  { lists, deletedList = null }: Places,
): Pick<TaskForm, "lists" | "putsBack"> {
  return {
    lists: [...toListChoices(lists, chosen), ...deletedChoice(deletedList)],
    putsBack: deletedList !== null,
  };
}

/** The rule that the task has, where the other fields cannot draw it. */
function customChoice(text: string): [string, string][] {
  const rule = parseRule(text);
  if (rule?.unit !== "custom") return [];
  return [["custom", capitalized(customLabel(rule))]];
}

function hasDateErrors(errors: FormView<TaskField>["errors"]): boolean {
  return (["due_on", "due_time", "starts_on", "repeat"] as const).some((name) => name in errors);
}

/** Choosing a deleted list puts it back. */
function deletedChoice(list: DeletedRow | null): Choice[] {
  if (list === null) return [];
  const label = `${list.name} (deleted: save to put it back)`;
  return [{ value: String(list.id), label, selected: true }];
}

function inPageOrder(errors: FormView<TaskField>["errors"]): typeof errors {
  const names = Object.keys(EMPTY_TASK) as TaskField[];
  const inOrder = names.filter((name) => name in errors).map((name) => [name, errors[name]]);
  return Object.fromEntries(inOrder);
}

/** The rule as a sentence, and its dates from the due date on. */
export function toWords(
  repeat: Repeat,
  { due, finished, today }: { due: string; finished: number; today: string },
): { sentence: string; dates: string[] } {
  const days = upcoming(repeat, { due, finished, count: DATES_SHOWN });
  const { movedFrom } = repeat;
  const moved = movedFrom === undefined ? "" : `; moved from ${shortDay(movedFrom, today)}`;
  return {
    sentence: `${describeRule(repeat)}${moved}.`,
    dates: days.map((day) => shortDay(day, today)),
  };
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
  ["strict", "As planned"],
  ["catch-up", "Skip missed ones"],
  ["completion", "Counted from completion"],
] as const;

const MOVES = [
  ["this", "This one only"],
  ["series", "The series from here on"],
] as const;

const ENDS = [
  ["never", "Never"],
  ["date", "On a date"],
  ["count", "After a number of times"],
] as const;

/** From the first day of the user's week. @param ticked day codes, separated by commas. */
function dayChoices(weekStart: number, ticked: string): Choice[] {
  const days = ticked.split(",");
  const inOrder = [...DAY_CODES.slice(weekStart - 1), ...DAY_CODES.slice(0, weekStart - 1)];
  return inOrder.map((value) => ({
    value,
    label: capitalized(value),
    selected: days.includes(value),
  }));
}
