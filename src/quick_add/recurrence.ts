/** Reads a phrase about how often: a rule, and what may follow it. */
import { addDays } from "../dates/calendar.ts";
import { occurrences } from "../recurrence/occurrences.ts";
import { COUNT_MAX, type Ends, type RepeatMode, type RepeatRule } from "../recurrence/rule.ts";
import { type Clock, parseDay } from "./date_grammar.ts";
import { beginsRule, parseRule, type RuleOf } from "./recurrence_grammar.ts";
import { parseTime } from "./time_grammar.ts";

export interface Recurrence {
  /** The rule, without its ends, of a series that begins on a day. */
  ruleOf: RuleOf;
  ends: Ends;
  mode: RepeatMode;
  /** "from 24 dec": the day that the series is counted from. */
  from: string | null;
  /** The first due date, when the rule itself names it: "every 24 dec". */
  on: string | null;
  time: string | null;
}

/** What may follow a rule, each at most once, in any order. */
type Addition = Partial<Pick<Recurrence, "ends" | "mode" | "from" | "time">>;

/**
 * The meaning of a whole phrase, in words in small letters: a rule, then perhaps a time, "until …",
 * "10 times", "from …", "from completion", "skipping what was missed". undefined: not a repeat; null:
 * it has the shape of one that cannot be ("every 0 days").
 */
export function parseRecurrence(
  words: readonly string[],
  clock: Clock,
): Recurrence | null | undefined {
  if (!beginsRule(words[0] ?? "")) return undefined;
  for (let cut = words.length; cut > 0; cut -= 1) {
    const rule = parseRule(words.slice(0, cut), clock);
    if (rule === undefined) continue;
    const additions = parseAdditions(words.slice(cut), clock);
    if (additions === undefined) continue;
    if (rule === null || additions === null) return null;
    return { ends: { kind: "never" }, mode: "rule", from: null, time: null, ...rule, ...additions };
  }
  return undefined;
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

function parseAdditions(words: readonly string[], clock: Clock): Addition | null | undefined {
  if (words.length === 0) return {};
  for (let cut = words.length; cut > 0; cut -= 1) {
    const addition = parseAddition(words.slice(0, cut), clock);
    if (addition === undefined) continue;
    const more = parseAdditions(words.slice(cut), clock);
    if (more === undefined) continue;
    if (addition === null || more === null) return null;
    const isTwice = Object.keys(addition).some((name) => name in more);
    return isTwice ? null : { ...addition, ...more };
  }
  return undefined;
}

function parseAddition(words: readonly string[], clock: Clock): Addition | null | undefined {
  const text = words.join(" ");
  if (/^(?:from|after) completion$/.test(text)) return { mode: "completion" };
  if (text === "skipping what was missed") return { mode: "catch_up" };
  const times = /^(?:for )?(\d{1,9}) times?$/.exec(text)?.[1];
  if (times !== undefined) {
    const count = Number(times);
    return count < 1 || count > COUNT_MAX ? null : { ends: { kind: "after", count } };
  }
  const [first = "", ...rest] = words;
  if (first === "until") {
    const day = anyDay(rest, clock);
    return typeof day === "string" ? { ends: { kind: "on", day } } : day;
  }
  if (first === "from" || first === "starting") {
    const from = anyDay(rest[0] === "on" ? rest.slice(1) : rest, clock);
    return typeof from === "string" ? { from } : from;
  }
  const time = parseTime(words, true);
  return typeof time === "string" ? { time } : time;
}

/** Also a day that is past: a series may have begun long ago. */
function anyDay(words: readonly string[], clock: Clock): string | null | undefined {
  const isPlain = words.length > 0 && !/^(?:due|on|by)$/.test(words[0] ?? "");
  return isPlain ? parseDay(["due", ...words], clock) : undefined;
}
