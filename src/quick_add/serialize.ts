/** Writes a task as a line of quick add that `parseQuickAdd` reads back, on whatever day. */
import { weekdayOf } from "../dates/calendar.ts";
import { describeDayOfMonth, describeDayOfYear } from "../recurrence/description.ts";
import type { Repeat, RepeatRule } from "../recurrence/rule.ts";
import { isBlank } from "../text.ts";
import type { Clock } from "./date_grammar.ts";
import { mayBeginWithPhrase, mayEndWithPhrase } from "./date_phrases.ts";
import { writeNote } from "./notes.ts";
import { type QuickTask, withoutSeparator } from "./parse.ts";
import { readMark, writeList, writePriority, writeTag } from "./sigils.ts";
import { beginsNote, cutWords, isEscapable, isEscaped, type Word } from "./tokenizer.ts";

/** The two ends of a title, of which something is said. */
interface Ends {
  first: boolean;
  last: boolean;
}

/** Only whether words look like a date is asked, which is the same on every day. */
const ANY_CLOCK: Clock = { date: "2000-01-01", time: "00:00", weekStart: 1 };

/**
 * The line for a task whose texts are as the forms store them. A title that would be read as
 * something else gets a backslash; dates are written so that they mean the same ever after.
 */
export function writeQuickAdd(task: QuickTask): string {
  const ending = [
    task.dueOn === null ? "" : `due ${task.dueOn}`,
    task.dueTime ?? "",
    task.repeat === null ? "" : writeRepeat(task.repeat, task.dueOn),
    task.list === null ? "" : writeList(task.list),
    ...task.tags.map(writeTag),
    writePriority(task.priority),
  ].filter((part) => part !== "");
  const title = ending.length === 0 ? task.title : withSeparator(task.title);
  const note = isBlank(task.description) ? [] : ["//", writeNote(task.description)];
  return [writeTitle(title), ...ending, ...note].join(" ");
}

function writeRepeat({ rule, mode, anchor }: Repeat, dueOn: string | null): string {
  const { ends } = rule;
  return [
    often(rule, mode === "completion" ? null : anchor),
    ends.kind === "on" ? `until ${ends.day}` : "",
    ends.kind === "after" ? `${ends.count} times` : "",
    anchor === dueOn ? "" : `from ${anchor}`,
    { rule: "", catch_up: "skipping what was missed", completion: "from completion" }[mode],
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** @param first the day whose own weekday or date goes without saying. */
function often(rule: RepeatRule, first: string | null): string {
  const every = rule.every === 1 ? `every ${rule.unit}` : `every ${rule.every} ${rule.unit}s`;
  switch (rule.unit) {
    case "day":
    case "weekday":
      return every;
    case "week": {
      const isOwn = first !== null && rule.days.join() === String(weekdayOf(first));
      const names = rule.days.map((day) => WEEKDAYS[day - 1]).join(", ");
      return isOwn ? every : `${every} on ${names.replace(/, (?=\w+$)/, " and ")}`;
    }
    case "month": {
      const isOwn = rule.on.kind === "day" && rule.on.day === Number(first?.slice(8));
      return isOwn ? every : `${every} on ${describeDayOfMonth(rule.on).toLowerCase()}`;
    }
    case "year": {
      if (rule.on.kind === "anchor") return every;
      return `${every} on ${describeDayOfYear(rule.on, "").toLowerCase()}`;
    }
  }
}

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The comma or dash at the end twice, since one of them is cut off with what follows. */
function withSeparator(title: string): string {
  if (withoutSeparator(title) === title) return title;
  return title.endsWith(",") ? `${title},` : `${title} ${title.slice(-1)}`;
}

function writeTitle(title: string): string {
  const first = isTaken(title, { first: false, last: false }).first;
  // Looked at again: an escape at the beginning may have made other words of the title.
  const last = isTaken(title, { first, last: false }).last;
  return escaped(title, { first, last });
}

/** Which ends of a title with these escapes would be taken for something else. */
function isTaken(title: string, ends: Ends): Ends {
  const { words } = cutWords(escaped(title, ends));
  return {
    first: isMark(words.at(0)) || mayBeginWithPhrase(words, ANY_CLOCK),
    last: isMark(words.at(-1)) || mayEndWithPhrase(words, ANY_CLOCK),
  };
}

/** The title with a backslash wherever a word would not be read as it is, and where it is asked for. */
function escaped(title: string, ends: Ends): string {
  let line = "";
  let rest = title;
  for (let isFirst = true; rest !== ""; isFirst = false) {
    const [word] = cutWords(rest).words;
    if (word === undefined) break;
    const isLast = word.gap.length + word.typed.length === rest.trimEnd().length;
    const isEnd = (isFirst && ends.first) || (isLast && ends.last);
    const needs = needsEscape(word) || (isEnd && !word.literal && isEscapable(word.typed));
    // Escaped, `@"two words"` is two words, of which the second is still to be looked at.
    const size = needs ? word.typed.search(/\s|$/) : word.typed.length;
    line += word.gap + (needs ? "\\" : "") + word.typed.slice(0, size);
    rest = rest.slice(word.gap.length + size);
  }
  return line;
}

/** Whether a word would be read as something else wherever it stands. */
function needsEscape({ typed, quoted }: Word): boolean {
  // A quote that nothing closes in the title might be closed by what follows it.
  const isOpen = !quoted && /^(?:["“].|[@#]["“])/s.test(typed);
  return isOpen || isEscaped(typed) || beginsNote(typed);
}

function isMark(word: Word | undefined): boolean {
  if (word === undefined || word.literal) return false;
  return readMark(word.text) !== null || readMark(word.text.replace(/[,;.]$/, "")) !== null;
}
