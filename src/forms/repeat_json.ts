/** How often a task repeats, as a program sends it: `{rule, mode}` with the rule as an RRULE. */
import { nextOccurrence } from "../recurrence/occurrences.ts";
import { parseRule, type Repeat, type RepeatMode, type RepeatRule } from "../recurrence/rule.ts";
import type { Parsed } from "./field_parsers.ts";
import { fieldsOf } from "./fields.ts";
import { anchorOf, type CurrentRepeat } from "./repeat.ts";

/** A repeat without the day that it is reckoned from. */
export interface RepeatSpec {
  rule: RepeatRule;
  mode: RepeatMode;
}

export const REPEAT_MODES = ["rule", "catch_up", "completion"] as const satisfies RepeatMode[];

/** The longest rule that there is has half as many characters. */
export const RULE_MAX = 200;

/** null: it does not repeat. A mode that is not sent is "rule". */
export function readRepeatSpec(sent: unknown): Parsed<RepeatSpec | null> {
  if (sent === undefined || sent === null) return { ok: true, value: null };
  const { rule: text, mode = "rule" } = fieldsOf(sent);
  const rule = typeof text === "string" && text.length <= RULE_MAX ? parseRule(text) : null;
  if (rule === null) {
    return wrong("Repeat must have a rule, such as FREQ=WEEKLY;BYDAY=MO, of those that are known");
  }
  const known = REPEAT_MODES.find((one) => one === mode);
  if (known === undefined) return wrong("Repeat mode must be rule, catch_up or completion");
  return { ok: true, value: { rule, mode: known } };
}

/**
 * The repeat with its anchor: the due date, or the one that the series had when neither its rule nor
 * the date is another. Refused when it ends before it begins, or never comes round again.
 */
export function anchoredRepeat(
  { rule, mode }: RepeatSpec,
  dueOn: string | null,
  current: CurrentRepeat | null,
): Parsed<Repeat> {
  if (dueOn === null) return wrong("A repeating task needs a due date");
  const { ends } = rule;
  if (ends.kind === "on" && ends.day < dueOn)
    return wrong("Repeat must not end before the due date");
  const repeat: Repeat = { rule, mode, anchor: anchorOf(rule, dueOn, current) };
  const endless: Repeat = { ...repeat, rule: { ...rule, ends: { kind: "never" } } };
  const next = nextOccurrence(endless, { due: dueOn, completedOn: dueOn, finished: 0 });
  return next === null ? wrong("Repeat has a rule that never occurs") : { ok: true, value: repeat };
}

function wrong(message: string): { ok: false; message: string } {
  return { ok: false, message };
}
