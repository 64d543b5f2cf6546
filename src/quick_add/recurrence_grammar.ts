/** The rules that quick add understands: "every second friday", "every month on the 31st". */
import { weekdayOf as isoWeekday } from "../dates/calendar.ts";
import type { Weekday } from "../dates/names.ts";
import {
  type DayOfMonth,
  type DayOfYear,
  EVERY_MAX,
  type Nth,
  type RepeatMode,
  type RepeatRule,
} from "../recurrence/rule.ts";
import { type Clock, readDay } from "./date_grammar.ts";
import { countOf, dayOf, monthOf, ordinalOf, weekdayOf } from "./lexicon.ts";

type Endless<Rule> = Rule extends unknown ? Omit<Rule, "ends"> : never;

/** The rule of a series that begins on a day: "every week" is on that day of the week. */
export type RuleOf = (first: string, mode: RepeatMode) => Endless<RepeatRule>;

export interface Rule {
  ruleOf: RuleOf;
  /** The first due date, when the words name it: "every 24 dec". */
  on: string | null;
}

type Read = Rule | null | undefined;

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

/**
 * The rule that words in small letters mean as a whole. undefined: they are no rule; null: one that
 * cannot be.
 */
export function readRule([first = "", ...rest]: readonly string[], clock: Clock): Read {
  const text = [ADVERBS.get(first) ?? first, ...rest].join(" ");
  const every = /^every (.+)$/.exec(text)?.[1];
  if (every === undefined) return readDayOfEvery(text);
  return firstOf([
    () => readInterval(every, clock),
    () => readWeekdays(every),
    () => readMonthly(every),
    () => readYearDay(every, clock),
  ]);
}

/** "2 weeks", "other day", "month on the 31st", "year on the last monday of may". */
function readInterval(text: string, clock: Clock): Read {
  const match = /^(?:(\w+) )?(day|weekday|week|fortnight|month|quarter|year)s?(?: on (.+))?$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, count, said, on] = match;
  const times = count === undefined ? 1 : intervalOf(count);
  if (times === undefined || said === undefined) return undefined;
  const unit = { fortnight: "week", quarter: "month" }[said] ?? said;
  const every = times * ({ fortnight: 2, quarter: 3 }[said] ?? 1);
  if (every < 1 || every > EVERY_MAX) return null;
  if (unit === "week") return readWeeks(every, on);
  if (unit === "month") return readMonths(every, on);
  if (unit === "year") return readYears(every, on, clock);
  if (on !== undefined) return undefined;
  if (unit === "day") return always({ unit, every });
  return every === 1 ? always({ unit: "weekday", every }) : null;
}

function readWeeks(every: number, on: string | undefined): Read {
  if (on === undefined) {
    // Six weeks after a tick are 42 days, whatever day of the week that was.
    return rule((first, mode) =>
      mode === "completion" && 7 * every <= EVERY_MAX
        ? { unit: "day", every: 7 * every }
        : { unit: "week", every, days: [isoWeekday(first) as Weekday] },
    );
  }
  const days = weekdaysOf(on);
  return days && always({ unit: "week", every, days });
}

function readMonths(every: number, on: string | undefined): Read {
  if (on === undefined) {
    return rule((first) => ({
      unit: "month",
      every,
      on: { kind: "day", day: Number(first.slice(8)) },
    }));
  }
  const day = readDayOfMonth(on);
  return day && always({ unit: "month", every, on: day });
}

function readYears(every: number, on: string | undefined, clock: Clock): Read {
  if (on === undefined) return always({ unit: "year", every, on: { kind: "anchor" } });
  const nth = readDayOfYear(on);
  if (nth !== undefined) return always({ unit: "year", every, on: nth });
  const read = readYearDay(on, clock);
  if (!read) return read;
  return { ...read, ruleOf: () => ({ unit: "year", every, on: { kind: "anchor" } }) };
}

/** "monday", "mon, wed and fri"; "second friday" is every other one, as people say it. */
function readWeekdays(text: string): Read {
  const [, other, names = ""] = /^(other |second |2nd )?(.+)$/.exec(text) ?? [];
  const days = weekdaysOf(names);
  return days && always({ unit: "week", every: other === undefined ? 1 : 2, days });
}

