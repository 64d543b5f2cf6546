/** The bulk form of a list: an action, its value, and the tasks. */
import { nearDay } from "../dates/format.ts";
import type { UserScope } from "../db/scope.ts";
import type { BulkAction } from "../models/bulk.ts";
import { BULK_MOST } from "../models/bulk_rows.ts";
import { DIRECTIONS } from "../models/positions.ts";
import { tagNameProblem } from "../models/tag_name.ts";
import { isForAllLate } from "./catch_up.ts";
import { parseCompletion, ROW_BUTTON } from "./completion.ts";
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { DAY_EXAMPLES, readDay, readPriority } from "./field_parsers.ts";
import { typed } from "./fields.ts";
import { namedDay } from "./named_days.ts";
import { parsePositiveInteger } from "./numbers.ts";
import { parseRestoration, RESTORE_BUTTON } from "./restoration.ts";
import { MOVE_BUTTON, withRowMove } from "./row_move.ts";
import { readList } from "./task.ts";
import { withReadDates } from "./typed_dates.ts";
import { parseUndoButton, UNDO_BUTTON } from "./undo.ts";

type Fields = Record<string, unknown>;

/** The fields of the action and its value. */
export const ACTION_FIELDS = ["action", "list", "tag", "when", "due_on", "priority"] as const;

export const bulkForm: FormDeclaration = {
  title: "Change tasks",
  button: (fields) => {
    if (parseUndoButton(fields) !== null) return "Undo";
    if (isForAllLate(fields)) return "Move all to today";
    if (parseRestoration(fields) !== null) return "Restore the task";
    const row = parseCompletion(fields);
    if (row !== null) return row.done ? "Complete the task" : "Reopen the task";
    const kind = KINDS.find((one) => one === kindOf(withRowMove(fields)));
    return kind === undefined ? "Send it again" : bulkButton(kind, "the tasks");
  },
  fields: {
    task: { kind: "ids" },
    ...choices("tasks", "all", "count", "confirmed", "asked", "rest", ...ACTION_FIELDS),
    ...PAGE_FIELDS,
  },
  rows: new RegExp(
    [ROW_BUTTON, UNDO_BUTTON, MOVE_BUTTON, RESTORE_BUTTON].map(({ source }) => source).join("|"),
  ),
};

/** The tasks: those that were selected, or all that match the address of the list. */
export type Selection =
  | { kind: "some"; ids: number[] }
  /** The number of tasks that the page showed, if it knew it, and that the user confirmed; null: not sent. */
  | { kind: "all"; count: number | null; confirmed: number | null };

/** A field that can be corrected where the form is shown again. */
interface CorrectableField {
  name: "tag" | "due_on";
  label: string;
}

export interface ValidAction {
  ok: true;
  action: BulkAction;
  /** The value in words: "tomorrow", "#bills". */
  detail: string | null;
}

export interface InvalidAction {
  ok: false;
  message: string;
  /** null: not a field that is typed. */
  field: CorrectableField | null;
  /** The button asks for the day. */
  isAsked?: boolean;
}

const BUTTONS: Record<BulkAction["kind"], (tasks: string) => string> = {
  complete: (tasks) => `Complete ${tasks}`,
  reopen: (tasks) => `Reopen ${tasks}`,
  delete: (tasks) => `Delete ${tasks}`,
  skip: (tasks) => `Skip ${tasks} this once`,
  skip_or_delete: (tasks) => `Skip or delete ${tasks}`,
  move: (tasks) => `Move ${tasks}`,
  tag: (tasks) => `Tag ${tasks}`,
  untag: (tasks) => `Remove the tag from ${tasks}`,
  due: (tasks) => `Reschedule ${tasks}`,
  priority: (tasks) => `Change the priority of ${tasks}`,
  top: (tasks) => `Move ${tasks} to the top`,
  up: (tasks) => `Move ${tasks} up`,
  down: (tasks) => `Move ${tasks} down`,
  bottom: (tasks) => `Move ${tasks} to the bottom`,
};
const KINDS = Object.keys(BUTTONS) as BulkAction["kind"][];

/** The label of the button for an action. @param tasks "the tasks", "14 tasks". */
export function bulkButton(kind: BulkAction["kind"], tasks: string): string {
  return BUTTONS[kind](tasks);
}

/** Whether it moves tasks within the user's own order. */
export function isMoveByHand(kind: BulkAction["kind"]): boolean {
  return DIRECTIONS.some((direction) => direction === kind);
}

/** Actions without a value. */
const SIMPLE_ACTIONS = [
  ...(["complete", "reopen", "delete", "skip", "skip_or_delete"] as const),
  ...DIRECTIONS,
];

