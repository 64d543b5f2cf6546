/** The form that writes a query, for those who do not write it themselves. */
import { PRIORITIES } from "../models/priority.ts";
import { type OwnPart, ownParts, withoutParts, withTerms } from "../search/composing.ts";
import { cleaned, parseQuery } from "../search/parse.ts";
import { printTerm } from "../search/print.ts";
import type { FieldToken, TermOptions } from "../search/terms.ts";
import {
  type DayTerm,
  negated,
  QUERY_SORTS,
  type QueryNode,
  type QuerySort,
  type QueryTerm,
} from "../search/tree.ts";
import { typed } from "./fields.ts";
import { type DateContext, readWrittenDay } from "./typed_dates.ts";

export interface SearchFields {
  /** Words, and whatever the other fields cannot say. */
  words: string;
  /** Names; "" for any. */
  list: string;
  tag: string;
  due: DueChoice;
  /** "YYYY-MM-DD" or "", for a choice that needs a day. */
  day: string;
  priority: PriorityChoice;
  /** "" for the usual order. */
  sort: string;
  is: "open" | "done" | "all";
}

export const DUE_CHOICES = ["", "overdue", "today", "before", "on", "after", "none"] as const;
type DueChoice = (typeof DUE_CHOICES)[number];

export const PRIORITY_CHOICES = ["", "high", "medium", "low", "none"] as const;
type PriorityChoice = (typeof PRIORITY_CHOICES)[number];

const NOTHING: SearchFields = {
  words: "",
  list: "",
  tag: "",
  due: "",
  day: "",
  priority: "",
  sort: "",
  is: "all",
};

/** The query that the sent fields ask for; null: they are not those of the form. */
export function queryOfFields(query: Record<string, unknown>, context: DateContext): string | null {
  if (typed(query.form) !== "1") return null;
  const written = typed(query.day).trim();
  const day = readWrittenDay(written, context) ?? written;
  const due = DUE_CHOICES.find((one) => one === query.due) ?? "";
  const [list, tag] = [typed(query.list), typed(query.tag)];
  const is = typed(query.is);
  const sort = QUERY_SORTS.find((one) => one === query.sort);
  const priority = PRIORITY_CHOICES.find((one) => one === query.priority) ?? "";
  const terms = [
    list === "" ? "" : printTerm({ kind: "list", name: list }),
    tag === "" ? "" : printTerm({ kind: "tag", name: tag }),
    dueQuery(due === "" && day !== "" ? "on" : due, day),
    priority === ""
      ? ""
      : `priority${priority === "medium" || priority === "low" ? ">=" : ":"}${priority}`,
    is === "open" || is === "done" ? `is:${is}` : "",
    sort === undefined ? "" : `sort:${sort}`,
  ];
  return withTerms(cleaned(typed(query.words)), ...terms);
}

/** A day that is not one is left in the query, which says what is wrong with it. */
function dueQuery(due: DueChoice, day: string): string {
  switch (due) {
    case "overdue":
      return "is:overdue";
    case "today":
      return "due:today";
    case "none":
      return "due:none";
    case "before":
      return `due<${quotedDay(day)}`;
    case "on":
      return `due:${quotedDay(day)}`;
    case "after":
      return `due>${quotedDay(day)}`;
    default:
      return "";
  }
}

function quotedDay(day: string): string {
  return /[\s"“„()]/.test(day) ? `"${day.replace(/["\\]/g, "\\$&")}"` : day;
}

/** The fields that ask for a query: what they cannot say stays in `words`, as it was typed. */
export function fieldsOfQuery(query: string, options: TermOptions): SearchFields {
  const text = cleaned(query);
  const { places, sort } = parseQuery(text, options);
  const nodes = new Map([...places].map(([node, { start }]) => [start, node]));
  const fields: SearchFields = { ...NOTHING };
  const parts = ownParts(text);
  const sorts = parts.filter(({ token, isNegated }) => sortOf(token) !== null && !isNegated);
  const last = sorts.at(-1)?.token;
  // With a later one that stays in the words, its order does not count.
  const isSorted = last !== undefined && sortOf(last) === sort;
  if (isSorted) fields.sort = sort ?? "";
  const taken = parts.filter((part) => {
    if (sorts.includes(part)) return isSorted;
    const node = nodes.get(part.token.start);
    return node !== undefined && part.token.isClosed && isTaken(fieldOf(part, node), fields);
  });
  return { ...fields, words: withoutParts(text, taken) };
}

function sortOf({ field, operator, value }: FieldToken): QuerySort | null {
  if (field !== "sort" || operator !== "=") return null;
  return QUERY_SORTS.find((one) => one === value.toLowerCase()) ?? null;
}

/** Sets the field for a part of the query; only once. */
function isTaken(given: Partial<SearchFields>, fields: SearchFields): boolean {
  const isFree = Object.keys(given).every((name) => {
    const field = name as keyof SearchFields;
    return fields[field] === NOTHING[field];
  });
  if (Object.keys(given).length === 0 || !isFree) return false;
  Object.assign(fields, given);
  return true;
}

function fieldOf({ token, isNegated }: OwnPart, own: QueryNode): Partial<SearchFields> {
  const node = isNegated ? negated(own) : own;
  if ("child" in node) return isAnyDue(node.child) ? { due: "none" } : {};
  return "children" in node ? {} : fieldOfTerm(node, token);
}

function isAnyDue(node: QueryNode): boolean {
  if (node.kind === "has") return node.part === "due";
  return node.kind === "day" && node.field === "due" && node.from === null && node.to === null;
}

function fieldOfTerm(term: QueryTerm, token: FieldToken): Partial<SearchFields> {
  switch (term.kind) {
    case "list":
      return { list: term.name };
    case "tag":
      return { tag: term.name };
    case "is":
      if (term.state === "open" || term.state === "done") return { is: term.state };
      return term.state === "overdue" ? { due: "overdue" } : {};
    case "priority":
      return priorityField(term);
    case "day":
      return term.field === "due" ? dueField(term, token.value) : {};
    default:
      return {};
  }
}

function priorityField({ from, to }: { from: number; to: number }): Partial<SearchFields> {
  const isOne = from === to && (from === 0 || from === 3);
  const isOrMore = to === 3 && (from === 1 || from === 2);
  return isOne || isOrMore ? { priority: PRIORITIES[from] as PriorityChoice } : {};
}

/** A day that is not written in full is another one tomorrow: only "today" is one of the choices. */
function dueField({ from, to }: DayTerm, written: string): Partial<SearchFields> {
  const day = from?.day ?? to?.day;
  const isOne = from !== null && to !== null;
  if (isOne && written.toLowerCase() === "today") return { due: "today" };
  if (day !== written) return {};
  if (isOne) return from.day === to.day ? { due: "on", day } : {};
  if (to !== null) return to.isIncluded ? {} : { due: "before", day };
  return from?.isIncluded === false ? { due: "after", day } : {};
}
