/** What every form is made of: a result, and how a text is read from whatever was sent. */

import { createHash } from "node:crypto";
import { storable } from "../text.ts";

/** A form that can be acted on, or its typed values with a message for each field to mend. */
export type FormResult<Value, Field extends string> =
  | { ok: true; value: Value }
  | { ok: false; values: Record<Field, string>; errors: Partial<Record<Field, string>> };

/** The fields of a body, whatever a parser made of it (undefined when nothing parsed it). */
export function fieldsOf(body: unknown): Record<string, unknown> {
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  return isObject ? (body as Record<string, unknown>) : {};
}

/** A text as typed, to be shown again; "" for anything that is no text. */
export function typed(value: unknown): string {
  return typeof value === "string" ? storable(value) : "";
}

/** Whether something was sent, and it is no text: a list, an object, a number. */
export function isNoText(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== "string";
}

/**
 * What makes a posted form the same one again: its key and what is written in it. Another text under
 * the same key (a form come back to with the Back button of a browser that keeps pages) is another
 * request. null when the form has no key.
 */
export function requestKeyOf(key: unknown, written: object): string | null {
  if (typeof key !== "string" || key === "") return null;
  return createHash("sha256")
    .update(JSON.stringify([key, written]))
    .digest("base64url");
}
