/** The form that writes a query, for those who do not write it themselves. */
import { PRIORITIES } from "../models/priority.ts";
import { parseQuery } from "../search/parse.ts";
import { printQuery, printTerm } from "../search/print.ts";
import type { TermOptions } from "../search/terms.ts";
import { grouped, QUERY_SORTS, type QueryNode, type QueryTerm } from "../search/tree.ts";
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
  const parts = [
    typed(query.words).trim(),
    list === "" ? "" : printTerm({ kind: "list", name: list }),
    tag === "" ? "" : printTerm({ kind: "tag", name: tag }),
    dueQuery(due === "" && day !== "" ? "on" : due, day),
    priority === ""
      ? ""
      : `priority${priority === "medium" || priority === "low" ? ">=" : ":"}${priority}`,
    is === "open" || is === "done" ? `is:${is}` : "",
    sort === undefined ? "" : `sort:${sort}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
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
  return /[\s"()]/.test(day) ? `"${day.replace(/["\\]/g, "\\$&")}"` : day;
}

/** The fields that ask for a query: what they cannot say stays in `words`. */
export function fieldsOfQuery(query: string, options: TermOptions): SearchFields {
  const { tree, sort } = parseQuery(query, options);
  const fields: SearchFields = { ...NOTHING, sort: sort ?? "" };
  const parts = tree === null ? [] : tree.kind === "and" ? tree.children : [tree];
  const rest = parts.filter((part) => !isTaken(part, fields));
  fields.words = printQuery({ tree: grouped("and", rest), sort: null });
  return fields;
}

/** Sets the field for a part of the query; only once. */
function isTaken(part: QueryNode, fields: SearchFields): boolean {
  const given = fieldOf(part);
  const isFree = Object.keys(given).every((name) => {
    const field = name as keyof SearchFields;
    return fields[field] === NOTHING[field];
  });
  if (Object.keys(given).length === 0 || !isFree) return false;
  Object.assign(fields, given);
  return true;
}

function fieldOf(part: QueryNode): Partial<SearchFields> {
  if (part.kind === "not") {
    const { child } = part;
    const isDue = child.kind === "has" && child.part === "due";
    const isAnyDay = child.kind === "day" && child.field === "due" && child.from === null;
    return isDue || (isAnyDay && child.to === null) ? { due: "none" } : {};
  }
  return "children" in part ? {} : fieldOfTerm(part);
}

function fieldOfTerm(term: QueryTerm): Partial<SearchFields> {
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
      return term.field === "due" ? dueField(term) : {};
    default:
      return {};
  }
}

function priorityField({ from, to }: { from: number; to: number }): Partial<SearchFields> {
  const isOne = from === to && (from === 0 || from === 3);
  const isOrMore = to === 3 && (from === 1 || from === 2);
  return isOne || isOrMore ? { priority: PRIORITIES[from] as PriorityChoice } : {};
}

function dueField({ from, to }: Extract<QueryTerm, { kind: "day" }>): Partial<SearchFields> {
  if (from !== null && to !== null) return from.day === to.day ? { due: "on", day: from.day } : {};
  if (to !== null) return to.isIncluded ? {} : { due: "before", day: to.day };
  if (from !== null) return from.isIncluded ? {} : { due: "after", day: from.day };
  return {};
}
