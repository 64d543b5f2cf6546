/** The rules that quick add understands: "every second friday", "every month on the 31st". */
import { dayParts, weekdayOf } from "../dates/calendar.ts";
import type { Weekday } from "../dates/names.ts";
import {
  type DayOfMonth,
  type DayOfYear,
  EVERY_MAX,
  type Nth,
  type RepeatMode,
  type RepeatRule,
} from "../recurrence/rule.ts";
import { type Clock, parseDay } from "./date_grammar.ts";
import { parseCount, parseDateOfMonth, parseMonth, parseOrdinal, parseWeekday } from "./lexicon.ts";

type Endless<Rule> = Rule extends unknown ? Omit<Rule, "ends"> : never;

/** The rule of a series that begins on a day: "every week" is on that day of the week. */
export type RuleOf = (first: string, mode: RepeatMode) => Endless<RepeatRule>;

export interface Rule {
  ruleOf: RuleOf;
  /** The first due date, when the phrase names it: "every 24 dec". */
  on: string | null;
}

/** undefined: not a rule; null: one that cannot be. */
type MaybeRule = Rule | null | undefined;

const ADVERBS = new Map([
  ["daily", "every day"],
  ["weekly", "every week"],
  ["fortnightly", "every 2 weeks"],
  ["monthly", "every month"],
  ["quarterly", "every 3 months"],
  ["yearly", "every year"],
  ["annually", "every year"],
]);

/** Whether a rule can begin with this word. */
export function beginsRule(word: string): boolean {
  return ADVERBS.has(word) || /^(?:every|the|on)$/.test(word);
}

