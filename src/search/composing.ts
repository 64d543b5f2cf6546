/** Queries as texts of parts: adding to what somebody has typed, and taking from it. */
import { lengthOf } from "../text.ts";
import { QUERY_MAX, WORDS_MAX } from "./parse.ts";
import type { FieldToken } from "./terms.ts";
import { tokenize } from "./tokens.ts";

/**
 * Adds terms: at the end, unless they would belong to what is not finished there, such as a quotation, or
 * would not be read.
 */
export function withTerms(text: string, ...terms: string[]): string {
  const added = inOneLine(terms);
  if (added === "" || !mayGoOn(text)) return inOneLine([text, added]);
  // At the beginning an `or` is a word.
  return inOneLine([added, text.replace(/^or(?=\s|$)/i, '"or"')]);
}

/** In characters: what terms that are added may need. */
const ROOM = 400;

function mayGoOn(text: string): boolean {
  const tokens = tokenize(text);
  const depth = tokens.reduce((sum, { kind }) => {
    return sum + (kind === "open" ? 1 : kind === "close" ? -1 : 0);
  }, 0);
  const isQuoting = tokens.some((token) => "isClosed" in token && !token.isClosed);
  const isReadWhole = tokens.length <= WORDS_MAX && lengthOf(text) <= QUERY_MAX - ROOM;
  return !isReadWhole || depth > 0 || isQuoting || tokens.at(-1)?.kind === "or";
}

/** A field that whatever is found must fit: it stands outside parentheses, and beside no `or`. */
export interface OwnPart {
  token: FieldToken;
  isNegated: boolean;
  /** Its place, with the `-` before it. */
  start: number;
  end: number;
}

export function ownParts(query: string): OwnPart[] {
  const tokens = tokenize(query);
  const parts: OwnPart[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "open") depth += 1;
    if (token.kind === "close") depth -= 1;
    if (token.kind !== "field" || depth > 0) continue;
    const sign = tokens[index - 1];
    const isNegated = sign?.kind === "not";
    const before = tokens[isNegated ? index - 2 : index - 1]?.kind;
    if (before === "or" || before === "not" || tokens[index + 1]?.kind === "or") continue;
    const start = isNegated ? sign.start : token.start;
    parts.push({ token, isNegated, start, end: token.end });
  }
  return parts;
}

/** @param parts in the order of their places. */
export function withoutParts(query: string, parts: readonly OwnPart[]): string {
  const starts = [0, ...parts.map(({ end }) => end)];
  const ends = [...parts.map(({ start }) => start), query.length];
  return inOneLine(starts.map((start, index) => query.slice(start, ends[index])));
}

function inOneLine(texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .join(" ");
}
