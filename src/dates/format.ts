/** Days in words. */
import { dayParts, daysBetween, weekdayOf } from "./calendar.ts";
import { monthName, shortMonthName, shortWeekdayName, weekdayName } from "./names.ts";

/** By how many days they are from today. */
const NEAR_DAYS: Readonly<Record<number, string>> = {
  [-1]: "yesterday",
  0: "today",
  1: "tomorrow",
};

/** "today", "tomorrow", "yesterday", or the short day. */
export function nearDay(day: string, today: string): string {
  return NEAR_DAYS[daysBetween(today, day)] ?? shortDay(day, today);
}

/** "Fri 20 Nov", with the year when it is another than today's, or today is not given. */
export function shortDay(day: string, today = ""): string {
  return `${shortWeekdayName(weekdayOf(day))} ${shortDate(day, today)}`;
}

/** "Friday 20 November", with the year when it is another than today's. */
export function longDay(day: string, today = day): string {
  return `${weekdayName(weekdayOf(day))} ${dayAndMonth(day)}${otherYear(day, today)}`;
}

/** "20 November". */
export function dayAndMonth(day: string): string {
  const { date, month } = dayParts(day);
  return `${date} ${monthName(month)}`;
}

/** "20 Nov", with the year when it is another than today's, or today is not given. */
export function shortDate(day: string, today = ""): string {
  const { date, month } = dayParts(day);
  return `${date} ${shortMonthName(month)}${otherYear(day, today)}`;
}

function otherYear(day: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4) ? "" : ` ${dayParts(day).year}`;
}