/** The rule that words in small letters mean as a whole. */
export function parseRule([first = "", ...rest]: readonly string[], clock: Clock): MaybeRule {
  const text = [ADVERBS.get(first) ?? first, ...rest].join(" ");
  const every = /^every (.+)$/.exec(text)?.[1];
  if (every === undefined) return dayOfEvery(text);
  for (const parse of [interval, weekdays, monthly, dayOfEveryYear]) {
    const found = parse(every, clock);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** "2 weeks", "other day", "month on the 31st", "year on the last monday of may". */
function interval(text: string, clock: Clock): MaybeRule {
  const match = /^(?:(\w+) )?(day|weekday|week|fortnight|month|quarter|year)s?(?: on (.+))?$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, count, name, on] = match;
  const times = count === undefined ? 1 : parseInterval(count);
  if (times === undefined || name === undefined) return undefined;
  const unit = { fortnight: "week", quarter: "month" }[name] ?? name;
  const every = times * ({ fortnight: 2, quarter: 3 }[name] ?? 1);
  if (every < 1 || every > EVERY_MAX) return null;
  if (unit === "week") return weeks(every, on);
  if (unit === "month") return months(every, on);
  if (unit === "year") return years(every, on, clock);
  if (on !== undefined) return undefined;
  if (unit === "day") return always({ unit, every });
  return every === 1 ? always({ unit: "weekday", every }) : null;
}

function weeks(every: number, on: string | undefined): MaybeRule {
  if (on === undefined) {
    // Six weeks after a tick are 42 days, whatever day of the week that was.
    return rule((first, mode) =>
      mode === "completion" && 7 * every <= EVERY_MAX
        ? { unit: "day", every: 7 * every }
        : { unit: "week", every, days: [weekdayOf(first)] },
    );
  }
  const days = parseWeekdays(on);
  return days && always({ unit: "week", every, days });
}

function months(every: number, on: string | undefined): MaybeRule {
  if (on === undefined) {
    return rule((first) => {
      return { unit: "month", every, on: { kind: "day", day: dayParts(first).date } };
    });
  }
  const day = parseDayOfMonth(on);
  return day && always({ unit: "month", every, on: day });
}

function years(every: number, on: string | undefined, clock: Clock): MaybeRule {
  const onAnchor: RuleOf = () => ({ unit: "year", every, on: { kind: "anchor" } });
  if (on === undefined) return rule(onAnchor);
  const nth = parseDayOfYear(on);
  if (nth !== undefined) return always({ unit: "year", every, on: nth });
  const found = dayOfEveryYear(on, clock);
  return found && { ...found, ruleOf: onAnchor };
}

/** "monday", "mon, wed and fri"; "second friday" is every other one, as people say it. */
function weekdays(text: string): MaybeRule {
  const [, other, names = ""] = /^(other |second |2nd )?(.+)$/.exec(text) ?? [];
  const days = parseWeekdays(names);
  return days && always({ unit: "week", every: other === undefined ? 1 : 2, days });
}

/**
 * "31st", "last day", "first monday", each perhaps "of the month". Without that, "third friday" may
 * be one in three, and is not accepted.
 */
function monthly(text: string): MaybeRule {
  const [, day = "", of] = /^(.+?)( of (?:the|each|every) month)?$/.exec(text) ?? [];
  const on = parseDayOfMonth(day);
  if (on === undefined || /^\d+$/.test(day)) return undefined;
  if (of === undefined && on.kind === "nth" && on.nth !== 1 && on.nth !== -1) return undefined;
  return always({ unit: "month", every: 1, on });
}

/** "24 dec", "december 24th", "last monday of may": once a year. */
function dayOfEveryYear(text: string, clock: Clock): MaybeRule {
  const nth = parseDayOfYear(text);
  if (nth !== undefined) return always({ unit: "year", every: 1, on: nth });
  const words = text.split(" ");
  const hasMonth = words.some((word) => parseMonth(word) !== undefined);
  const isDate = hasMonth && parseWeekday(words[0] ?? "") === undefined && !/\d{4}/.test(text);
  const on = isDate ? parseDay(words, clock) : undefined;
  if (typeof on !== "string") return on;
  return { on, ruleOf: () => ({ unit: "year", every: 1, on: { kind: "anchor" } }) };
}

/** "the last day of every month", "on the 1st of every 3 months". */
function dayOfEvery(text: string): MaybeRule {
  const match = /^(?:on )?the (.+) of (?:every|each)(?: (\w+))? months?$/.exec(text);
  const on = parseDayOfMonth(match?.[1] ?? "");
  if (match === null || on === undefined) return undefined;
  const every = match[2] === undefined ? 1 : parseInterval(match[2]);
  if (every === undefined) return undefined;
  return every < 1 || every > EVERY_MAX ? null : always({ unit: "month", every, on });
}

function parseDayOfMonth(text: string): DayOfMonth | undefined {
  const words = text.replace(/^the /, "");
  if (words === "last day") return { kind: "last_day" };
  if (words === "last weekday") return { kind: "last_weekday" };
  const day = parseDateOfMonth(words);
  if (day !== undefined) return { kind: "day", day };
  const [which = "", name = "", ...more] = words.split(" ");
  const weekday = parseWeekday(name);
  const nth = which === "last" ? -1 : parseOrdinal(which);
  if (weekday === undefined || nth === undefined || more.length > 0) return undefined;
  return { kind: "nth", nth: nth as Nth, weekday };
}

function parseDayOfYear(text: string): DayOfYear | undefined {
  const [, day = "", name = ""] = /^(.+) of (\w+)$/.exec(text) ?? [];
  const month = parseMonth(name);
  const on = parseDayOfMonth(day);
  return month !== undefined && on?.kind === "nth" ? { ...on, month } : undefined;
}

/** "monday", "mondays", "mon and thu", "mon, wed and fri": ascending, each once; undefined for anything else. */
function parseWeekdays(text: string): Weekday[] | undefined {
  const names = text.split(" ").filter((word, index) => word !== "and" || index === 0);
  const days = names.map((name) => parseWeekday(name) ?? parseWeekday(name.replace(/s$/, "")));
  if (/(?:^| )and$/.test(text) || !days.every((day) => day !== undefined)) return undefined;
  return [...new Set(days)].sort((a, b) => a - b);
}

/** "2", "two", "other", "third". */
function parseInterval(word: string): number | undefined {
  if (word === "other") return 2;
  const ordinal = parseOrdinal(word);
  if (ordinal !== undefined) return ordinal === 1 ? undefined : ordinal;
  return /^an?$/.test(word) ? undefined : parseCount(word);
}

function always(endless: Endless<RepeatRule>): Rule {
  return rule(() => endless);
}

function rule(ruleOf: RuleOf): Rule {
  return { ruleOf, on: null };
}
