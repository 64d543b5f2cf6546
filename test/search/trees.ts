/** Trees of queries as short text, and parsing with the day of all tests. */
import { type ParsedQuery, parseQuery } from "../../src/search/parse.ts";
import type { Bound, QueryNode } from "../../src/search/tree.ts";

/** A Friday. */
export const TODAY = "2026-11-27";

export function parsed(query: string, weekStart = 1): ParsedQuery {
  return parseQuery(query, { today: TODAY, weekStart });
}

/** "(and open (not "milk"))", said apart from print.ts. */
export function outline(node: QueryNode | null): string {
  switch (node?.kind) {
    case undefined:
      return "nothing";
    case "and":
    case "or":
      return `(${[node.kind, ...node.children.map(outline)].join(" ")})`;
    case "not":
      return `(not ${outline(node.child)})`;
    case "text":
      return JSON.stringify(node.text);
    case "list":
    case "section":
    case "tag":
      return `${node.kind}=${JSON.stringify(node.name)}`;
    case "is":
      return node.state;
    case "has":
      return `has-${node.part}`;
    case "priority":
      return `priority ${node.from} to ${node.to}`;
    case "day":
      return `${node.field} ${limit(node.from)} to ${limit(node.to)}`;
  }
}

function limit(bound: Bound | null): string {
  return bound === null ? "*" : `${bound.isIncluded ? "" : "not "}${bound.day}`;
}

/** The outline of what a query is parsed to, and that nothing is wrong with it. */
export function outlineOf(query: string): string {
  const { tree, faults } = parsed(query);
  return [outline(tree), ...faults.map(({ message }) => message)].join(" ! ");
}

/** The query with its first fault under it: "pump is:opn" and "     ^^^^^^". */
export function marked(query: string): string[] {
  const { text, faults } = parsed(query);
  return faults.map(({ start, end }) => text.slice(start, end));
}
