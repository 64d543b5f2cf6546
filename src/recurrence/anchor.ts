/** The day from which a repeat is computed: where its series began, or where it goes on from. */
import { nextOccurrence } from "./occurrences.ts";
import { formatRule, type Repeat, type RepeatMode, type RepeatRule } from "./rule.ts";

/** A repeat without its anchor. */
export interface RepeatSpec {
  rule: RepeatRule;
  mode: RepeatMode;
}

/** The repeat that a task has already, with its due date. */
export interface CurrentRepeat {
  repeat: Repeat;
  dueOn: string;
}

/**
 * The repeat of a task that is due on a day. One that neither its rule nor the date changes keeps its
 * anchor; any other begins on the due date.
 * @returns why there is none where it ends before it begins, or never occurs again.
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

export function anchorOf(rule: RepeatRule, dueOn: string, current: CurrentRepeat | null): string {
  if (current === null || current.dueOn !== dueOn) return dueOn;
  const endless = (of: RepeatRule) => formatRule({ ...of, ends: { kind: "never" } });
  return endless(rule) === endless(current.repeat.rule) ? current.repeat.anchor : dueOn;
}
