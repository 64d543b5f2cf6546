/** Series from the text of their rule. */
import assert from "node:assert/strict";
import { parseRule, type Repeat, type RepeatMode } from "../../src/recurrence/rule.ts";

/** The rule on the 31st, or on the last day of a shorter month. */
export const ON_THE_31ST = "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD";

export function seriesOf(anchor: string, text: string, mode: RepeatMode = "rule"): Repeat {
  const rule = parseRule(text);
  assert.ok(rule, text);
  return { rule, mode, anchor };
}
