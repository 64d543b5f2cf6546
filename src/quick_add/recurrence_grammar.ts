/** The rules that quick add understands: "every second friday", "every month on the 31st". */
import { dayParts, isDay, lastDayOfMonth, weekdayOf } from "../dates/calendar.ts";
import type { Weekday } from "../dates/names.ts";
import { EVERY_MAX } from "../recurrence/parts.ts";
import type { DayOfMonth } from "../recurrence/rule.ts";
import { parseDay } from "./date_grammar.ts";
import { parseDayOfMonth, parseDayOfYear, severalDays } from "./days_of_month.ts";
import { parseCount, parseMonth, parseOrdinal, parseWeekday } from "./lexicon.ts";
import {
  type Clock,
  type Maybe,
  mapFound,
  type Phrase,
  type RuleOf,
  readShape,
  type Shapes,
} from "./phrase.ts";
import { partOfDay } from "./time_grammar.ts";

const ADVERBS = new Map([
  ["daily", "every day"],
  ["weekly", "every week"],
  ["fortnightly", "every 2 weeks"],
  ["monthly", "every month"],
  ["quarterly", "every 3 months"],
  ["yearly", "every year"],
  ["annually", "every year"],
  ["weekdays", "every weekday"],
]);

/** Whether a rule can begin with this word. */
export function beginsRule(word: string): boolean {
  return ADVERBS.has(word) || /^(?:every|the|on)$/.test(word);
}

/** The rule that a text in small letters means as a whole. */
export function parseRule(text: string, clock: Clock): Maybe<Phrase> {
  const inFull = text.replace(/^\S+/, (first) => ADVERBS.get(first) ?? first);
  return readShape(RULES, inFull, clock);
}

const RULES: Shapes<Phrase> = [
  [/^every (morning|afternoon|evening|night)$/, ([, part = ""]) => everyDayIn(part)],
  [/^on weekdays$/, () => onFirstDay("weekday", 1)],
  // "2 weeks", "other day", "month on the 31st", "year on the last monday of may".
  [/^every (?:(\w+) )?(day|weekday|week|fortnight|month|quarter|year)s?(?: on (.+))?$/, interval],
  // "monday", "mon, wed and fri"; "second friday" is every other one, as people say it.
  [/^every other (.+)$/, ([, days = ""]) => weekly(days, 2)],
  [/^every (?:second|2nd) (.+)$/, ([, days = ""]) => everySecond(days)],
  [/^every (.+)$/, ([, days = ""]) => weekly(days, 1)],
  // "31st", "last day", "first monday", each perhaps "of the month".
  [/^every (.+?)( of (?:the|each|every) month)?$/, monthly],
  // "24 dec", "december 24th", "last monday of may".
  [/^every (.+)$/, ([, day = ""], clock) => yearly(day, 1, clock)],
  // "the last day of every month", "on the 1st of every 3 months".
  [/^(?:on )?the (.+) of (?:every|each)(?: (\w+))? months?$/, monthlyOf],
];

function interval([, count, name = "", on]: RegExpExecArray, clock: Clock): Maybe<Phrase> {
  const times = parseInterval(count);
  if (times === undefined) return undefined;
  const [unit, size] = MULTIPLES.get(name) ?? [name, 1];
  const every = times * size;
  if (!isInterval(every)) return null;
  if (on === undefined) return onFirstDay(unit, every);
  if (unit === "week") return weekly(on, every);
  if (unit === "month") {
    return severalDays(on, every) ?? mapFound(parseDayOfMonth(on), (day) => onDay(day, every));
  }
  return unit === "year" ? yearly(on, every, clock) : undefined;
}

function everyDayIn(part: string): Phrase {
  return { ...always({ unit: "day", every: 1 }), ...partOfDay(part) };
}

const MULTIPLES = new Map<string, [unit: string, size: number]>([
  ["fortnight", ["week", 2]],
  ["quarter", ["month", 3]],
]);

/** The rule of a unit alone: the day that the series begins on says the rest. */
function onFirstDay(unit: string, every: number): Phrase | null {
  switch (unit) {
    case "day":
      return always({ unit, every });
    case "weekday":
      return every === 1 ? always({ unit, every }) : null;
    case "month":
      return {
        ruleOf: (first) => ({ unit, every, on: { kind: "day", day: dayParts(first).date } }),
      };
    case "year":
      return always({ unit, every, on: { kind: "anchor" } });
    default:
      // Six weeks after a tick are 42 days, whatever day of the week that was.
      return {
        ruleOf: (first, mode) =>
          mode === "completion" && isInterval(7 * every)
            ? { unit: "day", every: 7 * every }
            : { unit: "week", every, days: [weekdayOf(first)] },
      };
  }
}

