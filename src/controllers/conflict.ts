/** Two versions of one task: what was written while it was saved elsewhere, beside what was saved. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { shortDay } from "../dates/days.ts";
import { typed } from "../forms/fields.ts";
import { currentRepeat, inputOf, listValue, type TaskField, taskFields } from "../forms/task.ts";
import { listOutline } from "../models/lists.ts";
import { COMPARED, changedSince, merge, seenOf } from "../models/task_merge.ts";
import type { Task } from "../models/task_records.ts";
import type { TaskInput } from "../models/tasks.ts";
import { toListChoices } from "../presenters/list_controls.ts";
import { toTaskForm } from "../presenters/task_form.ts";
import { describeRule } from "../recurrence/description.ts";
import type { Services } from "../services.ts";
import type { Choice } from "../views/models/form.ts";
import type { Views } from "../views/models.ts";
import { makePage, show, todayOf, toMoment } from "./pages.ts";

/** Nothing is saved yet: both are shown, and each way on names the saved version. */
export async function showConflict(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  saved: Task,
  yours: TaskInput,
  fields: Record<string, unknown>,
): Promise<void> {
  const today = todayOf(context, viewer.user);
  const values = taskFields(yours);
  const seen = typed(fields.seen);
  const combined = { values: taskFields(merge(yours, inputOf(saved), seen)), errors: {} };
  const options = { today, current: currentRepeat(saved), finished: saved.repeatFinished };
  const returnTo = typed(fields.return_to);
  const lists = toListChoices(await listOutline(viewer.scope));
  const model: Views["tasks/conflict"] = {
    page: await makePage(context, req, res, { title: "Two versions of one task" }),
    id: saved.id,
    version: saved.version,
    seen: seenOf(inputOf(saved)),
    savedAt: toMoment(saved.updatedAt, viewer.user.timeZone),
    fields: differences(yours, saved, seen, { lists, today }),
    yours: returnTo === "" ? values : { ...values, return_to: returnTo },
    combined: await toTaskForm(viewer, combined, options),
  };
  show(context, req, res, "tasks/conflict", model, 409);
}

interface Names {
  lists: readonly Choice[];
  today: string;
}

function differences(
  yours: TaskInput,
  task: Task,
  seen: string,
  names: Names,
): Views["tasks/conflict"]["fields"] {
  const saved = inputOf(task);
  const [mine, theirs] = [changedSince(seen, yours), changedSince(seen, saved)];
  return COMPARED.filter(({ of }) => of(yours) !== of(saved)).map(
    ({ field, label, isText = false }) => ({
      field,
      label,
      yours: inWords(field, yours, names),
      saved: inWords(field, saved, names),
      isUntouched: { yours: mine?.has(field) === false, saved: theirs?.has(field) === false },
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