/**
 * "31st", "last day", "first monday", each perhaps "of the month". Without that, "third friday" may
 * be one in three, and is not taken.
 */
function readMonthly(text: string): Read {
  const [, said = "", of] = /^(.+?)( of (?:the|each|every) month)?$/.exec(text) ?? [];
  const on = readDayOfMonth(said);
  if (on === undefined || /^\d+$/.test(said)) return undefined;
  if (of === undefined && on.kind === "nth" && on.nth !== 1 && on.nth !== -1) return undefined;
  return always({ unit: "month", every: 1, on });
}

/** "24 dec", "december 24th", "last monday of may": once a year. */
function readYearDay(text: string, clock: Clock): Read {
  const nth = readDayOfYear(text);
  if (nth !== undefined) return always({ unit: "year", every: 1, on: nth });
  const words = text.split(" ");
  const hasMonth = words.some((word) => monthOf(word) !== undefined);
  const isDayOfYear = hasMonth && weekdayOf(words[0] ?? "") === undefined && !/\d{4}/.test(text);
  const on = isDayOfYear ? readDay(words, clock) : undefined;
  if (typeof on !== "string") return on;
  return { on, ruleOf: () => ({ unit: "year", every: 1, on: { kind: "anchor" } }) };
}

/** "the last day of every month", "on the 1st of every 3 months". */
function readDayOfEvery(text: string): Read {
  const match = /^(?:on )?the (.+) of (?:every|each)(?: (\w+))? months?$/.exec(text);
  const on = readDayOfMonth(match?.[1] ?? "");
  if (match === null || on === undefined) return undefined;
  const every = match[2] === undefined ? 1 : intervalOf(match[2]);
  if (every === undefined) return undefined;
  return every < 1 || every > EVERY_MAX ? null : always({ unit: "month", every, on });
}

function readDayOfMonth(text: string): DayOfMonth | undefined {
  const said = text.replace(/^the /, "");
  if (said === "last day") return { kind: "last_day" };
  if (said === "last weekday") return { kind: "last_weekday" };
  const day = dayOf(said);
  if (day !== undefined) return { kind: "day", day };
  const [which = "", name = "", ...more] = said.split(" ");
  const weekday = weekdayOf(name) as Weekday | undefined;
  const nth = which === "last" ? -1 : ordinalOf(which);
  if (weekday === undefined || nth === undefined || more.length > 0) return undefined;
  return { kind: "nth", nth: nth as Nth, weekday };
}

function readDayOfYear(text: string): DayOfYear | undefined {
  const [, said = "", name = ""] = /^(.+) of (\w+)$/.exec(text) ?? [];
  const month = monthOf(name);
  const on = readDayOfMonth(said);
  return month !== undefined && on?.kind === "nth" ? { ...on, month } : undefined;
}

/** "monday", "mondays", "mon and thu", "mon, wed and fri": ascending, each once; undefined for anything else. */
function weekdaysOf(text: string): Weekday[] | undefined {
  const names = text.split(" ").filter((word, index) => word !== "and" || index === 0);
  const days = names.map(
    (name) => (weekdayOf(name) ?? weekdayOf(name.replace(/s$/, ""))) as Weekday | undefined,
  );
  if (/(?:^| )and$/.test(text) || !days.every((day) => day !== undefined)) return undefined;
  return [...new Set(days)].sort((a, b) => a - b);
}

/** "2", "two", "other", "third". */
function intervalOf(word: string): number | undefined {
  if (word === "other") return 2;
  const ordinal = ordinalOf(word);
  if (ordinal !== undefined) return ordinal === 1 ? undefined : ordinal;
  return /^an?$/.test(word) ? undefined : countOf(word);
}

function always(endless: Endless<RepeatRule>): Rule {
  return rule(() => endless);
}

function rule(ruleOf: RuleOf): Rule {
  return { ruleOf, on: null };
}

function firstOf(readers: (() => Read)[]): Read {
  for (const read of readers) {
    const found = read();
    if (found !== undefined) return found;
  }
  return undefined;
}
