/** A query in plain words: "open tasks in Home, due before Fri 27 Nov 2026, tagged #errand, with the word 'pump'". */
import { shortDay } from "../dates/format.ts";
import { PRIORITIES } from "../models/priority.ts";
import { plural } from "../text.ts";
import type { Condition, ConditionTerm } from "./resolve.ts";
import type { DayTerm, FactTerm, Part, QuerySort, State } from "./tree.ts";

/** A part of the sentence; `isTyped`: it is the person's own word. */
export interface Words {
  text: string;
  isTyped: boolean;
}

/** What tasks a query finds: the words before "tasks", and those after. */
export interface Explanation {
  adjectives: readonly string[];
  clauses: readonly Words[];
}

export function explain(condition: Condition | null): Explanation {
  const parts =
    condition === null ? [] : condition.kind === "and" ? condition.children : [condition];
  const adjectives = parts.flatMap((part) => adjectiveOf(part) ?? []);
  const others = parts.filter((part) => adjectiveOf(part) === null);
  const clauses = others.map((part) => {
    if (isNegatedGroup(part)) return [plain("but "), ...clause(part)];
    // Beside others an "or" would seem to choose among all of them.
    const isChoice = part.kind === "or" && others.length > 1;
    return isChoice ? [plain("either "), ...clause(part)] : clause(part);
  });
  return {
    adjectives,
    clauses: clauses.flatMap((words, index) => [plain(index === 0 ? " " : ", "), ...words]),
  };
}

/**
 * "open tasks in Home, by title", without a full stop.
 * @param count how many there are, which is said before it; null: it is not.
 * @param sort the order that was asked for.
 */
export function sentenceOf(
  { adjectives, clauses }: Explanation,
  { count, sort }: { count: number | null; sort: QuerySort | null },
): Words[] {
  const isAll = count === null && adjectives.length === 0 && clauses.length === 0;
  const subject = [isAll ? "all" : "", ...adjectives, plural(count ?? 0, "task")];
  const order = sort === null ? "" : `, ${SORT_TEXTS[sort]}`;
  return merged([
    plain(subject.filter((word) => word !== "").join(" ")),
    ...clauses,
    ...(order === "" ? [] : [plain(order)]),
  ]);
}

export const SORT_TEXTS: Readonly<Record<QuerySort, string>> = {
  due: "the first due day first",
  priority: "the highest priority first",
  created: "the newest first",
  completed: "the last completed first",
  title: "by title",
  rank: "the best match first",
};

/** The same as one text. */
export function explanationText(words: readonly Words[]): string {
  return words.map(({ text, isTyped }) => (isTyped ? `'${text}'` : text)).join("");
}

const ADJECTIVES: Partial<Record<State, string>> = {
  open: "open",
  done: "completed",
  overdue: "overdue",
  repeating: "repeating",
  archived: "archived",
  deleted: "deleted",
  hidden: "hidden",
};

function adjectiveOf(part: Condition): string | null {
  return part.kind === "is" ? (ADJECTIVES[part.state] ?? null) : null;
}

function clause(node: Condition, isNegated = false): Words[] {
  switch (node.kind) {
    case "not":
      return isNegatedGroup(node)
        ? [plain("not ("), ...clause(node.child), plain(")")]
        : clause(node.child, true);
    case "or":
    case "and":
      return group(node.kind, node.children);
    default:
      return termWords(node, isNegated);
  }
}

function isNegatedGroup(node: Condition): boolean {
  return node.kind === "not" && (node.child.kind === "and" || node.child.kind === "or");
}

function group(kind: "and" | "or", children: readonly Condition[]): Words[] {
  return children.flatMap((child, index) => {
    const words = clause(child);
    const isGroup = child.kind === "and" || child.kind === "or";
    const joined = isGroup ? [plain("("), ...words, plain(")")] : words;
    return index === 0 ? joined : [plain(` ${kind} `), ...joined];
  });
}

