/** Reads a phrase about how often: a rule, and what may follow it. */
import { addDays } from "../dates/calendar.ts";
import { occurrences } from "../recurrence/occurrences.ts";
import { COUNT_MAX } from "../recurrence/parts.ts";
import type { RepeatRule } from "../recurrence/rule.ts";
import { parseDay } from "./date_grammar.ts";
import {
  type Clock,
  joined,
  type Maybe,
  mapFound,
  type Phrase,
  readShape,
  type Shapes,
} from "./phrase.ts";
import { beginsRule, parseRule } from "./recurrence_grammar.ts";
import { parseTime, partOfDay } from "./time_grammar.ts";

/**
 * The meaning of a whole phrase, in words in small letters: a rule, then perhaps a time, "until …",
 * "10 times", "from …", "from completion", "skipping what was missed", in any order. null also for
 * a rule that cannot be ("every 0 days").
 */
export function parseRecurrence(words: readonly string[], clock: Clock): Maybe<Phrase> {
  return beginsRule(words[0] ?? "") ? withAdditions(words, clock, parseRule) : undefined;
}

/** The first day from a day on that matches the rule; null: there is none before its end. */
export function firstDay(rule: RepeatRule, from: string): string | null {
  const { ends, unit } = rule;
  const isAny = unit === "year" && rule.on.kind === "anchor";
  const anchor = addDays(from, -1);
  const everyOne: RepeatRule = { ...rule, every: 1, ends: { kind: "never" } };
  const day = isAny
    ? from
    : occurrences({ rule: everyOne, mode: "rule", anchor }, { after: anchor, count: 1 })[0];
  return day === undefined || (ends.kind === "on" && day > ends.day) ? null : day;
}

/** What `parse` reads of as many words as it can, while the rest are additions. */
function withAdditions(
  words: readonly string[],
  clock: Clock,
  parse: (text: string, clock: Clock) => Maybe<Phrase>,
): Maybe<Phrase> {
  let found: Maybe<Phrase>;
  for (let cut = words.length; cut > 0; cut -= 1) {
    const first = parse(words.slice(0, cut).join(" "), clock);
    if (first === undefined) continue;
    const rest = words.slice(cut);
    const phrase = joined(first, rest.length === 0 ? {} : withAdditions(rest, clock, addition));
    // "from 24 dec 10 times": not a day of 2010.
    if (phrase) return phrase;
    if (phrase === null) found = null;
  }
  return found;
}

function addition(text: string, clock: Clock): Maybe<Phrase> {
  return readShape(ADDITIONS, text, clock);
}

/** What may follow a rule, each at most once. */
const ADDITIONS: Shapes<Phrase> = [
  [/^(?:from|after) completion$/, () => ({ mode: "completion" })],
  [/^skipping what was missed$/, () => ({ mode: "catch_up" })],
  [/^(?:for )?(\d{1,9}) times?$/, ([, count]) => times(Number(count))],
  [/^until (.+)$/, ([, day = ""], clock) => mapFound(anyDay(day, clock), until)],
  [
    /^(?:from|starting) (?:on )?(.+)$/,
    ([, day = ""], clock) => mapFound(anyDay(day, clock), (from) => ({ from })),
  ],
  [
    /^(?:(?:in|at) (?:the )?)?(morning|afternoon|evening|night)s?$/,
    ([, part = ""]) => partOfDay(part),
  ],
  [/^.+$/, ([text]) => mapFound(parseTime(text, BESIDE_RULE), (time) => ({ time }))],
];

const BESIDE_RULE = { hasDay: true, isAfterDay: true };

function times(count: number): Phrase | null {
  return count < 1 || count > COUNT_MAX ? null : { ends: { kind: "after", count } };
}

function until(day: string): Phrase {
  return { ends: { kind: "on", day } };
}

/** Also a day that is past: a series may have begun long ago. */
function anyDay(text: string, clock: Clock): Maybe<string> {
  return /^(?:due|on|by)(?: |$)/.test(text) ? undefined : parseDay(`due ${text}`, clock);
}