/** The check boxes are named `task`; a confirmation page sends the ids in one field, `tasks`. */
export function parseSelection(fields: Fields): Selection {
  if (fields.all === "1") {
    const [count, confirmed] = [readCount(fields.count), readCount(fields.confirmed)];
    return { kind: "all", count, confirmed };
  }
  const sent = Array.isArray(fields.task) ? fields.task : [fields.task];
  const numbers = [...sent, ...typed(fields.tasks).split(" ")].flatMap(
    (value) => parsePositiveInteger(value) ?? [],
  );
  return { kind: "some", ids: [...new Set(numbers)].slice(0, BULK_MOST) };
}

/** The id of the task, if exactly one is selected. */
export function onlySelected(fields: Fields): number | null {
  const selection = parseSelection(fields);
  const [id, ...others] = selection.kind === "some" ? selection.ids : [];
  return others.length === 0 ? (id ?? null) : null;
}

/** Whether no task is selected, in either way. */
export function isNothing(fields: Fields): boolean {
  return fields.all !== "1" && fields.task === undefined && typed(fields.tasks) === "";
}

export function parseAction(
  fields: Fields,
  { today, weekStart, dateContext }: Pick<UserScope, "today" | "weekStart" | "dateContext">,
): ValidAction | InvalidAction {
  const action = kindOf(fields);
  const simple = SIMPLE_ACTIONS.find((one) => one === action);
  // Of tasks that repeat, a page asks which of the two is meant: this occurrence or the series.
  if (simple === "delete") return valid({ kind: simple, unlessRepeating: fields.asked !== "1" });
  if (simple !== undefined) return valid({ kind: simple });
  switch (action) {
    case "move": {
      const list = readList(fields.list);
      return list.ok ? valid({ kind: "move", ...list.value }) : invalid(list.message);
    }
    case "tag":
    case "untag":
      return readTag(action, typed(fields.tag));
    case "due":
      return readDue(withReadDates(fields, dateContext), today, weekStart);
    case "priority": {
      const priority = readPriority(fields.priority);
      if (!priority.ok) return invalid(priority.message);
      return valid({ kind: "priority", priority: priority.value });
    }
    default:
      return invalid("Choose what to do with the tasks");
  }
}

/**
 * Each day has a button of its own, named `when`, which is an action by itself. `typed` is Enter in a
 * field: the action of the one that is filled in; null if none is, or several are.
 */
function kindOf({ action, when, due_on, tag }: Fields): unknown {
  if (action !== "typed") return action === undefined && when !== undefined ? "due" : action;
  const [isDay, isTag] = [due_on, tag].map((value) => typed(value) !== "");
  if (isDay === isTag) return null;
  return isDay ? "due" : "tag";
}

/** Whether Enter was pressed where no field, or several, say what to do. */
export function isUndecided(fields: Fields): boolean {
  return fields.action === "typed" && kindOf(fields) === null;
}

function readTag(kind: "tag" | "untag", text: string): ValidAction | InvalidAction {
  const field = { name: "tag", label: "Tag" } as const;
  const name = text.trim().replace(/^#/, "");
  if (name === "") return invalid("Tag is required", field);
  const problem = tagNameProblem(name);
  return problem === null ? valid({ kind, name }, `#${name}`) : invalid(problem, field);
}

/** With the button "Set date", a day that was filled in wins over `when`. */
function readDue(fields: Fields, today: string, weekStart: number): ValidAction | InvalidAction {
  const due = (dueOn: string) => valid({ kind: "due", dueOn }, nearDay(dueOn, today));
  const field = { name: "due_on", label: `Day, such as ${DAY_EXAMPLES}` } as const;
  const isDay = fields.action === "due" && typed(fields.due_on).trim() !== "";
  const when = isDay ? "date" : (fields.when ?? "date");
  const named = namedDay(when, { today, weekStart });
  if (named !== null) return due(named);
  switch (when) {
    case "none":
      return valid({ kind: "due", dueOn: null }, "no date");
    case "date": {
      const day = readDay(fields.due_on, "Day");
      if (!day.ok) return invalid(day.message, field);
      if (day.value !== null) return due(day.value);
      return {
        ...invalid("Day is required", field),
        isAsked: fields.when === "date" && fields.due_on === undefined,
      };
    }
    default:
      return invalid("Choose when: today, tomorrow, next week, a date or none");
  }
}

function readCount(sent: unknown): number | null {
  return sent === "0" ? 0 : parsePositiveInteger(sent);
}

function valid(action: BulkAction, detail: string | null = null): ValidAction {
  return { ok: true, action, detail };
}

function invalid(message: string, field: CorrectableField | null = null): InvalidAction {
  return { ok: false, message, field };
}
