/** The result of parsing a form, and reading text from what was sent. */
import { createHash } from "node:crypto";
import { storable } from "../text.ts";

/** A valid form, or the values as typed with a message for each invalid field. */
export type FormResult<Value, Field extends string> =
  | { ok: true; value: Value }
  | { ok: false; values: Record<Field, string>; errors: Partial<Record<Field, string>> };

/** The fields of a parsed body; none if it is not an object. */
export function fieldsOf(body: unknown): Record<string, unknown> {
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  return isObject ? (body as Record<string, unknown>) : {};
}

/** A text as typed, to be shown again; "" for anything else. */
export function typed(value: unknown): string {
  return typeof value === "string" ? storable(value) : "";
}

/** Whether something other than text was sent: an array, an object, a number. */
export function isNoText(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== "string";
}

/**
 * Identifies a posted form by its key and its values. Other values under the same key are another
 * request: the Back button of some browsers restores a page with its old key. null: it has no key.
 */
export function requestKeyOf(key: unknown, values: object): string | null {
  if (typeof key !== "string" || key === "") return null;
  return createHash("sha256")
    .update(JSON.stringify([key, values]))
    .digest("base64url");
}
