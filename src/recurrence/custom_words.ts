/** A custom rule in plain words. */
import { monthName, shortWeekdayName, weekdayName } from "../dates/names.ts";
import type { CustomRule, WeekdayIn } from "./custom_rule.ts";
import { listed, nthWord, ordinal } from "./ordinals.ts";

/** "every 2 months on the 15th and 30th, or the last day", "every year in week 20 on Monday". */
export function customWords(rule: CustomRule): string {
  const { frequency, every, months, weeks } = rule;
  const named = placed(rule);
  const words = [
    `every ${every === 1 ? frequency : `${every.toLocaleString("en")} ${frequency}s`}`,
    named === null ? "" : `on ${named}`,
    weeks === undefined ? "" : `in ${weekWords(weeks)}`,
    months === undefined ? "" : `in ${runs(months, monthName)}`,
    ...conditions(rule).map((condition) => `if it is ${condition}`),
  ];
  return words.filter((part) => part !== "").join(" ") + additions(rule);
}

/** The days that the rule names first: all others are conditions. null: every day is one. */
function placed(rule: CustomRule): string | null {
  const { frequency, yearDays, monthDays, weekdays } = rule;
  if (frequency === "day") return null;
  if (yearDays !== undefined) return yearDayWords(yearDays);
  if (monthDays !== undefined) return dateWords(monthDays);
  if (weekdays === undefined) return null;
  const all = nameOfAll(weekdays);
  if (rule.positions !== undefined && all !== null) return `the ${positionWords(rule)} ${all}`;
  return weekdayWords(rule, frequency === "week" || rule.weeks !== undefined ? "" : "every ");
}

function conditions(rule: CustomRule): string[] {
  const { frequency, yearDays, monthDays, weekdays } = rule;
  const isDaily = frequency === "day";
  const dates = monthDays !== undefined && (isDaily || yearDays !== undefined);
  const days = weekdays !== undefined && (isDaily || (yearDays ?? monthDays) !== undefined);
  return [
    ...(dates ? [dateWords(monthDays, "or")] : []),
    ...(days ? [conditionOf(rule, weekdays)] : []),
  ];
}

function additions(rule: CustomRule): string {
  const { positions, skip, weekdays, weekStart } = rule;
  const isSaid = placed(rule)?.startsWith(`the ${positionWords(rule)} `);
  const missing = weekdays === undefined && skip === "omit";
  return [
    positions === undefined || isSaid ? "" : `, only the ${positionWords(rule)} of these`,
    skip === "backward" ? ", or the last day" : "",
    skip === "forward" ? ", or the first of the next month" : "",
    missing ? ", left out where the month is shorter" : "",
    weekStart === undefined ? "" : `, with weeks from ${weekdayName(weekStart)}`,
  ].join("");
}

function positionWords({ positions = [] }: CustomRule): string {
  return nthWords(positions);
}

/** "first and second to last": from the first to the last. */
function nthWords(nths: readonly number[], last = "and"): string {
  const ordered = [...nths.filter((nth) => nth > 0), ...nths.filter((nth) => nth < 0)];
  return listed(ordered.map(nthWord), last);
}

/** "weekday" for all from Monday to Friday, "day" for all of the week; null: others. */
function nameOfAll(weekdays: readonly WeekdayIn[]): "weekday" | "day" | null {
  if (weekdays.some(({ nth }) => nth !== undefined)) return null;
  const days = weekdays.map(({ weekday }) => weekday).join();
  return days === "1,2,3,4,5" ? "weekday" : weekdays.length === 7 ? "day" : null;
}

/** "Mon and Thu", "the first and third Friday", "every weekday and the last Sunday of the year". */
function weekdayWords(rule: CustomRule, each: string, last = "and"): string {
  const { weekdays = [], frequency, months } = rule;
  const plain = weekdays.filter(({ nth }) => nth === undefined);
  const of = frequency === "year" && months === undefined ? " of the year" : "";
  const nths = Map.groupBy(
    weekdays.filter(({ nth }) => nth !== undefined),
    ({ weekday }) => weekday,
  );
  const numbered = [...nths].map(([weekday, days]) => {
    const which = nthWords(
      days.map(({ nth = 0 }) => nth),
      last,
    );
    return `the ${which} ${weekdayName(weekday)}${of}`;
  });
  const [one, ...others] = plain;
  if (one === undefined) return listed(numbered, last);
  const names =
    others.length === 0
      ? weekdayName(one.weekday)
      : listed(
          plain.map(({ weekday }) => shortWeekdayName(weekday)),
          last,
        );
  return listed([`${each}${nameOfAll(plain) ?? names}`, ...numbered], last);
}

function conditionOf(rule: CustomRule, weekdays: readonly WeekdayIn[]): string {
  const isNamed = weekdays.length === 1 || nameOfAll(weekdays) !== null;
  return weekdayWords(rule, isNamed ? "a " : "", "or");
}

/** "the 1st and 15th", "the 2nd to 8th and the last day". */
function dateWords(dates: readonly number[], last = "and"): string {
  const positive = dates.filter((date) => date > 0);
  const fromEnd = dates.filter((date) => date < 0).toReversed();
  return listed(
    [
      ...(positive.length === 0 ? [] : [`the ${runs(positive, ordinal, last)}`]),
      ...fromEnd.map((date) => `the ${nthWord(date)} day`),
    ],
    last,
  );
}

function yearDayWords(days: readonly number[]): string {
  const positive = days.filter((day) => day > 0);
  const fromEnd = days.filter((day) => day < 0).toReversed();
  const plural = positive.length === 1 ? "" : "s";
  const named = [
    ...(positive.length === 0 ? [] : [`day${plural} ${runs(positive, String)}`]),
    ...fromEnd.map((day) => `the ${nthWord(day)} day`),
  ];
  return `${listed(named)} of the year`;
}

function weekWords(weeks: readonly number[]): string {
  const positive = weeks.filter((week) => week > 0);
  const fromEnd = weeks.filter((week) => week < 0).toReversed();
  const plural = positive.length === 1 ? "" : "s";
  return listed([
    ...(positive.length === 0 ? [] : [`week${plural} ${runs(positive, String)}`]),
    ...fromEnd.map((week) => `the ${nthWord(week)} week`),
  ]);
}

/** "1st, 3rd and 5th to 9th": three or more in a row are a range. */
function runs(numbers: readonly number[], name: (number: number) => string, last = "and"): string {
  const ranges: number[][] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.at(-1) === number - 1) range.push(number);
    else ranges.push([number]);
  }
  const words = ranges.flatMap((range) => {
    const [from = 0, to = 0] = [range.at(0), range.at(-1)];
    return range.length < 3 ? range.map(name) : [`${name(from)} to ${name(to)}`];
  });
  return listed(words, last);
}
