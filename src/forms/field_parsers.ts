/** Parses the values of single fields, and puts a form together from them. */
import { isDay, isTime } from "../dates/calendar.ts";
import type { TimeFormat } from "../dates/clock_time.ts";
import { PRIORITIES, type Priority } from "../models/priority.ts";
import { TAGS_MAX, tagNameProblem } from "../models/tag_name.ts";
import { nameKey, singleLine } from "../text.ts";
import { type FormResult, isNoText, typed } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";

/** A value, or the message that explains why it is invalid. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; message: string };

export function ok<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function invalid(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

/**
 * The values of the parsed fields, by field; if any is invalid, the form as typed with their messages.
 * @param sent the fields of the form, without those that are not sent back.
 */
export function formResult<Values extends object>(
  sent: Record<string, unknown>,
  parsed: { [Name in keyof Values]: Parsed<Values[Name]> },
): FormResult<Values, keyof Values & string> {
  const fields = Object.entries<Parsed<unknown>>(parsed);
  const errors = fields.flatMap(([name, read]) => (read.ok ? [] : [[name, read.message]]));
  const values = fields.map(([name, read]) => [name, read.ok ? read.value : null]);
  if (errors.length === 0) return { ok: true, value: Object.fromEntries(values) };
  const asTyped = fields.map(([name]) => [name, typed(sent[name])]);
  return { ok: false, values: Object.fromEntries(asTyped), errors: Object.fromEntries(errors) };
}

/** The message for an item of a checklist that is sent with a list. */
export const ITEM_ELSEWHERE = "A checklist item stays in the list of its task";

/** The message for one that would get a date. */
export const ITEM_UNDATED = "A checklist item has no dates of its own: set them on its task";

/** What the fields of a form take. */
export const DAY_EXAMPLES = "2026-11-30, 30 Nov or tomorrow";
export const TIME_EXAMPLES: Readonly<Record<TimeFormat, string>> = {
  24: "17:00, 9.30 or 5pm",
  12: "5pm, 9.30am or 17:00",
};

/** For programs, as `dayProblem` is. */
export const TIME_PROBLEM = "Time must be a time of day, such as 17:00";
export const PRIORITY_PROBLEM = "Priority must be none, low, medium or high";

/** @param name of the field. */
export function dayProblem(name: string): string {
  return `${name} must be a date, such as 2026-11-30`;
}

/** A day, "YYYY-MM-DD"; null for an empty field. In another form it was not understood (typed_dates.ts). */
export function readDay(sent: unknown, name: string): Parsed<string | null> {
  const text = typed(sent).trim();
  if (text === "" && !isNoText(sent)) return ok(null);
  if (isDay(text)) return ok(text);
  return invalid(
    isAmbiguous(text)
      ? `${name} ${text} can be read in two ways: write the month as a word, such as 3 Dec`
      : `${name} must be a date, such as ${DAY_EXAMPLES}`,
  );
}

/** Whether either number may be the month: the person has not said how they write dates. */
function isAmbiguous(text: string): boolean {
  const [, one, other] = /^(\d{1,2})[-/](\d{1,2})(?:[-/](?:\d\d|\d{4}))?$/.exec(text) ?? [];
  const isMonth = (part = "0") => Number(part) >= 1 && Number(part) <= 12;
  return isMonth(one) && isMonth(other);
}

/**
 * A time, "HH:MM"; seconds, which some browsers send, are dropped. null for an empty field.
 * @param format of the examples in the message.
 */
export function readTime(sent: unknown, format: TimeFormat): Parsed<string | null> {
  const text = typed(sent)
    .trim()
    .replace(/^(\d\d:\d\d):\d\d(\.\d+)?$/, "$1");
  if (text === "" && !isNoText(sent)) return ok(null);
  return isTime(text)
    ? ok(text)
    : invalid(`Time must be a time of day, such as ${TIME_EXAMPLES[format]}`);
}

export function readPriority(sent: unknown): Parsed<Priority> {
  if (sent === undefined || sent === null || sent === "") return ok(0);
  const index = PRIORITIES.indexOf(sent as (typeof PRIORITIES)[number]);
  return index === -1 ? invalid(PRIORITY_PROBLEM) : ok(index as Priority);
}

/** The number of a list or section; null when none was sent. */
export function readReference(sent: unknown, name: string): Parsed<number | null> {
  if (sent === undefined || sent === null || sent === "") return ok(null);
  const id = parsePositiveInteger(sent);
  return id === null ? invalid(`${name} not found`) : ok(id);
}

/** Tags written with spaces or commas between them, with or without `#`; or a list of them. */
export function readTags(sent: unknown): Parsed<string[]> {
  const parts = Array.isArray(sent) ? sent : typed(sent).split(/[\s,]+/u);
  if (!Array.isArray(sent) && isNoText(sent)) return invalid("Tags must be text");
  const names = new Map<string, string>();
  for (const part of parts) {
    if (typeof part !== "string") return invalid("Tags must be text");
    const name = singleLine(part).replace(/^#/, "");
    if (name === "") continue;
    const problem = tagNameProblem(name);
    if (problem !== null) return invalid(problem);
    const key = nameKey(name);
    if (!names.has(key)) names.set(key, name);
  }
  return names.size > TAGS_MAX
    ? invalid(`A task can have at most ${TAGS_MAX} tags`)
    : ok([...names.values()]);
}
