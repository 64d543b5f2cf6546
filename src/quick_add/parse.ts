/**
 * Quick add: one line as a person says it, as a task.
 *
 *     pay rent tomorrow 9am every month @home #bills !1 // ask for a receipt
 *
 * What has a meaning stands at the end of the line, in any order (sigils also at its beginning, and
 * a clear date, "tomorrow call mum", or any with a colon: "fri 9am: dentist"). The middle is the title and stays whole. When in doubt, a
 * word is text: a date that was missed is seen at once, one that was made up is not. Text in double
 * quotes has no meaning, and keeps its quotes; a backslash before a word makes it text. Of two lists
 * or priorities the last one counts.
 */
import { addDays } from "../dates/calendar.ts";
import type { DateFormat } from "../dates/date_format.ts";
import { type Later, type LocalMoment, laterFrom } from "../dates/local_time.ts";
import type { Priority } from "../models/priority.ts";
import { type Repeat, withWeekStart } from "../recurrence/rule.ts";
import { isBlank, singleLine } from "../text.ts";
import { type Extracted, extract } from "./extract.ts";
import { parseNote } from "./notes.ts";
import type { Phrase } from "./phrase.ts";
import { firstDay } from "./recurrence.ts";
import { joinTokens, LINE_MAX, TOKENS_MAX, tokenize } from "./tokenizer.ts";

/** What a line can say of a task. */
export interface QuickTask {
  /** As the line has it: its length is for the form to check. Blank only when the line is. */
  title: string;
  description: string;
  /** "YYYY-MM-DD" */
  dueOn: string | null;
  /** "HH:MM"; never without a day. */
  dueTime: string | null;
  /** Never without a day. */
  repeat: Repeat | null;
  /** A name as written, 1 to 100 characters; null when none is named. */
  list: string | null;
  /** Names as written, each once in whatever case, at most 20. */
  tags: string[];
  priority: Priority;
}

export interface QuickAdd extends QuickTask {
  /** Whether anything but the title was understood. */
  taken: boolean;
  /** What its repeat may mean as well, for the person to choose. */
  other?: Pick<QuickTask, "dueOn" | "repeat">;
}

export interface QuickAddOptions {
  /** The person's wall clock. */
  now: LocalMoment;
  /** The first day of their week (Monday is 1), for repeats and "next week", which is that week's Monday. */
  weekStart?: number;
  /** How they write "3/12"; null: not known, and it is text. */
  dateFormat?: DateFormat | null;
  /** By default the clock is never put forward or back. */
  later?: Later;
}

/**
 * Never throws, whatever the line is.
 * @param options.isUndated dates and repeats are text.
 * @param options.pageDay the day that the page adds to: a time or a repeat without a day means it, if it is
 *   still to come.
 */
export function parseQuickAdd(
  line: string,
  options: QuickAddOptions & { isUndated?: boolean; pageDay?: string | null },
): QuickAdd {
  const { now, weekStart = 1, dateFormat = null, pageDay = null } = options;
  const planned = { ...now, weekStart, pageDay };
  const { later = laterFrom(new Date(`${now.date}T${now.time}Z`), null) } = options;
  // Too long for a title and notes, whatever it means.
  if (line.length > LINE_MAX) return plain(line);
  const { tokens, note } = tokenize(line);
  if (tokens.length > TOKENS_MAX) return plain(line);
  const clock = options.isUndated ? null : { ...now, weekStart, dateFormat, later };
  // A line of nothing but dates, as "Monday", or of nothing but sigils is a title.
  for (const allowed of [
    { sigils: true, clock },
    { sigils: true, clock: null },
    { sigils: false, clock: null },
  ]) {
    const found = extract(tokens, allowed);
    const title = titleOf(found);
    const plan = planOf(found.phrase, planned);
    if (isBlank(title) || plan === null) continue;
    const { list, tags, priority } = found;
    const description = note === null ? "" : parseNote(note);
    const task = { title, description, ...plan, list, tags, priority };
    const other = otherPlan(found.phrase, planned);
    return { ...task, taken: isTaken(task), ...(other && { other }) };
  }
  return plain(line);
}

/** The whole line as the title, its words as they were. */
export function plain(line: string): QuickAdd {
  return {
    title: singleLine(line),
    description: "",
    dueOn: null,
    dueTime: null,
    repeat: null,
    list: null,
    tags: [],
    priority: 0,
    taken: false,
  };
}

/** A title that was cut off loses the comma or dash that led on to what was cut, if it has more. */
function titleOf({ title, isCut }: Extracted): string {
  const text = singleLine(joinTokens(title));
  const bare = text.replace(/(?:\s[-–—]|,)$/, "").trimEnd();
  return isCut && !isBlank(bare) ? bare : text;
}

interface PlanClock extends LocalMoment {
  weekStart: number;
  pageDay: string | null;
}

/** The days that a phrase comes to; null when its repeat has none. */
function planOf(
  phrase: Phrase,
  now: PlanClock,
): Pick<QuickTask, "dueOn" | "dueTime" | "repeat"> | null {
  const { on, time, weekly, ruleOf, ends, mode = "rule", from, anchor } = phrase;
  const dueTime = time ?? null;
  const hasPassed = dueTime !== null && dueTime < now.time;
  const named = weekly && hasPassed && on === now.date ? addDays(on, 7) : on;
  const today = hasPassed ? addDays(now.date, 1) : now.date;
  const soonest = now.pageDay !== null && now.pageDay > today ? now.pageDay : today;
  if (ruleOf === undefined) {
    return { dueOn: named ?? (dueTime && soonest), dueTime, repeat: null };
  }
  const first = from ?? named ?? soonest;
  const given = { ...ruleOf(first, mode), ends: ends ?? ({ kind: "never" } as const) };
  const rule = withWeekStart(given, now.weekStart);
  const dueOn = named ?? firstDay(rule, first);
  if (dueOn === null) return null;
  const begun = from === undefined ? anchor : undefined;
  return {
    dueOn,
    dueTime,
    repeat: { rule, mode, anchor: begun ?? (named === undefined ? dueOn : first) },
  };
}

function otherPlan({ otherRuleOf, ...phrase }: Phrase, now: PlanClock): QuickAdd["other"] | null {
  const plan = otherRuleOf && planOf({ ...phrase, ruleOf: otherRuleOf }, now);
  return plan ? { dueOn: plan.dueOn, repeat: plan.repeat } : null;
}

function isTaken({ title: _, tags, ...rest }: QuickTask): boolean {
  const isSaid = (value: unknown) => value !== null && value !== "" && value !== 0;
  return tags.length > 0 || Object.values(rest).some(isSaid);
}
