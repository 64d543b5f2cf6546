/** Two versions of one task: what was written while it was saved elsewhere, beside what was saved. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/bridge.ts";
import type { Context } from "../context.ts";
import { shortDay } from "../days.ts";
import { typed } from "../forms/fields.ts";
import { PRIORITIES } from "../forms/plan.ts";
import { currentRepeat, inputOf, listValue, type TaskField, taskFields } from "../forms/task.ts";
import { listOutline } from "../models/lists.ts";
import type { Task } from "../models/task_rows.ts";
import type { TaskInput } from "../models/tasks.ts";
import { formatRule } from "../repeats/rule.ts";
import { describeRule } from "../repeats/words.ts";
import { combine } from "../views/difference.ts";
import type { Choice, Views } from "../views/models.ts";
import { toListChoices } from "./list_tools.ts";
import { makePage, show, todayOf, toMoment } from "./pages.ts";
import { toTaskForm } from "./task_form.ts";

/** Nothing is saved yet: both are shown, and each way on names the saved version. */
export async function showConflict(
  context: Context,
  req: Request,
  res: Response,
  viewer: Viewer,
  saved: Task,
  yours: TaskInput,
  fields: Record<string, unknown>,
): Promise<void> {
  const today = todayOf(context, viewer.user);
  const values = taskFields(yours);
  const description = combine(yours.description, saved.description);
  const combined = { values: { ...values, description }, errors: {} };
  const options = { today, current: currentRepeat(saved), finished: saved.repeatFinished };
  const returnTo = typed(fields.return_to);
  const lists = toListChoices(await listOutline(viewer.scope));
  const model: Views["tasks/conflict"] = {
    page: await makePage(context, req, res, { title: "Two versions of one task" }),
    id: saved.id,
    version: saved.version,
    savedAt: toMoment(saved.updatedAt, viewer.user.timeZone),
    fields: differences(yours, saved, { lists, today }),
    yours: returnTo === "" ? values : { ...values, return_to: returnTo },
    combined: await toTaskForm(viewer, combined, options),
  };
  show(context, req, res, "tasks/conflict", model, 409);
}

/** Whether what is wanted is there already: sent twice, or the same from two tabs. */
export function isSaid(input: TaskInput, task: Task): boolean {
  return COMPARED.every(({ of }) => of(input) === of(inputOf(task)));
}

interface Compared {
  field: TaskField;
  label: string;
  /** The same for two values that say the same. */
  of: (input: TaskInput) => string;
  isText?: boolean;
}

const COMPARED: readonly Compared[] = [
  { field: "title", label: "Title", of: ({ title }) => title },
  { field: "due_on", label: "Due", of: ({ dueOn }) => dueOn ?? "" },
  { field: "due_time", label: "At", of: ({ dueTime }) => dueTime ?? "" },
  { field: "starts_on", label: "Hidden until", of: ({ startsOn }) => startsOn ?? "" },
  { field: "repeat", label: "Repeats", of: ({ repeat }) => repeatKey(repeat) },
  { field: "priority", label: "Priority", of: ({ priority }) => PRIORITIES[priority] },
  { field: "list", label: "List", of: ({ listId, sectionId }) => listValue(listId, sectionId) },
  { field: "tags", label: "Tags", of: ({ tags }) => tags.toSorted(byName).join(" ").toLowerCase() },
  { field: "description", label: "Notes", of: ({ description }) => description, isText: true },
];

function repeatKey(repeat: TaskInput["repeat"]): string {
  return repeat === null ? "" : `${repeat.mode} ${formatRule(repeat.rule)}`;
}

function byName(one: string, other: string): number {
  return one.toLowerCase() < other.toLowerCase() ? -1 : 1;
}

interface Names {
  lists: readonly Choice[];
  today: string;
}

function differences(
  yours: TaskInput,
  task: Task,
  names: Names,
): Views["tasks/conflict"]["fields"] {
  const saved = inputOf(task);
  return COMPARED.filter(({ of }) => of(yours) !== of(saved)).map(
    ({ field, label, isText = false }) => ({
      field,
      label,
      yours: inWords(field, yours, names),
      saved: inWords(field, saved, names),
      isText,
    }),
  );
}

/** "" for nothing. */
function inWords(field: TaskField, input: TaskInput, { lists, today }: Names): string {
  const { dueOn, startsOn, repeat, priority, tags } = input;
  switch (field) {
    case "due_on":
      return dueOn === null ? "" : shortDay(dueOn, today);
    case "starts_on":
      return startsOn === null ? "" : shortDay(startsOn, today);
    case "repeat":
      return repeat === null ? "" : describeRule(repeat);
    case "priority":
      return ["", "Low", "Medium", "High"][priority] ?? "";
    case "list": {
      const value = listValue(input.listId, input.sectionId);
      return lists.find((choice) => choice.value === value)?.label ?? "";
    }
    case "tags":
      return tags.map((tag) => `#${tag}`).join(" ");
    default:
      return taskFields(input)[field];
  }
}
