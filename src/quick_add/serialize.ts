/**
 * Writes a task as a line that `parseQuickAdd` reads back, on any day. Nothing in the application
 * calls it yet: the export of tasks as text (`.txt`) will, and until then the tests do, which parse
 * what it writes to prove that quick add can say everything a task can be.
 */
import { dayParts, weekdayOf } from "../dates/calendar.ts";
import { weekdayName } from "../dates/names.ts";
import { describeDayOfMonth, describeDayOfYear } from "../recurrence/description.ts";
import type { Repeat, RepeatRule } from "../recurrence/rule.ts";
import { isBlank } from "../text.ts";
import type { Clock } from "./date_grammar.ts";
import { leadingPhrase, trailingPhrase } from "./date_phrases.ts";
import { serializeNote } from "./notes.ts";
import { type QuickTask, withoutSeparator } from "./parse.ts";
import { serializeList, serializePriority, serializeTag, sigilOf } from "./sigils.ts";
import { beginsNote, isEscapable, isEscaped, type Token, tokenize } from "./tokenizer.ts";

/** Something about the two ends of a title. */
interface Ends {
  first: boolean;
  last: boolean;
}

/** Whether words look like a date does not depend on the day. */
const ANY_CLOCK: Clock = { date: "2000-01-01", time: "00:00", weekStart: 1 };

/**
 * The line for a task whose texts are as the forms store them. A title that would be read as
 * something else gets a backslash; dates are absolute.
 */
export function serializeQuickAdd(task: QuickTask): string {
  const ending = [
    task.dueOn === null ? "" : `due ${task.dueOn}`,
    task.dueTime ?? "",
    task.repeat === null ? "" : serializeRepeat(task.repeat, task.dueOn),
    task.list === null ? "" : serializeList(task.list),
    ...task.tags.map(serializeTag),
    serializePriority(task.priority),
  ].filter((part) => part !== "");
  const title = ending.length === 0 ? task.title : withSeparator(task.title);
  const note = isBlank(task.description) ? [] : ["//", serializeNote(task.description)];
  return [serializeTitle(title), ...ending, ...note].join(" ");
}

function serializeRepeat({ rule, mode, anchor }: Repeat, dueOn: string | null): string {
  const { ends } = rule;
  return [
    serializeRule(rule, mode === "completion" ? null : anchor),
    ends.kind === "on" ? `until ${ends.day}` : "",
    ends.kind === "after" ? `${ends.count} times` : "",
    anchor === dueOn ? "" : `from ${anchor}`,
    { rule: "", catch_up: "skipping what was missed", completion: "from completion" }[mode],
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** @param first the day whose weekday or date is not written, being the default. */
function serializeRule(rule: RepeatRule, first: string | null): string {
  const every = rule.every === 1 ? `every ${rule.unit}` : `every ${rule.every} ${rule.unit}s`;
  switch (rule.unit) {
    case "day":
    case "weekday":
      return every;
    case "week": {
      if (first !== null && rule.days.join() === String(weekdayOf(first))) return every;
      const names = rule.days.map(weekdayName).join(", ").toLowerCase();
      return `${every} on ${names.replace(/, (?=\w+$)/, " and ")}`;
    }
    case "month": {
      const isDefault =
        first !== null && rule.on.kind === "day" && rule.on.day === dayParts(first).date;
      return isDefault ? every : `${every} on ${describeDayOfMonth(rule.on).toLowerCase()}`;
    }
    case "year": {
      if (rule.on.kind === "anchor") return every;
      return `${every} on ${describeDayOfYear(rule.on, "").toLowerCase()}`;
    }
  }
}

/** With the comma or dash at the end twice, since one is cut off with what follows. */
function withSeparator(title: string): string {
  if (withoutSeparator(title) === title) return title;
  return title.endsWith(",") ? `${title},` : `${title} ${title.slice(-1)}`;
}

function serializeTitle(title: string): string {
  const first = hasMeaningAt(title, { first: false, last: false }).first;
  // Examined again: an escape at the beginning may have split the title into other tokens.
  const last = hasMeaningAt(title, { first, last: false }).last;
  return escaped(title, { first, last });
}

/** Which ends of a title with these escapes would be taken for something else. */
function hasMeaningAt(title: string, escapes: Ends): Ends {
  const { tokens } = tokenize(escaped(title, escapes));
  return {
    first: isSigil(tokens.at(0)) || leadingPhrase(tokens, ANY_CLOCK) !== null,
    last: isSigil(tokens.at(-1)) || trailingPhrase(tokens, tokens.length, ANY_CLOCK) !== null,
  };
}

/** The title with a backslash before each word that would not be read as it is, and at these ends. */
function escaped(title: string, escapes: Ends): string {
  let line = "";
  let rest = title;
  for (let isFirst = true; rest !== ""; isFirst = false) {
    const [token] = tokenize(rest).tokens;
    if (token === undefined) break;
    const isLast = token.gap.length + token.raw.length === rest.trimEnd().length;
    const isEnd = (isFirst && escapes.first) || (isLast && escapes.last);
    const isNeeded = needsEscape(token) || (isEnd && !token.literal && isEscapable(token.raw));
    // Escaped, `@"two words"` is two tokens, of which the second is still to be examined.
    const size = isNeeded ? token.raw.search(/\s|$/) : token.raw.length;
    line += token.gap + (isNeeded ? "\\" : "") + token.raw.slice(0, size);
    rest = rest.slice(token.gap.length + size);
  }
  return line;
}

/** Whether it would be read as something else in any place. */
function needsEscape({ raw, quoted }: Token): boolean {
  // An open quote in the title might be closed by what follows it.
  const isOpen = !quoted && /^(?:["“].|[@#]["“])/s.test(raw);
  return isOpen || isEscaped(raw) || beginsNote(raw);
}

function isSigil(token: Token | undefined): boolean {
  return token !== undefined && sigilOf(token) !== null;
}
