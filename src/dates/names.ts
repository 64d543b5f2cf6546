/** The English names of the days of the week and of the months. */

/** 1 Monday to 7 Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** From Monday. */
export const WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

/** From January. */
export const MONTHS =
  "January February March April May June July August September October November December".split(
    " ",
  );

export function weekdayName(weekday: number): string {
  return WEEKDAYS[weekday - 1] ?? "";
}

/** "Mon". */
export function shortWeekdayName(weekday: number): string {
  return weekdayName(weekday).slice(0, 3);
}

/** The names of the days of a week, from the one that it begins on. */
export function weekdaysFrom(weekStart: number): { short: string; long: string }[] {
  return Array.from({ length: 7 }, (_, index) => {
    const weekday = ((weekStart - 1 + index) % 7) + 1;
    return { short: shortWeekdayName(weekday), long: weekdayName(weekday) };
  });
}

/** @param month 1 to 12. */
export function monthName(month: number): string {
  return MONTHS[month - 1] ?? "";
}

/** "Nov". British English has four letters for September. */
export function shortMonthName(month: number): string {
  return monthName(month).slice(0, month === 9 ? 4 : 3);
}
