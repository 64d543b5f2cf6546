/** A repeat in plain words. */
import { dayParts } from "../dates/calendar.ts";
import { dayAndMonth, shortDate } from "../dates/format.ts";
import { monthName, shortWeekdayName, weekdayName } from "../dates/names.ts";
import type { CustomRule } from "./custom_rule.ts";
import { customWords } from "./custom_words.ts";
import { listed, nthWord, ordinal } from "./ordinals.ts";
import type { DayOfMonth, DayOfYear, DrawableRule, Ends, Repeat, RepeatMode } from "./rule.ts";

/**
 * A sentence without its full stop: "On the last day of every month, 10 times", "Custom rule: every month
 * on the 15th and 30th, or the last day".
 */
export function describeRule(repeat: Repeat): string {
  const ends = describeEnds(repeat.rule.ends, (day) => shortDate(day));
  return withMode(sentence(repeat), repeat.mode) + (ends === "" ? "" : `, ${ends}`);
}

/**
 * The short form without the end of the rule, to stand among other words: "every 2 weeks on Friday", "second Friday of each month".
 * @param dueOn the due date that stands beside it: a date of the rule that it says already is left out.
 */
export function shortRepeat(repeat: Repeat, dueOn: string | null): string {
  const frequency = shortFrequency(repeat, dueOn);
  return repeat.mode === "completion" ? withMode(frequency, repeat.mode) : frequency;
}

function shortFrequency(repeat: Repeat, dueOn: string | null): string {
  const { rule, mode, anchor } = repeat;
  if (rule.unit === "custom") return shortCustom(customWords(rule));
  if (rule.unit === "week") return shortWeeks(rule);
  const every = `every ${interval(rule)}`;
  if (rule.unit === "day" || rule.unit === "weekday") return every;
  if (rule.on.kind === "day" || rule.on.kind === "anchor") {
    const date = rule.on.kind === "day" ? rule.on.day : dayParts(anchor).date;
    const isSaid = dueOn !== null && dayParts(dueOn).date === date;
    if (mode === "completion" || isSaid) return every;
  }
  if (rule.unit === "year") return `${every} on ${describeDayOfYear(rule.on, anchor)}`;
  const day = describeDayOfMonth(rule.on);
  const isDate = rule.on.kind === "day" || rule.every > 1;
  return isDate ? `${every} on ${day}` : `${day.replace(/^the /, "")} of each month`;
}

/** A rule may have hundreds of days: rows are no place for them. */
function shortCustom(words: string): string {
  return words.length > SHORT_MAX ? CUSTOM : words;
}

/** "custom rule: every month on the 15th and 30th, or the last day", or only the first two words. */
export function customLabel(rule: CustomRule): string {
  const words = shortCustom(customWords(rule));
  return words === CUSTOM ? CUSTOM : `${CUSTOM}: ${words}`;
}

const CUSTOM = "custom rule";

/** In characters: most that people come up with are half as long. */
const SHORT_MAX = 120;

/** The words for a frequency, and those for how the next date is chosen. */
export function withMode(frequency: string, mode: RepeatMode): string {
  if (mode === "completion") return `${frequency} after it is done`;
  return mode === "catch_up" ? `${frequency}, skipping what was missed` : frequency;
}

/** "" for a repeat without an end. @param day describes the last day. */
export function describeEnds(ends: Ends, day: (last: string) => string): string {
  if (ends.kind === "never") return "";
  if (ends.kind === "on") return `until ${day(ends.day)}`;
  return ends.count === 1 ? "once" : `${ends.count.toLocaleString("en")} times`;
}

/** "the 30th", "the last day", "the fifth Monday", "the last weekday". */
export function describeDayOfMonth(on: DayOfMonth): string {
  switch (on.kind) {
    case "day":
      return `the ${ordinal(on.day)}`;
    case "last_day":
      return "the last day";
    case "last_weekday":
      return "the last weekday";
    case "nth":
      return `the ${nthWord(on.nth)} ${weekdayName(on.weekday)}`;
  }
}

/** "30 November", "the last Monday of November". */
export function describeDayOfYear(on: DayOfYear, anchor: string): string {
  if (on.kind === "anchor") return dayAndMonth(anchor);
  return `${describeDayOfMonth(on)} of ${monthName(on.month)}`;
}

function sentence({ rule, mode, anchor }: Repeat): string {
  if (rule.unit === "custom") return `Custom rule: ${customWords(rule)}`;
  if (rule.unit === "day" || rule.unit === "weekday") return `Every ${interval(rule)}`;
  if (rule.unit === "week") return `Every ${weeks(rule)}`;
  // Counted from completion, the next one is a month after the tick, whatever date the rule names.
  const isOnDate = rule.on.kind === "day" || rule.on.kind === "anchor";
  if (isOnDate && mode === "completion") return `Every ${interval(rule)}`;
  const day =
    rule.unit === "month" ? describeDayOfMonth(rule.on) : describeDayOfYear(rule.on, anchor);
  if (rule.every > 1) return `Every ${interval(rule)} on ${day}${orElse(rule, anchor, "the")}`;
  const of = rule.unit === "month" ? "of " : "";
  return `On ${day} ${of}every ${rule.unit}${orElse(rule, anchor, "its")}`;
}

/** The day that stands in where a month does not have the date; "" when every month has it. */
function orElse(rule: DrawableRule, anchor: string, article: string): string {
  if (rule.unit === "year") {
    const isLeapDay = rule.on.kind === "anchor" && anchor.endsWith("-02-29");
    return isLeapDay ? ", or the 28th" : "";
  }
  const isMissing = rule.unit === "month" && rule.on.kind === "day" && rule.on.day > 28;
  return isMissing ? `, or ${article} last day` : "";
}

/** "month", "3 months". */
function interval({ every, unit }: DrawableRule): string {
  return every === 1 ? unit : `${every} ${unit}s`;
}

type WeekRule = Extract<DrawableRule, { unit: "week" }>;

function weeks(rule: WeekRule): string {
  const [first] = rule.days;
  if (rule.days.length === 7 && rule.every === 1) return "day of the week";
  if (first === undefined || rule.days.length > 1) return `${interval(rule)} on ${dayList(rule)}`;
  return rule.every > 1 ? `${interval(rule)} on ${weekdayName(first)}` : weekdayName(first);
}

function shortWeeks(rule: WeekRule): string {
  if (rule.days.length === 1 || rule.every > 1) return `every ${weeks(rule)}`;
  return rule.days.length === 7 ? "every day" : `every ${dayList(rule)}`;
}

/** "Mon and Thu", "every day". */
function dayList({ days }: WeekRule): string {
  if (days.length === 7) return "every day";
  return listed(days.map(shortWeekdayName));
}
