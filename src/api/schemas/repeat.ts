/** How often a task repeats: the rule as an RRULE, without or with the day that it starts from. */
import { z } from "zod";
import { invalid, ok, type Parsed } from "../../forms/field_parsers.ts";
import { parseRule, type RepeatMode, type RepeatRule } from "../../recurrence/rule.ts";
import { field } from "./fields.ts";

const MODES = ["rule", "catch_up", "completion"] as const satisfies RepeatMode[];
/** The longest rule that there is has half as many characters. */
const RULE_MAX = 200;
const RULE_PROBLEM =
  "Repeat must have a rule, such as FREQ=WEEKLY;BYDAY=MO, of those that are known";

const ruleText = {
  type: "string",
  maxLength: RULE_MAX,
  pattern: "FREQ=",
  description:
    "An RRULE (RFC 5545), one of: every N days; every weekday; weekly on given days, with WKST where weeks are left out; monthly on a date, the last day, the nth or last of a weekday, or the last working day; yearly. It may end UNTIL a day or after COUNT times. In a month that lacks the date, the last day is taken (RFC 7529, SKIP=BACKWARD).",
};

const mode = z
  .enum(MODES, "Repeat mode must be rule, catch_up or completion")
  .describe(
    "Which date comes next: by the rule, even if it is past; the rule's next one that is not past; counted from the day of completion.",
  );

/** As it is sent: null for a task that does not repeat. */
export const repeatSpec = z
  .object({ rule: field(readRule, ruleText), mode: mode.default("rule") }, RULE_PROBLEM)
  .nullable();

export const repeatMoves = z
  .enum(["this", "series"], "Repeat moves must be this or series")
  .describe(
    "What a new due date moves while the rule stays the same: this occurrence only, which keeps its place in the series; or the series from here on, whose rule then follows to that day. By default this occurrence only.",
  );

/** As it is answered. */
export const repeat = z
  .object({
    rule: z.string().meta(ruleText),
    mode,
    anchor: z.string().meta({
      format: "date",
      description: "The first day of the series, from which all others are computed.",
    }),
  })
  .nullable();

function readRule(sent: unknown): Parsed<RepeatRule> {
  const rule = typeof sent === "string" && sent.length <= RULE_MAX ? parseRule(sent) : null;
  return rule === null ? invalid(RULE_PROBLEM) : ok(rule);
}
