/** The page of the trash: its size and its cursor, as query parameters. */
import type { TaskCursor } from "../models/task_queries.ts";
import { decodeKeys, encodeCursor, type Paging, parsePage } from "./task_list.ts";

const ORDER = "deleted";

/** @returns the page, or the message that explains why it is invalid. */
export function parseTrashPage(query: Record<string, unknown>): Paging | string {
  return parsePage(query, decodeTrashCursor);
}

export function encodeTrashCursor(cursor: TaskCursor): string {
  return encodeCursor(ORDER, cursor);
}

/** undefined: it is not a cursor of the trash. */
export function decodeTrashCursor(text: unknown): TaskCursor | undefined {
  return decodeKeys(text, ORDER, ["timestamptz", "integer"]);
}
