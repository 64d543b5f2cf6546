/** The days of a month or year in a repeat: "31st", "last day", "1st and 3rd friday". */
import { completed } from "../recurrence/complete_rule.ts";
import { codesOf } from "../recurrence/parts.ts";
import { type DayOfMonth, type DayOfYear, type Nth, readRule } from "../recurrence/rule.ts";
import { parseDateOfMonth, parseMonth, parseOrdinal, parseWeekday } from "./lexicon.ts";
import type { Phrase } from "./phrase.ts";

/** "31st", "last day", "first monday". */
export function parseDayOfMonth(text: string): DayOfMonth | undefined {
  const words = text.replace(/^the /, "");
  if (words === "last day") return { kind: "last_day" };
  if (words === "last weekday") return { kind: "last_weekday" };
  const day = parseDateOfMonth(words) ?? parseOrdinal(words);
  if (day !== undefined) return { kind: "day", day };
  const [which = "", name = "", ...more] = words.split(" ");
  const weekday = parseWeekday(name);
  const nth = which === "last" ? -1 : parseOrdinal(which);
  if (weekday === undefined || nth === undefined || more.length > 0) return undefined;
  return { kind: "nth", nth: nth as Nth, weekday };
}

/** "last monday of may". */
export function parseDayOfYear(text: string): DayOfYear | undefined {
  const [, day = "", name = ""] = /^(.+) of (\w+)$/.exec(text) ?? [];
  const month = parseMonth(name);
  const on = parseDayOfMonth(day);
  return month !== undefined && on?.kind === "nth" ? { ...on, month } : undefined;
}

/** "15th and 30th", "1st, 10th and last day", "1st and 3rd friday", in an interval of months; undefined for any other text. */
export function severalDays(text: string, every: number): Phrase | undefined {
  const words = text.split(" ").filter((word) => word !== "the");
  const [, list = "", last = ""] = /^(.+) and (.+)$/.exec(words.join(" ")) ?? [];
  // "last day" is one item.
  const items = list.split(/ (?!day$|day )/);
  const [nth = "", name = "", ...more] = last.split(" ");
  const weekday = more.length === 0 ? parseWeekday(name.replace(/s$/, "")) : undefined;
  const part =
    weekday === undefined
      ? partOf("BYMONTHDAY", [...items, last].map(dateOf), String)
      : partOf("BYDAY", [...items, nth].map(nthOf), (which) => `${which}${codesOf([weekday])}`);
  if (part === undefined) return undefined;
  const rule = readRule(`FREQ=MONTHLY;INTERVAL=${every};${part}`);
  if (!rule.ok) return undefined;
  const { value } = rule;
  return { ruleOf: (first) => completed(value, first) };
}

/** undefined if one of the numbers was not understood. */
function partOf(
  name: string,
  numbers: readonly (number | undefined)[],
  text: (number: number) => string,
): string | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length < numbers.length ? undefined : `${name}=${known.map(text).join()}`;
}

/** A bare number may be anything: "every 15 and 30". */
function dateOf(word: string): number | undefined {
  if (word === "last day" || word === "last") return -1;
  return /^\d+$/.test(word) ? undefined : (parseDateOfMonth(word) ?? parseOrdinal(word));
}

function nthOf(word: string): number | undefined {
  return word === "last" ? -1 : parseOrdinal(word);
}
