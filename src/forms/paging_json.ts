/** Pages of the history and of the trash: how many, and from where. */
import { type FormResult, fieldsOf } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";
import { readBoolean } from "./task_json.ts";
import { DEFAULT_LIMIT, MAX_LIMIT } from "./task_list.ts";

const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/;

export interface HistoryPage {
  limit: number;
  /** Goes on after this entry. */
  before: number | null;
}

/** @returns the page, or the sentence that says what is wrong with it. */
export function parseHistoryPage(query: Record<string, unknown>): HistoryPage | string {
  const { limit = String(DEFAULT_LIMIT), cursor } = query;
  const rows = parsePositiveInteger(limit);
  if (rows === null || rows > MAX_LIMIT) return "Limit must be a whole number from 1 to 200";
  const before = cursor === undefined ? null : parsePositiveInteger(cursor);
  if (cursor !== undefined && before === null) return "Cursor is not one that this list gave";
  return { limit: rows, before };
}

export interface TrashCursor {
  /** As PostgreSQL writes it. */
  deletedAt: string;
  id: number;
}

/** @returns the page, or the sentence that says what is wrong with it. */
export function parseTrashPage(
  query: Record<string, unknown>,
): { limit: number; cursor: TrashCursor | null } | string {
  const { cursor, ...rest } = query;
  const page = parseHistoryPage(rest);
  if (typeof page === "string") return page;
  const from = cursor === undefined ? null : decodeTrashCursor(cursor);
  if (from === undefined) return "Cursor is not one that this list gave";
  return { limit: page.limit, cursor: from };
}

export function encodeTrashCursor({ deletedAt, id }: TrashCursor): string {
  return Buffer.from(JSON.stringify([id, deletedAt])).toString("base64url");
}

/** `{"force": true}` also where rows have changed since. */
export function parseUndo(body: unknown): FormResult<{ force: boolean }, string> {
  const { force = false } = fieldsOf(body);
  const sent = readBoolean(force, "Force");
  return sent.ok
    ? { ok: true, value: { force: sent.value } }
    : { ok: false, values: {}, errors: { force: sent.message } };
}

function decodeTrashCursor(cursor: unknown): TrashCursor | undefined {
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

/** A forged cursor may name a moment that there is not, which PostgreSQL would refuse. */
function isInstant(text: unknown): text is string {
  if (typeof text !== "string" || !INSTANT.test(text)) return false;
  const instant = text.slice(0, 19).replace(" ", "T");
  const date = new Date(`${instant}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(instant);
}
