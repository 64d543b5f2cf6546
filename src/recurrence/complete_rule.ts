/** What a rule means for a due date: it fills in what that tells, and draws what the form can draw. */
import { addDays, dayParts, isDay, lastDayOfMonth, weekdayOf } from "../dates/calendar.ts";
import { localMoment } from "../dates/local_time.ts";
import { type CustomRule, isWhole, type WeekdayIn, withDefaults } from "./custom_rule.ts";
import { EVERY_MAX } from "./parts.ts";
import type { DayOfMonth, Nth, RepeatRule } from "./rule.ts";

/**
 * A rule that leaves out its days has those of the due date (RFC 5545, 3.3.10): FREQ=WEEKLY is on the
 * weekday of it. One that means the same as a rule that the form can draw is that one.
 */
export function completed(rule: RepeatRule, dueOn: string): RepeatRule {
  if (rule.unit === "week" && rule.every === 1) {
    // Where no week is left out, it makes no difference where weeks begin.
    const { weekStart: _, ...same } = rule;
    return same;
  }
  if (rule.unit !== "custom") return rule;
  const plain = inLargerSteps(withoutPositions(withDefaults(filledIn(rule, dueOn))));
  return drawn(plain, dueOn) ?? plain;
}

/**
 * The rule with the last day on which an occurrence is not after its UNTIL, where that has a time.
 * @param options.time the time of day of the occurrences, "HH:MM"; null: none.
 */
export function withLocalEnd<R extends RepeatRule>(
  rule: R,
  { time, timeZone }: { time: string | null; timeZone: string | null },
): R {
  const { ends } = rule;
  if (ends.kind !== "on" || ends.at === undefined) return rule;
  const { day, at } = ends;
  const until = at.isUtc
    ? localMoment(new Date(`${day}T${at.time}Z`), timeZone)
    : { date: day, time: at.time };
  const last = (time ?? "00:00") > until.time ? addDays(until.date, -1) : until.date;
  return { ...rule, ends: { kind: "on", day: isDay(last) ? last : day } };
}

function filledIn(rule: CustomRule, dueOn: string): CustomRule {
  if (isWhole(rule)) return rule;
  const { month, date } = dayParts(dueOn);
  const isByWeek = rule.frequency === "week" || rule.weeks !== undefined;
  if (isByWeek) return { ...rule, weekdays: [{ weekday: weekdayOf(dueOn) }] };
  const isYear = rule.frequency === "year";
  return { ...rule, ...(isYear && { months: rule.months ?? [month] }), monthDays: [date] };
}

/** Where positions among weekdays are what a number of the weekday, or a date, says as well. */
function withoutPositions(rule: CustomRule): CustomRule {
  const { positions, weekdays = [], ...rest } = rule;
  if (positions === undefined) return rule;
  // Of one day, the first is the last.
  const isOne = rule.frequency === "day" && positions.some((at) => Math.abs(at) === 1);
  if (isOne) return { ...rest, ...(rule.weekdays && { weekdays }) };
  const isOneMonth = rule.frequency === "year" && rule.months?.length === 1;
  const isOfMonth = rule.frequency === "month" || isOneMonth;
  const { monthDays, yearDays, weeks } = rule;
  const hasOthers = [monthDays, yearDays, weeks].some((list) => list !== undefined);
  const isPlain = weekdays.every(({ nth }) => nth === undefined);
  if (!isOfMonth || hasOthers || !isPlain) return rule;
  const [one, ...others] = weekdays;
  if (one !== undefined && others.length === 0) {
    const nths = positions.map((nth) => ({ weekday: one.weekday, nth }));
    return nths.every(({ nth }) => Math.abs(nth) <= 5) ? { ...rest, weekdays: nths } : rule;
  }
  const isDates = weekdays.length === 7 && positions.every((at) => Math.abs(at) <= 31);
  return isDates ? withDefaults({ ...rest, monthDays: positions, skip: "omit" }) : rule;
}

