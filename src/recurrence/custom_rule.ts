/** Rules that the task's form cannot draw: any other RRULE of days (RFC 5545, 3.3.10; RFC 7529). */
import type { Weekday } from "../dates/names.ts";
import { codesOf, endsParts, FREQUENCIES, type Frequency } from "./parts.ts";
import type { Ends } from "./rule.ts";

/** A weekday, each of them or, with `nth` (1 to 53, or -1 to -53 from the end), one in the month or year. */
export interface WeekdayIn {
  weekday: Weekday;
  nth?: number;
}

/**
 * What stands for a date that its month does not have: nothing, the last day of the month, or the first of
 * the next one.
 */
export type Skip = "omit" | "backward" | "forward";

/**
 * The days of a rule, each list ascending; a list that is left out limits nothing. Negative numbers count
 * from the end.
 */
export interface CustomDays {
  /** 1 to 12. */
  months?: readonly number[];
  /** Weeks of the year as in ISO 8601, but from `weekStart`: ±1 to 53. */
  weeks?: readonly number[];
  /** Days of the year: ±1 to 366. */
  yearDays?: readonly number[];
  /** Dates: ±1 to 31. */
  monthDays?: readonly number[];
  weekdays?: readonly WeekdayIn[];
  /** Which of all these in a week, month or year: ±1 to 366. */
  positions?: readonly number[];
  /** Left out where no date can be missing. */
  skip?: Skip;
  /** Left out: Monday, or it makes no difference. */
  weekStart?: Weekday;
}

export type CustomRule = {
  unit: "custom";
  /** 1 to 99,999: days, weeks, months or years. */
  every: number;
  frequency: Frequency;
  ends: Ends;
} & CustomDays;

/** The parts of an RRULE that are lists of numbers, with their ranges. */
export const LISTS = [
  { part: "BYMONTH", name: "months", least: 1, most: 12 },
  { part: "BYWEEKNO", name: "weeks", least: -53, most: 53 },
  { part: "BYYEARDAY", name: "yearDays", least: -366, most: 366 },
  { part: "BYMONTHDAY", name: "monthDays", least: -31, most: 31 },
  { part: "BYSETPOS", name: "positions", least: -366, most: 366 },
] as const;

/** The RRULE of a rule, with its parts in one order. */
export function formatCustom(rule: CustomRule): string {
  const { every, frequency, weekStart = 1 } = rule;
  const lists = LISTS.flatMap(({ part, name }) => {
    const list = rule[name];
    return list === undefined ? [] : `${part}=${list.join()}`;
  });
  const days = rule.weekdays?.map(({ weekday, nth }) => `${nth ?? ""}${codesOf([weekday])}`);
  const hasSkip = rule.skip !== undefined && rule.skip !== usualSkip(rule);
  const isClamped = hasSkip || rule.skip === "backward";
  return [
    ...(isClamped ? ["RSCALE=GREGORIAN"] : []),
    `FREQ=${FREQUENCIES[frequency]}`,
    ...(every === 1 ? [] : [`INTERVAL=${every}`]),
    ...lists.filter((text) => !text.startsWith("BYSETPOS")),
    ...(days === undefined ? [] : [`BYDAY=${days.join()}`]),
    ...lists.filter((text) => text.startsWith("BYSETPOS")),
    ...(isClamped ? [`SKIP=${rule.skip?.toUpperCase()}`] : []),
    ...(weekStart === 1 ? [] : [`WKST=${codesOf([weekStart])}`]),
    ...endsParts(rule.ends),
  ].join(";");
}

/** Whether its days follow from the rule and its interval alone, whatever the due date is. */
export function isWhole({ frequency, ...rule }: CustomRule): boolean {
  const { weekdays, monthDays, yearDays } = rule;
  if (frequency === "day") return true;
  return [weekdays, ...(frequency === "week" ? [] : [monthDays, yearDays])].some(
    (list) => list !== undefined,
  );
}

/** The rule without what makes no difference, and with what it means where it does not say so. */
export function withDefaults({ skip, weekStart, ...rule }: CustomRule): CustomRule {
  const isByWeeks = rule.frequency === "week" && (rule.every > 1 || rule.positions !== undefined);
  const hasWeeks = isByWeeks || rule.weeks !== undefined;
  return {
    ...rule,
    ...(lacksDates(rule) && { skip: skip ?? usualSkip(rule) }),
    ...(!isWhole(rule) && skip !== undefined && { skip }),
    ...(hasWeeks && weekStart !== undefined && weekStart > 1 && { weekStart }),
  };
}

/** A rule by dates alone has the last day instead, as people expect; "Friday the 31st" has not. */
function usualSkip({ weekdays }: CustomRule): Skip {
  return weekdays === undefined ? "backward" : "omit";
}

/** Whether a month may lack one of its dates. In a rule of days a date is a condition. */
function lacksDates({ frequency, months, monthDays = [] }: CustomRule): boolean {
  if (frequency === "day" || frequency === "week") return false;
  const shortest = Math.min(...(months ?? [2]).map((month) => LENGTHS[month - 1] ?? 31));
  return monthDays.some((date) => date > shortest);
}

/** Of the months, in a common year. */
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
