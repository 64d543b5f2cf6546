/** The rules that the task's form can draw, as RRULE values. */
import type { Weekday } from "../dates/names.ts";
import { CODES, codesOf, EVERY_MAX, endsOf, endsParts, FREQUENCIES, within } from "./parts.ts";
import type { DayOfMonth, DayOfYear, DrawableRule } from "./rule.ts";

const NTH_DAYS = ([1, 2, 3, 4, 5, -1] as const).flatMap((nth) =>
  ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ kind: "nth" as const, nth, weekday })),
);

/** All that there are. */
export const DAYS_OF_MONTH: readonly DayOfMonth[] = [
  ...upTo(31).map((day) => ({ kind: "day" as const, day })),
  { kind: "last_day" },
  { kind: "last_weekday" },
  ...NTH_DAYS,
];
export const DAYS_OF_YEAR: readonly DayOfYear[] = [
  { kind: "anchor" },
  ...NTH_DAYS.flatMap((nth) => upTo(12).map((month) => ({ ...nth, month }))),
];

/**
 * The rule of a text that formatDrawable could have written, with its parts in any order, or null. Texts
 * that mean the same are accepted: INTERVAL=1, WKST=MO, and a year without SKIP, which differs only
 * for a series that begins on a 29 February.
 */
export function parseDrawable(text: string): DrawableRule | null {
  const parts = partsOf(text);
  const rule = ruleOf(parts);
  if (!rule) return null;
  const isPlainYear = rule.unit === "year" && rule.on.kind === "anchor" && !parts.includes(RSCALE);
  if (isPlainYear) parts.push(RSCALE, SKIP);
  // A part that ruleOf did not look at makes a difference here.
  return parts.sort().join() === partsOf(formatDrawable(rule)).sort().join() ? rule : null;
}

const WORKDAYS = "BYDAY=MO,TU,WE,TH,FR";
const RSCALE = "RSCALE=GREGORIAN";
const SKIP = "SKIP=BACKWARD";

export function formatDrawable(rule: DrawableRule): string {
  const parts = rule.every === 1 ? [] : [`INTERVAL=${rule.every}`];
  if (rule.unit === "week") {
    const { days, weekStart = 1 } = rule;
    parts.push(`BYDAY=${codesOf(days)}`);
    if (weekStart !== 1) parts.push(`WKST=${codesOf([weekStart])}`);
  } else if (rule.unit === "weekday") parts.push(WORKDAYS);
  else if (rule.unit !== "day") parts.push(...onText(rule.on));
  parts.push(...endsParts(rule.ends));
  const isClamped = parts.includes(SKIP);
  return [
    ...(isClamped ? [RSCALE] : []),
    `FREQ=${FREQUENCIES[rule.unit === "weekday" ? "day" : rule.unit]}`,
    ...parts,
  ].join(";");
}

function onText(on: DayOfMonth | DayOfYear): string[] {
  switch (on.kind) {
    case "anchor":
      return [SKIP];
    case "day":
      return [`BYMONTHDAY=${on.day}`, ...(on.day > 28 ? [SKIP] : [])];
    case "last_day":
      return ["BYMONTHDAY=-1"];
    case "last_weekday":
      return [WORKDAYS, "BYSETPOS=-1"];
    case "nth": {
      const month = "month" in on ? [`BYMONTH=${on.month}`] : [];
      return [...month, `BYDAY=${on.nth}${codesOf([on.weekday])}`];
    }
  }
}

const MONTH_DAYS = new Map(DAYS_OF_MONTH.map((on) => [daysText(onText(on)), on]));
const YEAR_DAYS = new Map(DAYS_OF_YEAR.map((on) => [daysText(onText(on)), on]));

/** Those of the parts that say which days they are. */
function daysText(parts: readonly string[]): string {
  return parts
    .filter((part) => part.startsWith("BY"))
    .sort()
    .join(";");
}

/** Its parts in capitals, without those that only repeat a default. */
function partsOf(text: string): string[] {
  return text
    .toUpperCase()
    .split(";")
    .filter((part) => part !== "INTERVAL=1" && part !== "WKST=MO")
    .map((part) => (part.startsWith("BYDAY=") ? inWeekOrder(part) : part));
}

function inWeekOrder(part: string): string {
  const codes = part.slice("BYDAY=".length).split(",");
  return `BYDAY=${codes.sort((a, b) => CODES.indexOf(a) - CODES.indexOf(b)).join()}`;
}

function ruleOf(parts: readonly string[]): DrawableRule | null | undefined {
  const values = new Map(parts.map((part) => part.split("=", 2) as [string, string]));
  const every = within(values.get("INTERVAL") ?? "1", EVERY_MAX);
  const found = endsOf(values);
  const ends = found.ok ? found.value : null;
  if (every === null || ends === null || ("at" in ends && ends.at)) return null;
  switch (values.get("FREQ")) {
    case "DAILY":
      return values.has("BYDAY")
        ? { unit: "weekday", every: 1, ends }
        : { unit: "day", every, ends };
    case "WEEKLY": {
      const codes = [...new Set(values.get("BYDAY")?.split(","))];
      if (codes.length === 0 || !codes.every((code) => CODES.includes(code))) return null;
      const days = codes.map((code) => (CODES.indexOf(code) + 1) as Weekday);
      const weekStart = CODES.indexOf(values.get("WKST") ?? "MO") + 1;
      const rule = { unit: "week", every, days, ends } as const;
      return weekStart > 1 ? { ...rule, weekStart: weekStart as Weekday } : rule;
    }
    case "MONTHLY": {
      const on = MONTH_DAYS.get(daysText(parts));
      return on && { unit: "month", every, on, ends };
    }
    case "YEARLY": {
      const on = YEAR_DAYS.get(daysText(parts));
      return on && { unit: "year", every, on, ends };
    }
    default:
      return null;
  }
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
