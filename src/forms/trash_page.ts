/** The page of the trash: its size and its cursor, as query parameters. */
import { parsePositiveInteger } from "./numbers.ts";
import { PAGE_MOVED, readLimit } from "./task_list.ts";

const INSTANT = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-](0\d|1[0-4])(:[0-5]\d)?$/;

interface TrashCursor {
  /** As PostgreSQL writes it. */
  deletedAt: string;
  id: number;
}

/** @returns the page, or the message that explains why it is invalid. */
export function parseTrashPage(
  query: Record<string, unknown>,
): { limit: number; cursor: TrashCursor | null } | string {
  const limit = readLimit(query.limit);
  if (!limit.ok) return limit.message;
  const cursor = query.cursor === undefined ? null : decodeTrashCursor(query.cursor);
  return cursor === undefined ? PAGE_MOVED : { limit: limit.value, cursor };
}

export function encodeTrashCursor({ deletedAt, id }: TrashCursor): string {
  return Buffer.from(JSON.stringify([id, deletedAt])).toString("base64url");
}

/** undefined: it is not a cursor of the trash. */
export function decodeTrashCursor(cursor: unknown): TrashCursor | undefined {
  if (typeof cursor !== "string" || !/^[\w-]{4,200}$/.test(cursor)) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(parsed) || parsed.length !== 2) return undefined;
    const [first, deletedAt] = parsed as unknown[];
    const id = parsePositiveInteger(first);
    return id !== null && isInstant(deletedAt) ? { id, deletedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** A forged cursor may contain a time or an offset that PostgreSQL would reject. */
function isInstant(text: unknown): text is string {
  if (typeof text !== "string" || !INSTANT.test(text)) return false;
  const instant = text.slice(0, 19).replace(" ", "T");
  const date = new Date(`${instant}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(instant);
}
