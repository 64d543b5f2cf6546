/** Writes a query as text that parses to the same tree. */
import { printTerm } from "../../src/search/print.ts";
import type { Query, QueryNode } from "../../src/search/tree.ts";

export function printQuery({ tree, sort }: Query): string {
  const parts =
    tree === null ? [] : tree.kind === "and" ? tree.children.map(printInside) : [printNode(tree)];
  return [...parts, ...(sort === null ? [] : [`sort:${sort}`])].join(" ");
}

function printNode(node: QueryNode): string {
  switch (node.kind) {
    case "and":
      return node.children.map(printInside).join(" ");
    case "or":
      return node.children.map(printInside).join(" or ");
    case "not":
      return `-${printInside(node.child)}`;
    default:
      return printTerm(node);
  }
}

/** `or` joins more closely than what only stands beside each other. */
function printInside(node: QueryNode): string {
  const isGroup = node.kind === "and" || node.kind === "or";
  return isGroup ? `(${printNode(node)})` : printNode(node);
}
