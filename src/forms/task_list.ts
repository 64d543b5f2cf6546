/** The page of a list: its size and its cursor, as query parameters. */
import { isDay, isTime } from "../dates/calendar.ts";
import { cursorTypes, type KeyType, type Sort } from "../models/task_filters.ts";
import type { TaskCursor } from "../models/task_page.ts";
import { invalid, ok, type Parsed } from "./field_parsers.ts";
import { parsePositiveInteger } from "./numbers.ts";

export interface Paging {
  limit: number;
  cursor: TaskCursor | null;
}

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;
/** The message for an invalid cursor. */
export const PAGE_MOVED = "This page of the list has moved. Start at the top";
/** In characters: a title of 200 characters, four bytes each, fits. */
export const CURSOR_MAX = 2_000;
const INSTANT = /^([1-9]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?Z$/;

/** @returns `limit` and `cursor`, or the message that explains why they are invalid. */
export function parsePaging(query: Record<string, unknown>, sort: Sort): Paging | string {
  const limit = readLimit(query.limit);
  if (!limit.ok) return limit.message;
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, sort);
  return cursor === undefined ? PAGE_MOVED : { limit: limit.value, cursor };
}

export function readLimit(sent: unknown = DEFAULT_LIMIT): Parsed<number> {
  const limit = parsePositiveInteger(sent);
  return limit === null || limit > MAX_LIMIT
    ? invalid(`Limit must be a whole number from 1 to ${MAX_LIMIT}`)
    : ok(limit);
}

/** Opaque to the client. It contains the order, in which alone it is valid. */
export function encodeCursor(sort: Sort, cursor: TaskCursor): string {
  return Buffer.from(JSON.stringify([sort, ...cursor])).toString("base64url");
}

/** undefined: it is not a cursor of a list in this order. */
export function decodeCursor(text: unknown, sort: Sort): TaskCursor | undefined {
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

/** Whether PostgreSQL can read a text as a key of this type: a forged cursor may contain anything. */
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

/** A forged cursor may contain a day that does not exist, which PostgreSQL would reject. */
function isInstant(text: string): boolean {
  const [, day, time] = INSTANT.exec(text) ?? [];
  const instant = `${day}T${time}`;
  const date = new Date(`${instant}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(instant);
}
