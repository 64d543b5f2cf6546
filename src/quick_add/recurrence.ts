/** Reads a phrase that says how often: a rule, and what may follow it. */
import { addDays } from "../dates/calendar.ts";
import { occurrences } from "../recurrence/occurrences.ts";
import { COUNT_MAX, type Ends, type RepeatMode, type RepeatRule } from "../recurrence/rule.ts";
import { type Clock, readDay } from "./date_grammar.ts";
import { beginsRule, type RuleOf, readRule } from "./recurrence_grammar.ts";
import { readTime } from "./time_grammar.ts";

export interface HowOften {
  /** The rule, without its ends, of a series that begins on a day. */
  ruleOf: RuleOf;
  ends: Ends;
  mode: RepeatMode;
  /** "from 24 dec": the day that the series is reckoned from. */
  from: string | null;
  /** The first due date, when the rule itself names it: "every 24 dec". */
  on: string | null;
  time: string | null;
}

/** What may follow a rule, each at most once, in any order. */
type Addition = Partial<Pick<HowOften, "ends" | "mode" | "from" | "time">>;

/**
 * What a phrase in small letters, cut into words, says as a whole: a rule, then perhaps a time,
 * "until …", "10 times", "from …", "from completion", "skipping what was missed". undefined: it is
 * no repeat; null: it has the shape of one that cannot be ("every 0 days").
 */
export function readHowOften(tokens: readonly string[], clock: Clock): HowOften | null | undefined {
  if (!beginsRule(tokens[0] ?? "")) return undefined;
  for (let cut = tokens.length; cut > 0; cut -= 1) {
    const rule = readRule(tokens.slice(0, cut), clock);
    if (rule === undefined) continue;
    const additions = readAdditions(tokens.slice(cut), clock);
    if (additions === undefined) continue;
    if (rule === null || additions === null) return null;
    return { ends: { kind: "never" }, mode: "rule", from: null, time: null, ...rule, ...additions };
  }
  return undefined;
}

/** The first day that the rule hits from a day on; null: there is none before its end. */
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

function readAdditions(tokens: readonly string[], clock: Clock): Addition | null | undefined {
  if (tokens.length === 0) return {};
  for (let cut = tokens.length; cut > 0; cut -= 1) {
    const addition = readAddition(tokens.slice(0, cut), clock);
    if (addition === undefined) continue;
    const more = readAdditions(tokens.slice(cut), clock);
    if (more === undefined) continue;
    if (addition === null || more === null) return null;
    const isTwice = Object.keys(addition).some((name) => name in more);
    return isTwice ? null : { ...addition, ...more };
  }
  return undefined;
}

function readAddition(tokens: readonly string[], clock: Clock): Addition | null | undefined {
  const text = tokens.join(" ");
  if (/^(?:from|after) completion$/.test(text)) return { mode: "completion" };
  if (text === "skipping what was missed") return { mode: "catch_up" };
  const times = /^(?:for )?(\d{1,9}) times?$/.exec(text)?.[1];
  if (times !== undefined) {
    const count = Number(times);
    return count < 1 || count > COUNT_MAX ? null : { ends: { kind: "after", count } };
  }
  const [first = "", ...rest] = tokens;
  if (first === "until") {
    const day = anyDay(rest, clock);
    return typeof day === "string" ? { ends: { kind: "on", day } } : day;
  }
  if (first === "from" || first === "starting") {
    const from = anyDay(rest[0] === "on" ? rest.slice(1) : rest, clock);
    return typeof from === "string" ? { from } : from;
  }
  const time = readTime(tokens, true);
  return typeof time === "string" ? { time } : time;
}

/** Also a day that is past: a series may have begun long ago. */
function anyDay(tokens: readonly string[], clock: Clock): string | null | undefined {
  const isPlain = tokens.length > 0 && !/^(?:due|on|by)$/.test(tokens[0] ?? "");
  return isPlain ? readDay(["due", ...tokens], clock) : undefined;
}
