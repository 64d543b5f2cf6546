/**
 * Quick add: one line as a person says it, as a task.
 *
 *     pay rent tomorrow 9am every month @home #bills !1 // ask for a receipt
 *
 * What has a meaning stands at the end of the line, in any order (sigils also at its beginning, and
 * a date with a colon: "fri 9am: dentist"). The middle is the title and stays whole. When in doubt, a
 * word is text: a date that was missed is seen at once, one that was made up is not. Text in double
 * quotes has no meaning, and keeps its quotes; a backslash before a word makes it text. Of two lists
 * or priorities the last one counts.
 */
import { addDays } from "../dates/calendar.ts";
import type { LocalMoment } from "../dates/local_time.ts";
import type { Priority } from "../models/priority.ts";
import type { Repeat } from "../recurrence/rule.ts";
import { isBlank, singleLine } from "../text.ts";
import type { Clock } from "./date_grammar.ts";
import type { Phrase } from "./date_phrases.ts";
import { type Extracted, extract } from "./extract.ts";
import { parseNote } from "./notes.ts";
import { firstDay } from "./recurrence.ts";
import { joinTokens, tokenize } from "./tokenizer.ts";

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
}

export interface QuickAddOptions {
  /** The person's wall clock: no time zone has a part in it. */
  now: LocalMoment;
  /** The first day of their week (Monday is 1), for "next week", which is that week's Monday. */
  weekStart?: number;
}

/** Never throws, whatever the line is. */
export function parseQuickAdd(line: string, { now, weekStart = 1 }: QuickAddOptions): QuickAdd {
  const { tokens, note } = tokenize(line);
  const clock: Clock = { ...now, weekStart };
  // A line of nothing but dates, as "Monday", or of nothing but sigils is a title.
  for (const allowed of [
    { sigils: true, clock },
    { sigils: true, clock: null },
    { sigils: false, clock: null },
  ]) {
    const found = extract(tokens, allowed);
    const title = titleOf(found);
    const plan = planOf(found.phrase, now);
    if (isBlank(title) || plan === null) continue;
    const { list, tags, priority } = found;
    const description = note === null ? "" : parseNote(note);
    const task = { title, description, ...plan, list, tags, priority };
    return { ...task, taken: isTaken(task) };
  }
  return plain(line);
}

/** The whole line as the title: "keep it as text". */
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

/**
 * A title that was cut off, without the comma or dash that led on to what was cut; a title that is
 * nothing else keeps it.
 */
export function withoutSeparator(title: string): string {
  const bare = title.replace(/(?:\s[-–—]|,)$/, "").trimEnd();
  return isBlank(bare) ? title : bare;
}

function titleOf({ title, isCut }: Extracted): string {
  const text = singleLine(joinTokens(title));
  return isCut ? withoutSeparator(text) : text;
}

/** The days that a phrase comes to; null when its repeat has none. */
function planOf(
  { dateTime, recurrence }: Phrase,
  now: LocalMoment,
): Pick<QuickTask, "dueOn" | "dueTime" | "repeat"> | null {
  const dueTime = dateTime?.time ?? recurrence?.time ?? null;
  const hasPassed = dueTime !== null && dueTime < now.time;
  const day = dateTime?.on ?? recurrence?.on ?? null;
  const isNextWeek = hasPassed && dateTime?.weekly === true && day === now.date;
  const named = day !== null && isNextWeek ? addDays(day, 7) : day;
  const soonest = hasPassed ? addDays(now.date, 1) : now.date;
  if (recurrence === null) {
    return { dueOn: named ?? (dueTime === null ? null : soonest), dueTime, repeat: null };
  }
  const { ruleOf, mode, ends } = recurrence;
  const from = recurrence.from ?? named ?? soonest;
  const rule = { ...ruleOf(from, mode), ends };
  const dueOn = named ?? firstDay(rule, from);
  if (dueOn === null) return null;
  return { dueOn, dueTime, repeat: { rule, mode, anchor: named === null ? dueOn : from } };
}

function isTaken({ title: _, tags, ...rest }: QuickTask): boolean {
  return (
    tags.length > 0 ||
    Object.values(rest).some((value) => value !== null && value !== "" && value !== 0)
  );
}