function termWords(term: ConditionTerm, isNegated: boolean): Words[] {
  switch (term.kind) {
    case "text": {
      const noun = /\s/.test(term.text) ? "words" : "word";
      return [plain(`${isNegated ? "without" : "with"} the ${noun} `), typed(term.text)];
    }
    case "list": {
      const { name, section } = term;
      const place = section === null ? "" : ` in the section ${section.name}`;
      return [
        plain(`${isNegated ? "not " : ""}in ${term.id === null ? "the Inbox" : name}${place}`),
      ];
    }
    case "section":
      return [plain(`${isNegated ? "not " : ""}in the section ${term.name}`)];
    case "tag":
      return [plain(`${isNegated ? "not " : ""}tagged #${term.name}`)];
    default:
      return [plain(factText(term, isNegated))];
  }
}

const STATE_CLAUSES: Record<State, string> = {
  open: "open",
  done: "completed",
  overdue: "overdue",
  today: "shown on Today",
  someday: "open without a due day",
  inbox: "in the Inbox",
  repeating: "repeating",
  archived: "in an archived list",
  deleted: "in the Trash",
  hidden: "not yet shown on Today",
};

const PART_NOUNS: Record<Part, string> = {
  due: "a due day",
  time: "a time",
  notes: "notes",
  checklist: "a checklist",
  repeat: "a repeat",
  tags: "tags",
  list: "a list",
};

function factText(term: FactTerm, isNegated: boolean): string {
  switch (term.kind) {
    case "is":
      return `${isNegated ? "not " : ""}${STATE_CLAUSES[term.state]}`;
    case "has":
      return `${isNegated ? "without" : "with"} ${PART_NOUNS[term.part]}`;
    case "priority":
      return `${isNegated ? "not " : ""}${priorityText(term.from, term.to)}`;
    case "day":
      return dayText(term, isNegated);
  }
}

function priorityText(from: number, to: number): string {
  if (from > to) return "with a priority that there is not";
  if (from === to) return from === 0 ? "without a priority" : `with ${PRIORITIES[from]} priority`;
  return to === 3
    ? `with ${PRIORITIES[from]} priority or higher`
    : `with ${PRIORITIES[to]} priority or lower`;
}

const VERBS: Record<DayTerm["field"], string> = {
  due: "due",
  start: "hidden until",
  created: "created",
  completed: "completed",
  changed: "changed",
};

function dayText({ field, from, to }: DayTerm, isNegated: boolean): string {
  const not = isNegated ? "not " : "";
  if (from === null && to === null) return ANY_DAY[field][isNegated ? 1 : 0];
  return `${not}${VERBS[field]} ${rangeText(from, to)}`;
}

const ANY_DAY: Record<DayTerm["field"], [string, string]> = {
  due: ["with a due day", "without a due day"],
  start: ["with a start day", "without a start day"],
  created: ["created at some time", "never created"],
  completed: ["completed at some time", "not completed"],
  changed: ["changed at some time", "never changed"],
};

function rangeText(from: DayTerm["from"], to: DayTerm["to"]): string {
  if (from !== null && to !== null) {
    return from.day === to.day
      ? `on ${shortDay(from.day)}`
      : `from ${shortDay(from.day)} to ${shortDay(to.day)}`;
  }
  if (from !== null) return `${from.isIncluded ? "on or after" : "after"} ${shortDay(from.day)}`;
  return to === null ? "" : `${to.isIncluded ? "on or before" : "before"} ${shortDay(to.day)}`;
}

function plain(text: string): Words {
  return { text, isTyped: false };
}

function typed(text: string): Words {
  return { text, isTyped: true };
}

/** Neighbours of the same kind as one. */
function merged(words: readonly Words[]): Words[] {
  const all: Words[] = [];
  for (const word of words) {
    const last = all.at(-1);
    if (last && !last.isTyped && !word.isTyped) all.splice(-1, 1, plain(last.text + word.text));
    else all.push(word);
  }
  return all;
}
