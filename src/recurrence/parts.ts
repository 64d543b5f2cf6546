/** The parts of an RRULE that all rules have, and its codes. */
import { isDay } from "../dates/calendar.ts";
import { WEEKDAYS, type Weekday } from "../dates/names.ts";
import type { Ends } from "./rule.ts";

export type Frequency = "day" | "week" | "month" | "year";

export const FREQUENCIES = {
  day: "DAILY",
  week: "WEEKLY",
  month: "MONTHLY",
  year: "YEARLY",
} as const satisfies Record<Frequency, string>;

export const EVERY_MAX = 999;
export const COUNT_MAX = 10_000;

/** MO to SU. */
export const CODES = WEEKDAYS.map((name) => name.slice(0, 2).toUpperCase());

/** "MO,TH" */
export function codesOf(weekdays: readonly Weekday[]): string {
  return weekdays.map((weekday) => CODES[weekday - 1] ?? "").join();
}

/** undefined for any other text. */
export function weekdayOfCode(code: string): Weekday | undefined {
  const index = CODES.indexOf(code);
  return index < 0 ? undefined : ((index + 1) as Weekday);
}

/** UNTIL or COUNT, or neither. */
export function endsParts(ends: Ends): string[] {
  if (ends.kind === "on") return [`UNTIL=${ends.day.replaceAll("-", "")}`];
  return ends.kind === "after" ? [`COUNT=${ends.count}`] : [];
}

/** @param values the parts by their names. @returns the reason why it is refused if it is. */
export function endsOf(
  values: ReadonlyMap<string, string>,
): { ok: true; value: Ends } | { ok: false; message: string } {
  const [count, until] = [values.get("COUNT"), values.get("UNTIL")];
  if (count !== undefined && until !== undefined) {
    return { ok: false, message: "Repeat must end by COUNT or by UNTIL, not by both" };
  }
  if (count !== undefined) {
    const times = within(count, COUNT_MAX);
    return times === null
      ? { ok: false, message: "Repeat COUNT must be a whole number from 1 to 10,000" }
      : { ok: true, value: { kind: "after", count: times } };
  }
  return until === undefined ? { ok: true, value: { kind: "never" } } : untilOf(until);
}

const UNTIL = /^(\d{4})(\d\d)(\d\d)(?:T([01]\d|2[0-3])([0-5]\d)(?:[0-5]\d|60)(Z?))?$/;

function untilOf(text: string): ReturnType<typeof endsOf> {
  const [, year, month, date, hour, minute, zone] = UNTIL.exec(text) ?? [];
  const day = `${year}-${month}-${date}`;
  if (!isDay(day)) {
    return { ok: false, message: "Repeat UNTIL must be a day, such as UNTIL=20271224" };
  }
  const at = hour && { at: { time: `${hour}:${minute}`, isUtc: zone === "Z" } };
  return { ok: true, value: { kind: "on", day, ...(at || {}) } };
}

/** A whole number from 1 to `max`, or null. */
export function within(text: string, max: number): number | null {
  const number = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= max ? number : null;
}
