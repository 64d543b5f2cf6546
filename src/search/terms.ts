/** The fields of a query, each with its values: "is:open", "due<friday", "priority>=medium". */
import { PRIORITIES, type Priority } from "../models/priority.ts";
import { DAY_WORDS, type DayOptions, parseDays } from "./days.ts";
import { type Fault, nearest } from "./faults.ts";
import type { Operator, Token } from "./tokens.ts";
import {
  DAY_FIELDS,
  type DayField,
  type DayTerm,
  PARTS,
  QUERY_SORTS,
  type QueryNode,
  type QuerySort,
  STATES,
} from "./tree.ts";

export type FieldToken = Extract<Token, { kind: "field" }>;
export type TermOptions = Omit<DayOptions, "isPast">;

/** A node or an order, or what is wrong; null: it is only text. */
type Term =
  | { kind: "node"; node: QueryNode }
  | { kind: "sort"; sort: QuerySort }
  | { kind: "fault"; fault: Fault }
  | null;

type Reader = (token: FieldToken, options: TermOptions) => Term;

const NAMES = { list: "list", tag: "tag", section: "section", "@": "list", "#": "tag" } as const;

/** A map: an object would also have a "constructor". */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ...Object.entries(NAMES).map(([field, kind]) => [field, named(kind)] as const),
  ...DAY_FIELDS.map((field) => [field, dayIn(field)] as const),
  ["is", oneOf(STATES, (state) => ({ kind: "node", node: { kind: "is", state } }))],
  ["has", oneOf(PARTS, (part) => ({ kind: "node", node: { kind: "has", part } }))],
  ["sort", oneOf(QUERY_SORTS, (sort) => ({ kind: "sort", sort }))],
  ["priority", priority],
]);

/** The names of all fields, as a query has them. */
export const FIELDS = [...READERS.keys()].filter((field) => field !== "@" && field !== "#");

export function parseField(token: FieldToken, options: TermOptions): Term {
  const reader = READERS.get(token.field);
  if (reader !== undefined) return reader(token, options);
  const similar = nearest(token.field, FIELDS);
  if (similar === null) return null;
  const { start, field } = token;
  const place = { start, end: start + field.length };
  const message = `There is no “${field}”. Did you mean “${similar}”?`;
  return { kind: "fault", fault: { ...place, message, instead: similar } };
}

function named(kind: "list" | "tag" | "section"): Reader {
  return (token) => {
    if (token.operator !== "=") return faultAt(token, `“${kind}” needs a name after it`);
    const name = kind === "tag" ? token.value.replace(/^#/, "") : token.value;
    if (name.trim() === "") return faultAt(token, `“${kind}” needs a name after it`);
    return { kind: "node", node: { kind, name } };
  };
}

function oneOf<T extends string>(
  known: readonly T[],
  use: (value: T) => NonNullable<Term>,
): Reader {
  return (token) => {
    const { field, value, operator } = token;
    const word = value.toLowerCase();
    const found = known.find((one) => one === word);
    if (found !== undefined && operator === "=") return use(found);
    const similar = operator === "=" ? nearest(word, known) : null;
    const all = `${known.slice(0, -1).join(", ")} or ${known.at(-1)}`;
    if (similar === null) return faultAt(token, `Write “${field}:” with ${all}`);
    const message = `There is no “${field}:${value}”. Did you mean “${field}:${similar}”?`;
    return faultAt(token, message, `${field}:${similar}`);
  };
}

function dayIn(field: DayField): Reader {
  const isPast = field === "created" || field === "completed" || field === "changed";
  return (token, options) => {
    const { operator, value } = token;
    const word = value.toLowerCase();
    if (operator === "=" && (word === "none" || word === "any") && canBeMissing(field)) {
      return { kind: "node", node: existence(field, word === "any") };
    }
    const days = parseDays(operator, value, { ...options, isPast });
    if (days !== null) {
      return isReversed(days)
        ? reversedAt(token)
        : { kind: "node", node: { kind: "day", field, ...days } };
    }
    const example = `Write a day as 2026-11-30, today, friday, ${isPast ? "-7d" : "+7d"} or this-month`;
    const similar = nearest(word, DAY_WORDS);
    if (value === "" || similar === null) return faultAt(token, example);
    const sign = operator === "=" ? ":" : operator;
    const message = `“${value}” is not a day. Did you mean “${similar}”?`;
    return faultAt(token, message, `${field}${sign}${similar}`);
  };
}

/** With an end before its beginning a range has no day: the two were written in the wrong order. */
function isReversed({ from, to }: Pick<DayTerm, "from" | "to">): boolean {
  return from !== null && to !== null && from.day > to.day;
}

function reversedAt(token: FieldToken): Term {
  const { field, value } = token;
  const swapped = value.split("..").toReversed().join("..");
  const message = `“${value}” ends before it begins. Did you mean “${swapped}”?`;
  return faultAt(token, message, `${field}:${swapped}`);
}

function canBeMissing(field: DayField): field is "due" | "start" | "completed" {
  return field === "due" || field === "start" || field === "completed";
}

function existence(field: "due" | "start" | "completed", isThere: boolean): QueryNode {
  const any = { kind: "day", field, from: null, to: null } as const;
  return isThere ? any : { kind: "not", child: any };
}

function priority(token: FieldToken): Term {
  const { operator, value } = token;
  const level = (PRIORITIES as readonly string[]).indexOf(value.toLowerCase());
  if (level < 0) {
    const similar = nearest(value.toLowerCase(), PRIORITIES);
    const sign = operator === "=" ? ":" : operator;
    return similar === null
      ? faultAt(token, "Write “priority:” with none, low, medium or high")
      : faultAt(
          token,
          `There is no priority “${value}”. Did you mean “${similar}”?`,
          `priority${sign}${similar}`,
        );
  }
  const [from, to] = RANGES[operator](level);
  // Nothing is lower than none, or higher than high: no task has both ends of an empty range.
  return { kind: "node", node: { kind: "priority", from: from as Priority, to: to as Priority } };
}

const RANGES: Readonly<Record<Operator, (level: number) => [from: number, to: number]>> = {
  "=": (level) => [level, level],
  "<": (level) => (level === 0 ? [3, 0] : [0, level - 1]),
  "<=": (level) => [0, level],
  ">": (level) => (level === 3 ? [3, 0] : [level + 1, 3]),
  ">=": (level) => [level, 3],
};

function faultAt(
  { start, end }: FieldToken,
  message: string,
  instead: string | null = null,
): NonNullable<Term> {
  return { kind: "fault", fault: { start, end, message, instead } };
}
