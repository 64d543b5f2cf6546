/** What every form is made of: a result, and how a text is read from whatever was sent. */

import { createHash } from "node:crypto";

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

/** Length in code points: what a person counts, as nearly as PostgreSQL's char_length does. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** Whether nothing in it can be seen: white space, controls, joiners and other ignorable characters. */
export function isBlank(text: string): boolean {
  return !/[^\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]/u.test(text);
}

/** One line: trimmed, with line breaks and other controls as spaces. */
export function line(text: string): string {
  return storable(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}

/** Lines as typed, with line breaks as PostgreSQL and every program expect them. */
export function lines(text: string): string {
  return storable(text).replace(/\r\n?/g, "\n");
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

/**
 * PostgreSQL stores neither NUL nor half a surrogate pair: they become U+FFFD, which can be seen,
 * as HTML's own parser does it.
 */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
