/** Days as numbers (0 is 1970-01-01) and months as numbers (0 is January of year 0), to count with. */

const DAY = 86_400_000;

/** The last day that a "YYYY-MM-DD" can name. Nothing is searched for beyond it. */
export const LAST_DAY = dayNumber("9999-12-31");

/** @throws RangeError when the text is no day. */
export function dayNumber(day: string): number {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time)) throw new RangeError(`Not a day: ${day}`);
  return time / DAY;
}

export function dayText(day: number): string {
  // toISOString costs four times as much, which shows in ten years of days.
  const date = new Date(day * DAY);
  const year = String(date.getUTCFullYear()).padStart(4, "0");
  return `${year}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
}

/** 1 Monday to 7 Sunday (ISO 8601). */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday; days before it are negative.
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

export function monthOf(day: number): number {
  const date = new Date(day * DAY);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** 1 to 31. */
export function dateOf(day: number): number {
  return new Date(day * DAY).getUTCDate();
}

export function firstOfMonth(month: number): number {
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(0, month, 1) / DAY;
}

export function lastOfMonth(month: number): number {
  return firstOfMonth(month + 1) - 1;
}

/** That date of the month, or its last day where the month is shorter. */
export function dateInMonth(month: number, date: number): number {
  return Math.min(firstOfMonth(month) + date - 1, lastOfMonth(month));
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
