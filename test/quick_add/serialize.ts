/**
 * Writes a task as a line that `parseQuickAdd` reads back, on any day. The property tests use it to
 * prove that a line can express every task.
 */
import { dayParts, weekdayOf } from "../../src/dates/calendar.ts";
import { type Weekday, weekdayName } from "../../src/dates/names.ts";
import { leadingPhrase, trailingPhrase } from "../../src/quick_add/date_phrases.ts";
import { isInDoubt } from "../../src/quick_add/doubtful_dates.ts";
import type { QuickTask } from "../../src/quick_add/parse.ts";
import type { Clock } from "../../src/quick_add/phrase.ts";
import { sigilOf } from "../../src/quick_add/sigils.ts";
import { isEscapable, type Token, tokenize } from "../../src/quick_add/tokenizer.ts";
import { describeDayOfMonth, describeDayOfYear } from "../../src/recurrence/description.ts";
import type { Repeat, RepeatRule } from "../../src/recurrence/rule.ts";
import { isBlank } from "../../src/text.ts";

/** A flag for each end of a title. */
interface Ends {
  first: boolean;
  last: boolean;
}

/** Whether words look like a date does not depend on the day. */
const ANY_CLOCK: Clock = {
  date: "2000-01-01",
  time: "00:00",
  weekStart: 1,
  dateFormat: null,
  later: () => ANY_CLOCK,
};

/** Substitutes for line breaks, and for white space that would be trimmed at the ends of a note. */
const SIGNS = new Map([
  ["\n", "⏎"],
  [" ", "␣"],
  ["\t", "⇥"],
]);

/**
 * The line for a task whose texts are as the forms store them. Words of the title that would be
 * parsed get a backslash; dates are absolute.
 */
export function serializeQuickAdd(task: QuickTask): string {
  const ending = [
    task.dueOn === null ? "" : `due ${task.dueOn}`,
    task.dueTime ?? "",
    task.repeat === null ? "" : serializeRepeat(task.repeat, task.dueOn),
    task.list === null ? "" : serializeName("@", task.list),
    ...task.tags.map((tag) => serializeName("#", tag)),
    task.priority === 0 ? "" : `!${4 - task.priority}`,
  ].filter((part) => part !== "");
  // Doubled, since the parser removes one comma or dash before what follows.
  const title =
    ending.length === 0 ? task.title : task.title.replace(/,$|\s[-–—]$/, (end) => end + end);
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

/** @param first the day whose weekday or date is omitted because it is the default. */
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
    case "custom": {
      const months = rule.every === 1 ? "every month" : `every ${rule.every} months`;
      const days = rule.monthDays?.map((date) => (date === -1 ? "last day" : `${date}th`));
      const nths = rule.weekdays?.map(({ nth = 0 }) => describeNth(nth));
      const names = days ?? [
        ...(nths ?? []).slice(0, -1),
        `${nths?.at(-1)} ${weekdayOfNths(rule)}`,
      ];
      return `${months} on the ${names.join(", ").replace(/, (?!.*, )/, " and ")}`;
    }
  }
}

function weekdayOfNths({ weekdays }: { weekdays?: readonly { weekday: Weekday }[] }): string {
  return weekdayName(weekdays?.[0]?.weekday ?? 1).toLowerCase();
}

function describeNth(nth: number): string {
  return nth === -1 ? "last" : (["first", "second", "third", "fourth", "fifth"][nth - 1] ?? "");
}

/** In quotes where the plain name would not be parsed as a sigil. */
function serializeName(sign: "@" | "#", name: string): string {
  const sigil = sigilOf({ text: sign + name, literal: false });
  const isPlain = sigil !== null && "name" in sigil && sigil.name === name;
  return isPlain ? sign + name : `${sign}"${name.replace(/["\\]/g, "\\$&")}"`;
}

/** Writes line breaks as ⏎, spaces and tabs at the ends as ␣ and ⇥, and escapes literal ⏎, ␣ and ⇥. */
function serializeNote(description: string): string {
  return description
    .replace(/(?<!\\)(\\*)([⏎␣⇥])/g, "$1$1\\$2")
    .replace(/(?<!\\)(\\*)(\n)/g, (_, slashes: string, character: string) =>
      withSign(slashes, character),
    )
    .replace(/^[ \t]+/, (spaces) => [...spaces].map((space) => withSign("", space)).join(""))
    .replace(/(?:(?<!\\)(\\+)|(?<![ \t]))([ \t]+)$/, (_, slashes = "", spaces = "") =>
      [...spaces].map((space, index) => withSign(index === 0 ? slashes : "", space)).join(""),
    );
}

/** Backslashes before a sign are doubled, since a single one would escape it. */
function withSign(slashes: string, character: string): string {
  return slashes + slashes + (SIGNS.get(character) ?? character);
}

function serializeTitle(title: string): string {
  const first = hasMeaningAt(title, { first: false, last: false }).first;
  // Checked again: an escape at the beginning may have split the title into other tokens.
  const last = hasMeaningAt(title, { first, last: false }).last;
  // With its end escaped, what stands before it may be a date that leads.
  const isLeading = hasMeaningAt(title, { first, last }).first;
  return escaped(title, { first: first || isLeading, last });
}

/** Which ends of a title with these escapes would be parsed as something else. */
function hasMeaningAt(title: string, escapes: Ends): Ends {
  const { tokens } = tokenize(escaped(title, escapes));
  const isDoubtful = isInDoubt(tokens.slice(-1), { on: ANY_CLOCK.date }, false);
  const isDate = trailingPhrase(tokens, tokens.length, ANY_CLOCK) !== null;
  return {
    first: isSigil(tokens.at(0)) || leadingPhrase(tokens, ANY_CLOCK) !== null,
    last: isSigil(tokens.at(-1)) || isDate || isDoubtful,
  };
}

/** The title with a backslash before each word that needs one, and at the given ends. */
function escaped(title: string, escapes: Ends): string {
  let line = "";
  let rest = title;
  for (let isFirst = true; rest !== ""; isFirst = false) {
    const [token] = tokenize(rest).tokens;
    if (token === undefined) break;
    const isEscape = token.literal && rest.startsWith("\\", token.gap.length);
    const raw = isEscape ? `\\${token.text}` : token.text;
    const isLast = token.gap.length + raw.length === rest.trimEnd().length;
    const isEnd = (isFirst && escapes.first) || (isLast && escapes.last);
    const isNeeded =
      isEscape || needsEscape(token) || (isEnd && !token.literal && isEscapable(raw));
    // Escaped, `@"two words"` is two tokens, and the second may need an escape too.
    const size = isNeeded ? raw.search(/\s|$/) : raw.length;
    line += token.gap + (isNeeded ? "\\" : "") + raw.slice(0, size);
    rest = rest.slice(token.gap.length + size);
  }
  return line;
}

/** Whether it would be parsed anywhere in a line: the start of a note or of a quotation. */
function needsEscape({ text, literal }: Token): boolean {
  return !literal && /^(?:["“].|[@#]["“]|\/\/(?!\/))/s.test(text);
}

function isSigil(token: Token | undefined): boolean {
  return token !== undefined && sigilOf(token) !== null;
}
