/** A search query as a tree: what parse.ts makes of the text. */
import type { Priority } from "../models/priority.ts";

export interface Query {
  /** null: it asks for nothing in particular. */
  tree: QueryNode | null;
  /** null: not said. */
  sort: QuerySort | null;
}

export type QueryNode = Tree<QueryTerm>;

export type Tree<Term> = Group<Term> | Negation<Term> | Term;

/** Two children or more, none of which is a group of the same kind; or none: an empty `or` finds nothing. */
export interface Group<Term> {
  kind: "and" | "or";
  children: readonly Tree<Term>[];
}

/** Of anything but a negation. */
export interface Negation<Term> {
  kind: "not";
  child: Tree<Term>;
}

export type QueryTerm = TextTerm | NameTerm | FactTerm;

/** A word or a phrase, as typed. */
export interface TextTerm {
  kind: "text";
  text: string;
}

export interface NameTerm {
  kind: "list" | "section" | "tag";
  /** As typed; of a list perhaps with one of its sections, "Home/Kitchen". */
  name: string;
}

/** What a task says by itself. */
export type FactTerm =
  | { kind: "is"; state: State }
  | { kind: "has"; part: Part }
  | DayTerm
  | { kind: "priority"; from: Priority; to: Priority };

export interface DayTerm {
  kind: "day";
  field: DayField;
  /** null: without a limit. */
  from: Bound | null;
  to: Bound | null;
}

export interface Bound {
  /** "YYYY-MM-DD" */
  day: string;
  /** Whether the day itself is within. */
  isIncluded: boolean;
}

export const STATES = [
  ...(["open", "done", "overdue", "today", "someday", "inbox"] as const),
  ...(["repeating", "archived", "deleted", "hidden"] as const),
];
export type State = (typeof STATES)[number];

export const PARTS = ["due", "time", "notes", "checklist", "repeat", "tags", "list"] as const;
export type Part = (typeof PARTS)[number];

export const DAY_FIELDS = ["due", "start", "created", "completed", "changed"] as const;
export type DayField = (typeof DAY_FIELDS)[number];

export const QUERY_SORTS = ["due", "priority", "created", "completed", "title", "rank"] as const;
export type QuerySort = (typeof QUERY_SORTS)[number];

/** Joins nodes; null: there are none. */
export function grouped<Term extends { kind: string }>(
  kind: "and" | "or",
  nodes: readonly Tree<Term>[],
): Tree<Term> | null {
  const children = nodes.flatMap((node) =>
    node.kind === kind && "children" in node ? node.children : [node],
  );
  const [first, ...more] = children;
  return more.length === 0 ? (first ?? null) : { kind, children };
}

/** The opposite of a node. */
export function negated<Term extends { kind: string }>(node: Tree<Term>): Tree<Term> {
  return "child" in node ? node.child : { kind: "not", child: node };
}

/** Every term, in order, and whether it is negated. */
export function* termsOf<Term extends { kind: string }>(
  node: Tree<Term> | null,
  isNegated = false,
): Generator<{ term: Term; isNegated: boolean }> {
  if (node === null) return;
  if ("children" in node) {
    for (const child of node.children) yield* termsOf(child, isNegated);
  } else if ("child" in node) yield* termsOf(node.child, !isNegated);
  else yield { term: node, isNegated };
}
