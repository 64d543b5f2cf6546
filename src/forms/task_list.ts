/** Which part of the list is asked for: status, page size, cursor. */
import type { TaskCursor } from "../models/tasks.ts";
import type { TaskStatus } from "../paths.ts";
import { parsePositiveInteger } from "./task.ts";

export interface TaskListQuery {
  status: TaskStatus;
  limit: number;
  cursor: TaskCursor | null;
}

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;
const STATUSES: readonly string[] = ["all", "pending", "completed"];
const TIME = /^([1-9]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?Z$/;

/** @returns the query, or the sentence that says what is wrong with it. */
export function parseTaskList(query: Record<string, unknown>): TaskListQuery | string {
  const { status = "all", limit = String(DEFAULT_LIMIT), cursor } = query;
  const rows = parsePositiveInteger(limit);
  const from = cursor === undefined ? null : decodeCursor(cursor);
  if (typeof status !== "string" || !STATUSES.includes(status)) {
    return "Status must be all, pending or completed";
  }
  if (rows === null || rows > MAX_LIMIT) return "Limit must be a whole number from 1 to 200";
  const isOurs = from === null || (from?.completedAt != null) === (status === "completed");
  if (from === undefined || !isOurs) return "Cursor is not one that this list gave";
  return { status: status as TaskStatus, limit: rows, cursor: from };
}

/** Opaque to whoever carries it. */
export function encodeCursor({ id, completedAt }: TaskCursor): string {
  return Buffer.from(JSON.stringify([id, completedAt])).toString("base64url");
}

function decodeCursor(cursor: unknown): TaskCursor | undefined {
  if (typeof cursor !== "string" || !/^[\w-]{4,200}$/.test(cursor)) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(parsed) || parsed.length !== 2) return undefined;
    const [first, time] = parsed as unknown[];
    const id = parsePositiveInteger(first);
    return id !== null && (time === null || isTime(time)) ? { id, completedAt: time } : undefined;
  } catch {
    return undefined;
  }
}

/** A forged cursor may name a day that there is not, which PostgreSQL would refuse. */
function isTime(text: unknown): text is string {
  const [, day, time] = typeof text === "string" ? (TIME.exec(text) ?? []) : [];
  const instant = `${day}T${time}`;
  const date = new Date(`${instant}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(instant);
}
