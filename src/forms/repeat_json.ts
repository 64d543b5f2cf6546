/** How often a task repeats, as a program sends it: `{rule, mode}` with the rule as an RRULE. */
import type { RepeatSpec } from "../recurrence/anchor.ts";
import { parseRule, type RepeatMode } from "../recurrence/rule.ts";
import type { Parsed } from "./field_parsers.ts";
import { fieldsOf } from "./fields.ts";

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

function wrong(message: string): { ok: false; message: string } {
  return { ok: false, message };
}
