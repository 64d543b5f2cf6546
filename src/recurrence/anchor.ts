/** Computes the anchor of a repeat: the day from which its occurrences are computed. */
import { nextOccurrence } from "./occurrences.ts";
import { formatRule, type Repeat, type RepeatMode, type RepeatRule } from "./rule.ts";

/** A repeat without its anchor. */
export interface RepeatSpec {
  rule: RepeatRule;
  mode: RepeatMode;
}

/** The current repeat of a task, with its due date. */
export interface CurrentRepeat {
  repeat: Repeat;
  dueOn: string;
}

/**
 * Anchors the repeat of a task to its due date; if neither the rule nor the date changes, the anchor
 * stays.
 * @returns an error code if the repeat ends before the due date, or never occurs again.
 */
export function anchorRepeat(
  { rule, mode }: RepeatSpec,
  dueOn: string,
  current: CurrentRepeat | null,
): { ok: true; value: Repeat } | { ok: false; code: "repeat_ends_early" | "repeat_never_occurs" } {
  const { ends } = rule;
  if (ends.kind === "on" && ends.day < dueOn) return { ok: false, code: "repeat_ends_early" };
  const repeat: Repeat = { rule, mode, anchor: anchorOf(rule, dueOn, current) };
  const endless: Repeat = { ...repeat, rule: { ...rule, ends: { kind: "never" } } };
  const next = nextOccurrence(endless, { due: dueOn, completedOn: dueOn, finished: 0 });
  return next === null ? { ok: false, code: "repeat_never_occurs" } : { ok: true, value: repeat };
}

/** The current anchor if neither the rule nor the date changes, else the due date. */
export function anchorOf(rule: RepeatRule, dueOn: string, current: CurrentRepeat | null): string {
  if (current === null || current.dueOn !== dueOn) return dueOn;
  const endless = (of: RepeatRule) => formatRule({ ...of, ends: { kind: "never" } });
  return endless(rule) === endless(current.repeat.rule) ? current.repeat.anchor : dueOn;
}
