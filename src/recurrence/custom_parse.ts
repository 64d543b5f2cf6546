/** Parses any RRULE of days, with a reason for each that is refused. */
import {
  type CustomDays,
  type CustomRule,
  LISTS,
  type Skip,
  type WeekdayIn,
  withDefaults,
} from "./custom_rule.ts";
import { endsOf, FREQUENCIES, type Frequency, weekdayOfCode } from "./parts.ts";

export type Sent<T> = { ok: true; value: T } | { ok: false; message: string };

/** In characters. */
export const RULE_MAX = 1000;

export const RULE_PROBLEM = "Repeat must have a rule, such as FREQ=WEEKLY;BYDAY=MO";

/**
 * The rule that a text says, which may leave out what the due date tells (see `completed`), or the reason
 * why it is refused. Letters may be small, parts in any order, and values twice.
 */
export function parseCustom(text: string): Sent<CustomRule> {
  if (text.length > RULE_MAX) return refused("Repeat rule must be 1,000 characters or less");
  const values = new Map<string, string>();
  for (const part of text.toUpperCase().split(";")) {
    const [, name, value] = /^([A-Z-]+)=([^=]+)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) return refused(RULE_PROBLEM);
    if (values.has(name)) return refused(`Repeat has ${name} twice`);
    values.set(name, value);
  }
  const frequency = NAMES.get(values.get("FREQ") ?? "");
  const problem = problemOf(values, frequency);
  if (problem !== null || frequency === undefined) return refused(problem ?? RULE_PROBLEM);
  const ends = endsOf(values);
  if (!ends.ok) return ends;
  const rule = {
    unit: "custom",
    every: Number(values.get("INTERVAL") ?? 1),
    frequency,
    ...daysOf(values),
    ends: ends.value,
  } as const;
  if (rule.positions !== undefined && !DAY_LISTS.some((list) => rule[list] !== undefined)) {
    return refused("Repeat has BYSETPOS, which needs another part such as BYDAY");
  }
  return { ok: true, value: withDefaults(rule) };
}

const NAMES = new Map(
  Object.entries(FREQUENCIES).map(([unit, name]) => [name as string, unit as Frequency]),
);

const DAY_LISTS = ["months", "weeks", "yearDays", "monthDays", "weekdays"] as const;

/** The parts that a rule may have, and the frequencies that they go with (RFC 5545, 3.3.10). */
const ALL: readonly Frequency[] = ["day", "week", "month", "year"];
const PARTS = new Map<string, readonly Frequency[]>([
  ...["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "RSCALE", "SKIP"].map((part) => at(part, ALL)),
  ...["BYMONTH", "BYDAY", "BYSETPOS"].map((part) => at(part, ALL)),
  at("BYMONTHDAY", ["day", "month", "year"]),
  at("BYYEARDAY", ["year"]),
  at("BYWEEKNO", ["year"]),
]);
const BYDAY = /^([+-]?\d{1,2})?([A-Z]{2})$/;

function at(part: string, frequencies: readonly Frequency[]): [string, readonly Frequency[]] {
  return [part, frequencies];
}

function problemOf(
  values: ReadonlyMap<string, string>,
  frequency: Frequency | undefined,
): string | null {
  const name = values.get("FREQ") ?? "";
  if (/^(?:HOURLY|MINUTELY|SECONDLY)$/.test(name)) {
    return "Repeat must be at most once a day: FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY";
  }
  if (frequency === undefined) return RULE_PROBLEM;
  for (const [part, value] of values) {
    if (/^BY(?:HOUR|MINUTE|SECOND)$/.test(part)) {
      return `Repeat has a rule of days: leave out ${part}, and give the time as due_time`;
    }
    const frequencies = PARTS.get(part);
    if (frequencies === undefined)
      return `Repeat has a part that is not known: ${part.slice(0, 20)}`;
    if (!frequencies.includes(frequency)) return `Repeat cannot have ${part} with FREQ=${name}`;
    if (!isValue(part, value)) return `Repeat has an invalid ${part}`;
  }
  const hasNth = /\d/.test(values.get("BYDAY") ?? "");
  const isNthUsed = frequency === "month" || (frequency === "year" && !values.has("BYWEEKNO"));
  return hasNth && !isNthUsed ? `Repeat cannot have numbers in BYDAY with this rule` : null;
}

function isValue(part: string, value: string): boolean {
  const list = LISTS.find((one) => one.part === part);
  if (list !== undefined) {
    const { least, most } = list;
    const isNumber = (text: string) => /^[+-]?\d{1,3}$/.test(text) && Number(text) !== 0;
    const isWithin = (text: string) => Number(text) >= least && Number(text) <= most;
    return value.split(",").every((text) => isNumber(text) && isWithin(text));
  }
  switch (part) {
    case "BYDAY":
      return value.split(",").every((text) => weekdayIn(text) !== undefined);
    case "WKST":
      return weekdayOfCode(value) !== undefined;
    case "INTERVAL":
      return /^0*[1-9]\d{0,4}$/.test(value);
    case "RSCALE":
      return value === "GREGORIAN";
    case "SKIP":
      return /^(?:OMIT|BACKWARD|FORWARD)$/.test(value);
    default:
      return true;
  }
}

function weekdayIn(text: string): WeekdayIn | undefined {
  const [, nth, code = ""] = BYDAY.exec(text) ?? [];
  const weekday = weekdayOfCode(code);
  if (weekday === undefined) return undefined;
  if (nth === undefined) return { weekday };
  const number = Number(nth);
  return number === 0 || Math.abs(number) > 53 ? undefined : { weekday, nth: number };
}

function daysOf(values: ReadonlyMap<string, string>): CustomDays {
  const lists = LISTS.flatMap(({ part, name }) => {
    const value = values.get(part);
    return value === undefined ? [] : [[name, ascending(value.split(",").map(Number))]];
  });
  const weekdays = values
    .get("BYDAY")
    ?.split(",")
    .flatMap((text) => weekdayIn(text) ?? []);
  const weekStart = weekdayOfCode(values.get("WKST") ?? "");
  const skip = values.get("SKIP")?.toLowerCase() as Skip | undefined;
  return {
    ...Object.fromEntries(lists),
    ...(weekdays !== undefined && { weekdays: inOrder(weekdays) }),
    ...(skip !== undefined && { skip }),
    ...(weekStart !== undefined && { weekStart }),
  };
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((one, other) => one - other);
}

/** Each once, the plain ones first; of "MO,1MO" only MO makes a difference. */
function inOrder(days: readonly WeekdayIn[]): WeekdayIn[] {
  const isPlain = ({ nth }: WeekdayIn) => nth === undefined;
  const plain = new Set(days.filter(isPlain).map(({ weekday }) => weekday));
  const needed = days.filter((day) => isPlain(day) || !plain.has(day.weekday));
  const unique = new Map(needed.map((day) => [`${day.nth} ${day.weekday}`, day]));
  return [...unique.values()].sort(
    (one, other) => (one.nth ?? 0) - (other.nth ?? 0) || one.weekday - other.weekday,
  );
}

function refused(message: string): { ok: false; message: string } {
  return { ok: false, message };
}
