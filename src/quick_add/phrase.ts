/** What a date or a repeat in a line says, and the helpers that its grammars are written with. */
import type { DateFormat } from "../dates/date_format.ts";
import type { Later, LocalMoment } from "../dates/local_time.ts";
import type { Ends, RepeatMode, RepeatRule } from "../recurrence/rule.ts";

/** The person's wall clock, and the first day of their week (Monday is 1). */
export interface Clock extends LocalMoment {
  weekStart: number;
  /** How they write "3/12"; null: not known. */
  dateFormat: DateFormat | null;
  later: Later;
}

/**
 * undefined: words of another meaning; null: words of this shape that mean nothing, as "31 feb", so
 * that no part of them may be taken either.
 */
export type Maybe<T> = T | null | undefined;

type Endless<Rule> = Rule extends unknown ? Omit<Rule, "ends"> : never;

/** The rule of a series that begins on a day: "every week" is on that day of the week. */
export type RuleOf = (first: string, mode: RepeatMode) => Endless<RepeatRule>;

/** What is not said is not there. */
export interface Phrase {
  /** The due date, "YYYY-MM-DD"; a rule may name it too: "every 24 dec". */
  on?: string;
  /** "HH:MM" */
  time?: string;
  /** A bare weekday: the one of next week when it is today and the time has passed. */
  weekly?: boolean;
  ruleOf?: RuleOf;
  /** What the words may mean as well: of "every 2nd friday" the second of each month. */
  otherRuleOf?: RuleOf;
  ends?: Ends;
  mode?: RepeatMode;
  /** "from 24 dec": the day that the series is counted from. */
  from?: string;
  /** The day that the rule is anchored to, where the due date is another: of "every 29 feb" in 2027. */
  anchor?: string;
}

/** Both as one; null where they say the same thing twice. */
export function joined(one: Maybe<Phrase>, other: Maybe<Phrase>): Maybe<Phrase> {
  if (one === undefined || other === undefined) return undefined;
  if (one === null || other === null) return null;
  return Object.keys(one).some((name) => name in other) ? null : { ...one, ...other };
}

export function mapFound<T extends object | string, U>(
  found: Maybe<T>,
  as: (value: T) => U | null,
): Maybe<U> {
  return found === undefined || found === null ? found : as(found);
}

/** The shapes that a text in small letters may have, with what each of them means. */
export type Shapes<T> = readonly (readonly [
  RegExp,
  (match: RegExpExecArray, clock: Clock) => Maybe<T>,
])[];

/** The meaning of the first shape that fits; undefined for none. */
export function readShape<T>(shapes: Shapes<T>, text: string, clock: Clock): Maybe<T> {
  for (const [shape, read] of shapes) {
    const match = shape.exec(text);
    const found = match === null ? undefined : read(match, clock);
    if (found !== undefined) return found;
  }
  return undefined;
}
