/** What a change did to one task, in words: from what to what. */
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import type { ChangedNames, TaskChange, TaskImage } from "../models/task_changes.ts";
import { TASK_FIELDS, type TaskField, type TaskInput } from "../models/task_fields.ts";
import { lengthOf } from "../text.ts";
import { changedParts } from "../text_difference.ts";
import type { ChangeLine, TaskChangeRow } from "../views/models/history.ts";
import { tasksText } from "./change_text.ts";
import { toDayAndTime } from "./moment.ts";

/** In characters: a longer value is cut. */
const SHORT = 80;
/** Of a change of many items, so many are named. */
const ITEMS_SHOWN = 3;

type Clock = Pick<UserScope, "today" | "timeFormat">;

interface Words {
  names: ChangedNames;
  clock: Clock;
}

/** For the page of the task. */
export function toChangeRow(
  change: TaskChange,
  names: ChangedNames,
  scope: UserScope,
): TaskChangeRow {
  const { day, time } = toDayAndTime(change.createdAt, scope);
  return {
    id: change.id,
    lines: changeLines(change, { names, clock: scope }),
    others: othersText(change),
    at: { ...time, text: `${day}, ${time.text}` },
    isUndone: change.undoneBy !== null,
  };
}

/** At least one line. */
export function changeLines(change: TaskChange, words: Words): ChangeLine[] {
  const { kind, images } = change;
  const own = images.filter(({ of }) => of === "task");
  const task = own.find(({ table }) => table === "tasks");
  if (task !== undefined && task.before === null) return [cameUp(change, words)];
  const lines = own.flatMap((image) =>
    image.table === "tasks" ? rowLines(image, words) : [tagLine(image, words)],
  );
  const items = images.filter(({ of }) => of === "item");
  const all = [...(kind === "task.skipped" && task ? [plain("Skipped")] : []), ...lines];
  if (items.length > 0) all.push(...itemLines(items, words, own.length > 0));
  if (all.length > 0) return all;
  return [plain(images.length > 0 ? "Changed" : "Something on its checklist changed")];
}

/** "with 13 other tasks": an Undo concerns all of them. null: it was only this one. */
export function othersText({ params: { count = 1, skipped = 0 } }: TaskChange): string | null {
  const others = count + skipped - 1;
  return others < 1 ? null : `with ${tasksText(others).replace(" ", " other ")}`;
}

/** Of a new task; an occurrence of a series came up when the one before it was done. */
function cameUp({ kind, images }: TaskChange, words: Words): ChangeLine {
  if (kind !== "task.completed" && kind !== "task.skipped") return plain("Added");
  const source = images.find(({ of }) => of === "source")?.before;
  const day = source?.due_on === undefined ? "" : inWords(fieldOf("due_on"), source, words);
  return plain(day === "" ? "Came up again" : `Came up again after ${day}`);
}

function rowLines({ before, after }: TaskImage, words: Words): ChangeLine[] {
  if (before === null) return [plain("Added")];
  if (after === null) return [plain("Removed")];
  const hasChanged = (column: string) => column in after && before[column] !== after[column];
  const lines: ChangeLine[] = [];
  if (hasChanged("completed_at")) {
    lines.push(plain(after.completed_at === null ? "Reopened" : "Completed"));
  }
  if (hasChanged("deleted_at")) {
    lines.push(plain(after.deleted_at === null ? "Restored" : "Deleted"));
  }
  if (hasChanged("parent_id")) lines.push(plain(parentText(before, after)));
  for (const field of TASK_FIELDS) {
    // A completed task leaves its repeat to the next occurrence.
    const isLeft = field.name === "repeat" && hasChanged("completed_at");
    if (!isLeft && field.columns.some(hasChanged)) {
      lines.push(...fieldLines(field, { before, after }, words));
    }
  }
  return lines.length === 0 && hasChanged("position") ? [plain("Position changed")] : lines;
}

function parentText(before: Row, after: Row): string {
  if (after.parent_id === null) return "Taken off its checklist";
  return before.parent_id === null ? "Put on a checklist" : "Moved to another checklist";
}

function fieldLines(
  field: TaskField,
  { before, after }: Record<"before" | "after", Row>,
  words: Words,
): ChangeLine[] {
  const [from, to] = [before, after].map((row) => inWords(field, row, words)) as [string, string];
  if (from === to) return [];
  // Of a text only where it differs.
  const [left, now] = field.kind === "lines" ? changedParts(from, to) : [from, to];
  // Only white space.
  if (left === "" && now === "") return [plain(`${field.label} changed`)];
  return [valueLine(field.label, left, now)];
}

/** "Due Tue 1 Dec to Thu 3 Dec", "Due Thu 3 Dec set", "Due Tue 1 Dec removed". */
function valueLine(label: string, from: string, to: string): ChangeLine {
  const [left, now] = [from, to].map((text) => (text === "" ? null : cut(text)));
  const isBoth = left != null && now != null;
  const note = isBoth ? null : left == null ? "set" : "removed";
  return { item: null, label, from: left ?? null, to: now ?? null, note };
}

function tagLine({ before, after }: TaskImage, { names }: Words): ChangeLine {
  const id = String((after ?? before)?.tag_id);
  const name = names.tags[id];
  const text = name === undefined ? "a tag that is gone" : `#${name}`;
  const isNew = before === null;
  const values = isNew ? { from: null, to: text } : { from: text, to: null };
  return { item: null, label: "Tag", ...values, note: isNew ? "added" : "removed" };
}

/** @param isBeside the task itself has changed too: of its items, their number is enough. */
function itemLines(items: readonly TaskImage[], words: Words, isBeside: boolean): ChangeLine[] {
  const ids = [...new Set(items.map(({ before, after }) => Number((after ?? before)?.id)))];
  const shown = isBeside && ids.length > ITEMS_SHOWN ? [] : items.slice(0, ITEMS_SHOWN);
  const lines = shown.flatMap((image) => {
    const row = { ...image.before, ...image.after };
    const item = words.names.tasks[String(row.id)] ?? String(row.title ?? "");
    // Its notes are not known here, only that they changed.
    const own = rowLines(image, words).map((line) =>
      line.label === fieldOf("description").label ? plain("Notes changed") : line,
    );
    return own.map((line) => ({ ...line, item }));
  });
  const rest = ids.length - shown.length;
  if (rest === 0) return lines;
  const more = shown.length === 0 ? "" : "more ";
  return [
    ...lines,
    plain(`${rest} ${more}${rest === 1 ? "item" : "items"} of the checklist changed`),
  ];
}

function inWords(field: TaskField, row: Row, { names, clock }: Words): string {
  const input: Partial<TaskInput> = {};
  field.read(row, input as Row);
  const list = (value: string) => {
    const [id, section] = value.split("/");
    if (id === undefined || id === "") return "Inbox";
    const name = names.lists[id] ?? "a list that is gone";
    return section === undefined
      ? name
      : `${name}: ${names.sections[section] ?? "a section that is gone"}`;
  };
  const { today, timeFormat } = clock;
  return (field.words ?? field.text)(input as TaskInput, { today, timeFormat, list });
}

function fieldOf(name: TaskField["name"]): TaskField {
  return TASK_FIELDS.find((field) => field.name === name) as TaskField;
}

function plain(label: string): ChangeLine {
  return { item: null, label, from: null, to: null, note: null };
}

function cut(text: string): string {
  return lengthOf(text) <= SHORT
    ? text
    : `${[...text.slice(0, 2 * SHORT)].slice(0, SHORT).join("").trimEnd()}…`;
}
