/** What has changed in a row since the change that is to be undone, field by field. */

import type { ClockSettings } from "../dates/date_settings.ts";
import type { ChangedRow } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import type { ListOutline } from "../models/lists.ts";
import { type FieldNames, TASK_FIELDS, type TaskInput } from "../models/task_fields.ts";
import { capitalized, lengthOf } from "../text.ts";
import type { FieldChange } from "../views/models/history.ts";
import { toListChoices } from "./list_controls.ts";
import { toMoment } from "./moment.ts";

type TextRow = ChangedRow["now"];

/** In characters: of a longer value only the name of its field is shown. */
const SHORT = 60;

/** The columns of a row that are no fields of a form, and those of lists, sections, tags and searches. */
const LABELS: Record<string, string> = {
  name: "Name",
  query: "Query",
  colour: "Colour",
  completed_at: "Completed",
  archived_at: "Archived",
  deleted_at: "Deleted",
  parent_id: "Checklist",
  position: "Position",
};

/** @param lists names the lists that a task was in. */
export function fieldChanges(
  { left, now, columns }: ChangedRow,
  scope: Pick<UserScope, "today" | "timeZone" | "timeFormat">,
  lists: readonly ListOutline[],
): FieldChange[] {
  const { today, timeFormat } = scope;
  const list = (value: string) =>
    toListChoices(lists, value).find((one) => one.value === value)?.label ?? "a deleted list";
  const fields = TASK_FIELDS.filter((field) => field.columns.some((one) => columns.includes(one)));
  const ofTask = fields.map((field) => {
    const isKnown = field.columns.every((one) => !columns.includes(one) || one in left);
    const words = (row: TextRow) =>
      isKnown ? inWords(field, row, { today, timeFormat, list }) : null;
    return toChange(field.label, words(left), words(now));
  });
  const others = columns.flatMap((column): FieldChange[] => {
    const label = LABELS[column];
    if (label === undefined) return [];
    const words = (row: TextRow) => plainWords(column, row[column] ?? null, scope);
    return [toChange(label, words(left), words(now))];
  });
  return [...ofTask, ...others];
}

function inWords(field: (typeof TASK_FIELDS)[number], row: TextRow, names: FieldNames): string {
  const number = (text: string | null | undefined) => (text == null ? null : Number(text));
  const { priority, list_id, section_id } = row;
  const numbers = { list_id: number(list_id), section_id: number(section_id) };
  // Only the columns of this field are sure to be there, and only its properties are read.
  const input: Partial<TaskInput> = {};
  field.read({ ...row, ...numbers, priority: number(priority) }, input);
  return (field.words ?? field.text)(input as TaskInput, names);
}

/** null: its value says nothing to people. */
function plainWords(column: string, value: string | null, clock: ClockSettings): string | null {
  if (column === "position" || column === "parent_id") return null;
  if (value === null) return "no";
  if (column === "colour") return capitalized(value);
  return column.endsWith("_at") ? toMoment(new Date(value), clock).text : value;
}

function toChange(label: string, left: string | null, now: string | null): FieldChange {
  const isShort =
    left !== null && now !== null && lengthOf(left) <= SHORT && lengthOf(now) <= SHORT;
  return { label, values: isShort ? { left: left || "none", now: now || "none" } : null };
}