function weekly(names: string, every: number): Maybe<Phrase> {
  return mapFound(parseWeekdays(names), (days) => always({ unit: "week", every, days }));
}

/** It may be the second of each month as well. */
function everySecond(names: string): Maybe<Phrase> {
  const [weekday, ...others] = parseWeekdays(names) ?? [];
  const isOne = weekday !== undefined && others.length === 0;
  const other = isOne && onDay({ kind: "nth", nth: 2, weekday }, 1).ruleOf;
  return mapFound(weekly(names, 2), (phrase) => ({
    ...phrase,
    ...(other && { otherRuleOf: other }),
  }));
}

/** Without "of the month", "third friday" may be one in three, and is not accepted. */
function monthly([, day = "", of]: RegExpExecArray): Maybe<Phrase> {
  const several = severalDays(day, 1);
  if (several !== undefined) return several;
  const on = parseDayOfMonth(day);
  if (on === undefined || /^\d+$/.test(day)) return undefined;
  if (of === undefined && on.kind === "nth" && on.nth !== 1 && on.nth !== -1) return undefined;
  return onDay(on, 1);
}

function monthlyOf([, day = "", count]: RegExpExecArray): Maybe<Phrase> {
  const every = parseInterval(count);
  if (every === undefined) return undefined;
  const several = severalDays(day, every);
  const on = parseDayOfMonth(day);
  const phrase = several ?? (on && onDay(on, every));
  return phrase && !isInterval(every) ? null : phrase;
}

function onDay(on: DayOfMonth, every: number): Phrase {
  return always({ unit: "month", every, on });
}

function yearly(text: string, every: number, clock: Clock): Maybe<Phrase> {
  const nth = parseDayOfYear(text);
  if (nth !== undefined) return always({ unit: "year", every, on: nth });
  const words = text.split(" ");
  const hasMonth = words.some((word) => parseMonth(word) !== undefined);
  const isDate = hasMonth && parseWeekday(words[0] ?? "") === undefined && !/\d{4}/.test(text);
  const day = isDate ? parseDay(text, clock) : undefined;
  const rule = always({ unit: "year", every, on: { kind: "anchor" } });
  return mapFound(day, (on) => ({
    ...(isLeapDay(on) ? everyLeapDay(on, clock) : { on }),
    ...rule,
  }));
}

function isLeapDay(day: string): boolean {
  return day.endsWith("-02-29");
}

/** A year without a 29 February has the 28th instead. @param next the next one that there is. */
function everyLeapDay(next: string, { date }: Clock): Pick<Phrase, "on" | "anchor"> {
  const year = Number(date.slice(0, 4));
  const [on = next] = [year, year + 1]
    .map((each) => lastDayOfMonth(`${each}-02-01`))
    .filter((last) => last >= date);
  const anchor = [4, 8].map((years) => `${Number(next.slice(0, 4)) - years}-02-29`).find(isDay);
  return isLeapDay(on) || anchor === undefined ? { on } : { on, anchor };
}

/** "monday", "mondays", "mon and thu", "mon, wed and fri": ascending, each once. */
function parseWeekdays(text: string): Weekday[] | undefined {
  const names = text.split(" ").filter((word, index) => word !== "and" || index === 0);
  const days = names.map((name) => parseWeekday(name) ?? parseWeekday(name.replace(/s$/, "")));
  if (/(?:^| )and$/.test(text) || !days.every((day) => day !== undefined)) return undefined;
  return [...new Set(days)].sort((a, b) => a - b);
}

/** "2", "two", "other", "third"; nothing is 1. */
function parseInterval(word = "1"): number | undefined {
  if (word === "other") return 2;
  const ordinal = parseOrdinal(word);
  if (ordinal !== undefined) return ordinal === 1 ? undefined : ordinal;
  return /^an?$/.test(word) ? undefined : parseCount(word);
}

function isInterval(every: number): boolean {
  return every >= 1 && every <= EVERY_MAX;
}

function always(rule: ReturnType<RuleOf>): Phrase {
  return { ruleOf: () => rule };
}
