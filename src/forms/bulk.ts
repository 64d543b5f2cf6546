/** What to do with which tasks, as the bar of a list posts it. */
import { addDays, nextWeek } from "../dates/calendar.ts";
import { nearDay } from "../dates/format.ts";
import { BULK_MOST, type BulkAction } from "../models/bulk.ts";
import { DIRECTIONS } from "../models/positions.ts";
import { isTagName } from "../models/tag_name.ts";
import { readDay, readPriority } from "./field_parsers.ts";
import { typed } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";
import { readList } from "./task.ts";

/** The fields that say what is done, and with what value. */
export const ACTION_FIELDS = ["action", "list", "tag", "when", "due_on", "priority"] as const;

/** Which tasks: those that were ticked, or everything that the list's address matches. */
export type Selection =
  | { kind: "some"; ids: number[] }
  /** `count` as it was shown; null when it was not sent. `confirmed`: as it was asked about. */
  | { kind: "all"; count: number | null; confirmed: number | null };

/** A field that can be corrected where the form is shown again. */
interface Correctable {
  name: "tag" | "due_on";
  label: string;
}

export type ParsedAction =
  | { ok: true; action: BulkAction; detail: string | null }
  | { ok: false; message: string; field: Correctable | null };

/** Check boxes are called `task`; a form that is shown again has their numbers in one field, `tasks`. */
export function parseSelection(fields: Record<string, unknown>): Selection {
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

/** Whether no task was selected, in any of the ways to do so. */
export function isNothing(fields: Record<string, unknown>): boolean {
  return fields.all !== "1" && fields.task === undefined && typed(fields.tasks) === "";
}

/** @returns the action, and its value in words: "tomorrow", "#bills". */
export function parseAction(
  fields: Record<string, unknown>,
  { today, weekStart }: { today: string; weekStart: number },
): ParsedAction {
  const { action } = fields;
  const simple = SIMPLE_ACTIONS.find((one) => one === action);
  if (simple !== undefined) return done({ kind: simple });
  switch (action) {
    case "move": {
      const list = readList(fields.list);
      return list.ok ? done({ kind: "move", ...list.value }) : refused(list.message);
    }
    case "tag":
    case "untag":
      return readTag(action, typed(fields.tag));
    case "due":
      return readDue(fields, today, weekStart);
    case "priority": {
      const priority = readPriority(fields.priority);
      if (!priority.ok) return refused(priority.message);
      return done({ kind: "priority", priority: priority.value });
    }
    default:
      return refused("Choose what to do with the tasks");
  }
}

function readTag(kind: "tag" | "untag", text: string): ParsedAction {
  const field = { name: "tag", label: "Tag" } as const;
  const name = text.trim().replace(/^#/, "");
  if (name === "") return refused("Tag is required", field);
  if (isTagName(name)) return done({ kind, name }, `#${name}`);
  const rule = "A tag has letters, digits, - and _ only, 50 at the most";
  return refused(`${rule}, not: ${name.slice(0, 60)}`, field);
}

function readDue(fields: Record<string, unknown>, today: string, weekStart: number): ParsedAction {
  const due = (dueOn: string) => done({ kind: "due", dueOn }, nearDay(dueOn, today));
  const day = readDay(fields.due_on, "Date");
  const field = { name: "due_on", label: "Date, such as 2026-11-30" } as const;
  switch (fields.when) {
    case "today":
      return due(today);
    case "tomorrow":
      return due(addDays(today, 1));
    case "next-week":
      return due(nextWeek(today, weekStart));
    case "none":
      return done({ kind: "due", dueOn: null }, "no date");
    case "date":
      if (!day.ok) return refused(day.message, field);
      return day.value === null ? refused("Date is required", field) : due(day.value);
    default:
      return refused("Choose when: today, tomorrow, next week, a date or none");
  }
}

const SIMPLE_ACTIONS = ["complete", "reopen", "delete", ...DIRECTIONS] as const;

function readCount(sent: unknown): number | null {
  return sent === "0" ? 0 : parsePositiveInteger(sent);
}

function done(action: BulkAction, detail: string | null = null): ParsedAction {
  return { ok: true, action, detail };
}

function refused(message: string, field: Correctable | null = null): ParsedAction {
  return { ok: false, message, field };
}
