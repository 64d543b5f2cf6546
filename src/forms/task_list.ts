/** Which part of a list is asked for: its filters, page size, cursor. */
import { isDay, isTime } from "../dates/calendar.ts";
import type { Priority } from "../models/priority.ts";
import { cursorTypes, type KeyType, type Sort, type Status } from "../models/task_filters.ts";
import type { TaskCursor } from "../models/task_queries.ts";
import { parseListOptions } from "./list_controls.ts";
import { parsePositiveInteger } from "./numbers.ts";

export interface TaskListQuery extends Paging {
  status: Status;
  sort: Sort;
  tag: string | null;
  priority: Priority | null;
}

export interface Paging {
  limit: number;
  cursor: TaskCursor | null;
}

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;
const MOVED = "This page of the list has moved. Start at the top";
/** In characters: a title of 200 characters, four bytes each, fits. */
const CURSOR_MAX = 2_000;
const INSTANT = /^([1-9]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?Z$/;

/**
 * All tasks, as filtered and ordered for a program; what is completed comes by when it was, anything
 * else newest first. @returns the query, or the sentence that says what is wrong with it.
 */
export function parseTaskList(query: Record<string, unknown>): TaskListQuery | string {
  const options = parseListOptions(query);
  if (typeof options === "string") return options;
  const { tag, priority } = options;
  const status = options.status ?? "all";
  const sort = options.sort ?? (status === "completed" ? "completed" : "created");
  const paging = parsePaging(query, sort, "Cursor is not one that this list gave");
  if (typeof paging === "string") return paging;
  return { status, sort, tag, priority, ...paging };
}

/**
 * @param badCursor the sentence for a cursor that this list did not give.
 * @returns `limit` and `cursor`, or the sentence that says what is wrong with them.
 */
export function parsePaging(
  query: Record<string, unknown>,
  sort: Sort,
  badCursor = MOVED,
): Paging | string {
  const { limit = String(DEFAULT_LIMIT), cursor } = query;
  const rows = parsePositiveInteger(limit);
  if (rows === null || rows > MAX_LIMIT) return "Limit must be a whole number from 1 to 200";
  const from = cursor === undefined ? null : decodeCursor(cursor, sort);
  if (from === undefined) return badCursor;
  return { limit: rows, cursor: from };
}

/** Opaque to the client. It names its order: under another one it would mean something else. */
export function encodeCursor(sort: Sort, cursor: TaskCursor): string {
  return Buffer.from(JSON.stringify([sort, ...cursor])).toString("base64url");
}

function decodeCursor(text: unknown, sort: Sort): TaskCursor | undefined {
  if (typeof text !== "string" || text.length > CURSOR_MAX) return undefined;
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(parsed)) return undefined;
    const [named, ...keys] = parsed as unknown[];
    const types = cursorTypes(sort);
    const isOurs = named === sort && keys.length === types.length;
    return isOurs && types.every((type, index) => isKey(type, keys[index]))
      ? (keys as TaskCursor)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether PostgreSQL can read a text as a key of that type: a forged one may be anything. */
function isKey(type: KeyType, text: unknown): text is string {
  if (typeof text !== "string") return false;
  switch (type) {
    case "integer":
      return parsePositiveInteger(text) !== null;
    case "smallint":
      return /^[0-3]$/.test(text);
    case "numeric":
      return /^-?\d+(\.\d+)?$/.test(text);
    case "date":
      return text === "infinity" || isDay(text);
    case "time":
      return text === "24:00:00" || (/:[0-5]\d$/.test(text) && isTime(text.slice(0, -3)));
    case "timestamptz":
      return isInstant(text);
    case "text":
      return !text.includes("\0") && text.isWellFormed();
  }
}

/** A forged cursor may name a day that there is not, which PostgreSQL would refuse. */
function isInstant(text: string): boolean {
  const [, day, time] = INSTANT.exec(text) ?? [];
  const instant = `${day}T${time}`;
  const date = new Date(`${instant}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(instant);
}
