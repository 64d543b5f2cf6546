/**
 * Tasks as CSV (RFC 4180), a column for each field. It begins with a byte order mark, without which Excel
 * takes UTF-8 for another encoding. A cell that a spreadsheet would take for a formula begins with "'".
 */
import { stringify } from "csv-stringify/sync";
import type { ClockSettings } from "../dates/date_settings.ts";
import { localMoment } from "../dates/local_time.ts";
import { type FieldNames, TASK_FIELDS, type TaskField } from "../models/task_fields.ts";
import { inputOf, type Task } from "../models/task_records.ts";
import type { FileOptions, TaskWriter } from "./task_writer.ts";

const BYTE_ORDER_MARK = "\uFEFF";

interface Column {
  label: string;
  cell: (task: Task, options: FileOptions) => string | number;
}

const LIST: readonly Column[] = [
  { label: "List", cell: ({ list }) => list?.name ?? "Inbox" },
  { label: "Section", cell: ({ section }) => section?.name ?? "" },
];

/** What may be long comes last. */
const COLUMNS: readonly Column[] = [
  { label: "Number", cell: ({ id }) => id },
  ...columnsOf((field) => field.kind !== "lines"),
  { label: "Completed", cell: ({ completedAt }, { clock }) => localTime(completedAt, clock) },
  {
    label: "Checklist",
    cell: ({ checklist: { done, total } }) => (total === 0 ? "" : `${done} of ${total}`),
  },
  ...columnsOf((field) => field.kind === "lines"),
];

export function csvWriter(options: FileOptions): TaskWriter {
  return {
    head: BYTE_ORDER_MARK + row(COLUMNS.map(({ label }) => label)),
    separator: "",
    tail: "",
    hasItems: false,
    write: (task) => row(COLUMNS.map(({ cell }) => cell(task, options))),
  };
}

function row(cells: readonly (string | number)[]): string {
  return stringify([cells], { record_delimiter: "\r\n", escape_formulas: true });
}

function columnsOf(isThere: (field: TaskField) => boolean): Column[] {
  return TASK_FIELDS.filter(isThere).flatMap((field) =>
    field.name === "list" ? LIST : { label: field.label, cell: cellOf(field) },
  );
}

/** A choice in words; anything else as it is in its form, which spreadsheets read as a day or a time. */
function cellOf({ kind, text, words = text }: TaskField): Column["cell"] {
  return (task, { today, clock }) => {
    const names: FieldNames = { today, timeFormat: clock.timeFormat, list: (value) => value };
    return kind === "choice" ? words(inputOf(task), names) : text(inputOf(task));
  };
}

/** "2026-11-20 08:41" on the user's clock. */
function localTime(moment: Date | null, { timeZone }: ClockSettings): string {
  if (moment === null) return "";
  const { date, time } = localMoment(moment, timeZone);
  return `${date} ${time}`;
}
