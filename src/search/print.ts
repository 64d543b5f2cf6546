/** Writes a term of a query as text that parses to the same term. */
import { PRIORITIES } from "../models/priority.ts";
import { parseQuery } from "./parse.ts";
import type { DayTerm, QueryTerm } from "./tree.ts";

export function printTerm(term: QueryTerm): string {
  switch (term.kind) {
    case "text":
      return isBareWord(term.text) ? term.text : quoted(term.text);
    case "list":
    case "section":
    case "tag":
      return `${term.kind}:${/^[\p{L}\p{N}_/-]+$/u.test(term.name) ? term.name : quoted(term.name)}`;
    case "is":
      return `is:${term.state}`;
    case "has":
      return `has:${term.part}`;
    case "priority":
      return printPriority(term);
    case "day":
      return printDay(term);
  }
}

function printPriority({ from, to }: { from: number; to: number }): string {
  if (from > to) return "priority>high";
  if (from === to) return `priority:${PRIORITIES[from]}`;
  return to === 3 ? `priority>=${PRIORITIES[from]}` : `priority<=${PRIORITIES[to]}`;
}

function printDay({ field, from, to }: DayTerm): string {
  if (from !== null && to !== null) {
    return from.day === to.day ? `${field}:${from.day}` : `${field}:${from.day}..${to.day}`;
  }
  if (from !== null) return `${field}${from.isIncluded ? ">=" : ">"}${from.day}`;
  if (to !== null) return `${field}${to.isIncluded ? "<=" : "<"}${to.day}`;
  return `${field}:any`;
}

/** Whether it is read as this word without quotes. */
function isBareWord(text: string): boolean {
  const { tree, sort, faults } = parseQuery(text, { today: "2000-01-01", weekStart: 1 });
  const isSame = tree?.kind === "text" && tree.text === text && sort === null;
  return isSame && faults.length === 0 && !/[()]/.test(text) && text.toLowerCase() !== "or";
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
