/** How often a task repeats: the rule as an RRULE, without or with the day that it starts from. */
import { z } from "zod";
import { invalid, ok, type Parsed } from "../../forms/field_parsers.ts";
import { RULE_MAX, RULE_PROBLEM } from "../../recurrence/custom_parse.ts";
import { type RepeatMode, type RepeatRule, readRule } from "../../recurrence/rule.ts";
import { field } from "./fields.ts";

const MODES = ["rule", "catch_up", "completion"] as const satisfies RepeatMode[];

const ruleText = {
  type: "string",
  maxLength: RULE_MAX,
  pattern: "FREQ=",
  description:
    "An RRULE (RFC 5545) of days: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, with any of INTERVAL, BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY, BYSETPOS, WKST, and COUNT or UNTIL. What it leaves out is that of the due date: FREQ=WEEKLY is on its weekday, FREQ=MONTHLY on its date, FREQ=YEARLY on its day and month. A month that lacks a date has its last day instead, unless BYDAY is given as well; SKIP (RFC 7529) says otherwise, with OMIT or FORWARD. An UNTIL with a time counts as the day that it is in the person's time zone. The answer has the rule in its shortest form, with what was filled in: FREQ=DAILY;BYDAY=MO is FREQ=WEEKLY;BYDAY=MO. The form of a task shows a rule that it cannot draw as a custom rule, and keeps it.",
};

const mode = z
  .enum(MODES, "Repeat mode must be rule, catch_up or completion")
  .describe(
    "Which date comes next: by the rule, even if it is past; the rule's next one that is not past; counted from the day of completion. Counted from completion, every N days, months or years on one date are that long after it; any other rule, custom ones included, has its first day after completion, and with an INTERVAL of N that is at least N - 1 weeks, months or years later.",
  );

/** As it is sent: null for a task that does not repeat. */
export const repeatSpec = z
  .object({ rule: field(readSent, ruleText), mode: mode.default("rule") }, RULE_PROBLEM)
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

function readSent(sent: unknown): Parsed<RepeatRule> {
  if (typeof sent !== "string") return invalid(RULE_PROBLEM);
  const rule = readRule(sent);
  return rule.ok ? ok(rule.value) : invalid(rule.message);
}
