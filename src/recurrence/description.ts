/** A repeat in plain words. */
import { dayNumber } from "../dates/day_numbers.ts";
import type { DayOfMonth, DayOfYear, Ends, Nth, Repeat, RepeatRule, Weekday } from "./rule.ts";

/** The whole of it, as a sentence without its full stop: "On the last day of every month, without end". */
export function describeRule(repeat: Repeat): string {
  const parts = [sentence(repeat), ...modeWords(repeat), endWords(repeat.rule.ends)];
  return parts.join(", ");
}

/** The short form, to stand among other words: "every second Friday". */
export function shortRepeat({ rule, mode }: Repeat): string {
  const often = rule.unit === "week" ? shortWeeks(rule) : `every ${interval(rule)}`;
  return mode === "completion" ? `${often}, from completion` : often;
}

/** "the 30th", "the last day", "the fifth Monday", "the last weekday". */
export function dayOfMonthWords(on: DayOfMonth): string {
  switch (on.kind) {
    case "day":
      return `the ${ordinal(on.day)}`;
    case "last_day":
      return "the last day";
    case "last_weekday":
      return "the last weekday";
    case "nth":
      return `the ${NTH[on.nth]} ${WEEKDAYS[on.weekday]}`;
  }
}

/** "30 November", "the last Monday of November". */
export function dayOfYearWords(on: DayOfYear, anchor: string): string {
  if (on.kind === "anchor")
    return `${Number(anchor.slice(8))} ${monthName(Number(anchor.slice(5, 7)))}`;
  return `${dayOfMonthWords(on)} of ${monthName(on.month)}`;
}

const WEEKDAYS: Record<Weekday, string> = {
  1: "Monday",
  2: "Tuesday",
  3: "Wednesday",
  4: "Thursday",
  5: "Friday",
  6: "Saturday",
  7: "Sunday",
};
const NTH: Record<Nth, string> = {
  1: "first",
  2: "second",
  3: "third",
  4: "fourth",
  5: "fifth",
  [-1]: "last",
};
const MONTH = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long" });
const DATE = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", dateStyle: "medium" });

function sentence({ rule, mode, anchor }: Repeat): string {
  if (rule.unit === "day" || rule.unit === "weekday") return `Every ${interval(rule)}`;
  if (rule.unit === "week") return `Every ${weeks(rule)}`;
  // Counted from completion, a date has no say: it is a month after the day of the tick.
  const isOnDate = rule.on.kind === "day" || rule.on.kind === "anchor";
  if (isOnDate && mode === "completion") return `Every ${interval(rule)}`;
  const day = rule.unit === "month" ? dayOfMonthWords(rule.on) : dayOfYearWords(rule.on, anchor);
  if (rule.every > 1) return `Every ${interval(rule)} on ${day}${otherwise(rule, anchor, "the")}`;
  const of = rule.unit === "month" ? "of " : "";
  return `On ${day} ${of}every ${rule.unit}${otherwise(rule, anchor, "its")}`;
}

/** Where the date may be missing, what comes instead. */
function otherwise(rule: RepeatRule, anchor: string, article: string): string {
  if (rule.unit === "year") {
    const isLeapDay = rule.on.kind === "anchor" && anchor.endsWith("-02-29");
    return isLeapDay ? ", or the 28th" : "";
  }
  const isMissing = rule.unit === "month" && rule.on.kind === "day" && rule.on.day > 28;
  return isMissing ? `, or ${article} last day` : "";
}

/** "month", "3 months". */
function interval({ every, unit }: RepeatRule): string {
  return every === 1 ? unit : `${every} ${unit}s`;
}

type WeekRule = Extract<RepeatRule, { unit: "week" }>;

function weeks(rule: WeekRule): string {
  const [first] = rule.days;
  if (rule.days.length === 7 && rule.every === 1) return "day of the week";
  if (first === undefined || rule.days.length > 1) return `${interval(rule)} on ${dayList(rule)}`;
  if (rule.every > 2) return `${interval(rule)} on ${WEEKDAYS[first]}`;
  return rule.every === 2 ? `second ${WEEKDAYS[first]}` : WEEKDAYS[first];
}

function shortWeeks(rule: WeekRule): string {
  if (rule.days.length === 1) return `every ${rule.every > 2 ? interval(rule) : weeks(rule)}`;
  if (rule.every > 1) return `every ${weeks(rule)}`;
  return rule.days.length === 7 ? "every day" : `every ${dayList(rule)}`;
}

/** "Mon and Thu", "every day". */
function dayList({ days }: WeekRule): string {
  if (days.length === 7) return "every day";
  const names = days.map((day) => WEEKDAYS[day].slice(0, 3));
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].join(" and ");
}

function modeWords({ mode }: Repeat): string[] {
  if (mode === "rule") return [];
  return [mode === "completion" ? "from completion" : "skipping what was missed"];
}

function endWords(ends: Ends): string {
  if (ends.kind === "never") return "without end";
  if (ends.kind === "on") return `until ${DATE.format(dayNumber(ends.day) * 86_400_000)}`;
  return ends.count === 1 ? "once" : `${ends.count.toLocaleString("en")} times`;
}

function monthName(month: number): string {
  return MONTH.format(Date.UTC(2000, month - 1));
}

/** "1st", "22nd", "13th". */
function ordinal(number: number): string {
  const isTeen = number > 10 && number < 14;
  const ending = isTeen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}