/** Every day, month or year on conditions is a larger unit with them. */
function inLargerSteps(rule: CustomRule): CustomRule {
  const { frequency, months, monthDays, weekdays, positions, every } = rule;
  if (every > 1) return rule;
  if (frequency === "day" && monthDays !== undefined && positions === undefined) {
    return inLargerSteps(withDefaults({ ...rule, frequency: "month", skip: "omit" }));
  }
  const isByMonth = positions === undefined || months?.length === 1;
  if (frequency === "month" && months !== undefined && isByMonth) {
    return months.length < 12 ? { ...rule, frequency: "year" } : without(rule, "months");
  }
  if (frequency !== "year" || positions !== undefined || rule.weeks !== undefined) return rule;
  const isWholeYear = months === undefined || months.length === 12;
  const hasNth = weekdays?.some(({ nth }) => nth !== undefined) && months === undefined;
  const isOfMonths = rule.yearDays === undefined && isWholeYear && !hasNth;
  return isOfMonths ? { ...without(rule, "months"), frequency: "month" } : rule;
}

function without(rule: CustomRule, name: "months"): CustomRule {
  const { [name]: _, ...rest } = rule;
  return rest;
}

/** null: the form cannot draw it. */
function drawn(rule: CustomRule, dueOn: string): RepeatRule | null {
  const { frequency, every, ends, weekdays, weekStart } = rule;
  const { months, monthDays, yearDays, weeks } = rule;
  if (every > EVERY_MAX || yearDays !== undefined || weeks !== undefined) return null;
  const isLastWeekday = frequency === "month" && isWorkweek(weekdays) && isLast(rule.positions);
  if (isLastWeekday && months === undefined && monthDays === undefined) {
    return { unit: "month", every, on: { kind: "last_weekday" }, ends };
  }
  if (rule.positions !== undefined) return null;
  const isByWeekdays = weekdays?.every(({ nth }) => nth === undefined) && monthDays === undefined;
  const isEach = [weekdays, months, monthDays].every((list) => list === undefined);
  if (frequency === "day" && isEach) {
    return { unit: "day", every, ends };
  }
  if (isByWeekdays && months === undefined && (every === 1 || frequency === "week")) {
    if (frequency === "day" && isWorkweek(weekdays)) return { unit: "weekday", every: 1, ends };
    const days = (weekdays ?? []).map(({ weekday }) => weekday);
    return { unit: "week", every, days, ends, ...(weekStart !== undefined && { weekStart }) };
  }
  const on = dayOfMonth(rule);
  if (on === null || frequency === "day" || frequency === "week") return null;
  if (frequency === "month")
    return months === undefined ? { unit: "month", every, on, ends } : null;
  const [month = 0, ...others] = months ?? [];
  if (months === undefined || others.length > 0) return null;
  if (on.kind === "nth") return { unit: "year", every, on: { ...on, month }, ends };
  const due = dayParts(dueOn);
  const isLastDay = on.kind === "last_day" && month !== 2 && dueOn === lastDayOfMonth(dueOn);
  const isDue = month === due.month && (isLastDay || (on.kind === "day" && on.day === due.date));
  return isDue ? { unit: "year", every, on: { kind: "anchor" }, ends } : null;
}

/** The one day of a month that the rule is on; null: another one, or several. */
function dayOfMonth({ monthDays, weekdays, skip }: CustomRule): DayOfMonth | null {
  const [date, ...dates] = monthDays ?? [];
  const [day, ...days] = weekdays ?? [];
  if (date !== undefined && day === undefined && dates.length === 0) {
    if (date === -1) return { kind: "last_day" };
    const isSkipped = skip === "omit" || skip === "forward";
    return date < 0 || isSkipped ? null : { kind: "day", day: date };
  }
  if (day?.nth === undefined || days.length > 0 || date !== undefined) return null;
  const { nth, weekday } = day;
  return nth >= -1 && nth <= 5 ? { kind: "nth", nth: nth as Nth, weekday } : null;
}

function isWorkweek(weekdays: readonly WeekdayIn[] = []): boolean {
  const isPlain = weekdays.every(({ nth }) => nth === undefined);
  return isPlain && weekdays.map(({ weekday }) => weekday).join() === "1,2,3,4,5";
}

function isLast(positions: readonly number[] = []): boolean {
  return positions.join() === "-1";
}
