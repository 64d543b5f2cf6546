/** The days of a repeat that are still to come, after the occurrence that is due. */
import { addDays } from "../dates/calendar.ts";
import { nextOccurrence, occurrences } from "./occurrences.ts";
import type { Repeat, RepeatRule } from "./rule.ts";

/** No day is looked for further ahead than so many days from today. */
export const DAYS_AHEAD = 366;

interface OpenOccurrence {
  due: string;
  /** How many of the series are finished already. */
  finished: number;
  today: string;
}

interface Range {
  from: string;
  to: string;
  most: number;
}

/**
 * The days from tomorrow on, in a range of days, if the occurrence that is due is finished on its day, or
 * today where that is past, and each one after it on its day.
 */
export function comingDays(
  repeat: Repeat,
  { due, finished, today }: OpenOccurrence,
  range: Range,
): string[] {
  const to = earlier(range.to, addDays(today, DAYS_AHEAD));
  const from = later(range.from, addDays(today, 1));
  if (from > to) return [];
  const doneOn = later(due, today);
  const within = { from, to, most: range.most };
  const ruleDay = repeat.movedFrom ?? due;
  if (repeat.mode === "completion") {
    return afterCompletion(repeat, { due: ruleDay, doneOn, finished }, within);
  }
  const after = repeat.mode === "rule" ? ruleDay : later(ruleDay, addDays(doneOn, -1));
  return ofSeries(repeat, { after, finished }, within);
}

/** Each is counted from the one before it. */
function afterCompletion(
  repeat: Repeat,
  { due, doneOn, finished }: { due: string; doneOn: string; finished: number },
  { from, to, most }: Range,
): string[] {
  const days: string[] = [];
  let open = { due, completedOn: doneOn, finished: finished + 1 };
  while (days.length < most) {
    const next = nextOccurrence(repeat, open);
    if (next === null || next > to) break;
    if (next >= from) days.push(next);
    open = { due: next, completedOn: next, finished: open.finished + 1 };
  }
  return days;
}

/** COUNT is of finished occurrences: those that were passed over do not use it up. */
function ofSeries(
  repeat: Repeat,
  { after, finished }: { after: string; finished: number },
  { from, to, most }: Range,
): string[] {
  const { ends } = repeat.rule;
  const day = ends.kind === "on" ? earlier(ends.day, to) : to;
  // Without its COUNT, and without a search for days after the range.
  const rule: RepeatRule = { ...repeat.rule, ends: { kind: "on", day } };
  if (ends.kind !== "after") {
    return occurrences(
      { ...repeat, rule },
      { after: later(after, addDays(from, -1)), count: most },
    );
  }
  const left = ends.count - finished - 1;
  const days = occurrences({ ...repeat, rule }, { after, count: left });
  return days.filter((each) => each >= from).slice(0, most);
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
