/**
 * The query language: words and "phrases", `list:home` or `@home`, `tag:x` or `#x`, `is:open`, `has:notes`,
 * `due<friday`, `priority>=medium`, `sort:due`; `-` before what not to find, `or` between what to find either
 * of, and parentheses. Everything else is found together: `or` joins only what stands on both sides of it.
 */
import { lengthOf, nulAsSpace, storable } from "../text.ts";
import type { Fault } from "./faults.ts";
import { searchNeedle } from "./key.ts";
import { type FieldToken, parseField, type TermOptions } from "./terms.ts";
import { type Token, tokenize } from "./tokens.ts";
import {
  grouped,
  negated,
  type Query,
  type QueryNode,
  type QuerySort,
  type QueryTerm,
  termsOf,
} from "./tree.ts";

export interface ParsedQuery extends Query {
  /** Places in `text`. What they are about is left out of the tree. */
  faults: readonly Fault[];
  /** The query as it was read: in one line, without invisible signs. */
  text: string;
  /** The places of names in `text`, for what is wrong with them later. */
  places: ReadonlyMap<QueryNode, { start: number; end: number }>;
}

/** In characters. */
export const QUERY_MAX = 1_000;
export const QUERY_TOO_LONG = "Query must be 1,000 characters or less";
/** More than people write. */
const TERMS_MAX = 30;
/**
 * Words and phrases: each is looked for in every text. Of 10,000 tasks with 409 characters each, PostgreSQL
 * needs up to 12 ms of processor time for one, where both cores are busy: 16 stay under 250 ms.
 */
export const WORDS_MAX = 16;
const DEPTH_MAX = 20;

/** Whether only the beginning of a query would be read. */
export function isTooLong(query: string): boolean {
  return lengthOf(cleaned(query)) > QUERY_MAX;
}

/** @param query any text. */
export function parseQuery(query: string, options: TermOptions): ParsedQuery {
  const whole = cleaned(query);
  const isCut = isTooLong(whole);
  const text = isCut ? [...whole].slice(0, QUERY_MAX).join("") : whole;
  const parser = new Parser(tokenize(text), options);
  const tree = parser.parse();
  const { faults, sort, places } = parser;
  if (isCut) {
    const message = `${QUERY_TOO_LONG}: what comes later was not read`;
    faults.push({ start: text.length, end: text.length, message, instead: null });
  }
  return { tree, sort, faults, text, places };
}

/** The order that a query asks for, or that of how well its words match; null: neither. */
export function sortOfQuery(query: string): QuerySort | null {
  const { tree, sort } = parseQuery(query, { today: "2000-01-01", weekStart: 1 });
  const hasWords = [...termsOf<QueryTerm>(tree)].some(({ term }) => term.kind === "text");
  return sort ?? (hasWords ? "rank" : null);
}

/** As it is read. Directional marks come with text that is copied, and would be in the way of names. */
export function cleaned(query: string): string {
  return storable(nulAsSpace(query))
    .replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}

class Parser {
  readonly faults: Fault[] = [];
  readonly places = new Map<QueryNode, { start: number; end: number }>();
  sort: QuerySort | null = null;
  readonly #tokens: readonly Token[];
  readonly #options: TermOptions;
  #at = 0;
  #terms = 0;
  #words = 0;
  #isTooMany = false;

  constructor(tokens: readonly Token[], options: TermOptions) {
    this.#tokens = tokens;
    this.#options = options;
  }

  parse(): QueryNode | null {
    const nodes: QueryNode[] = [];
    while (this.#at < this.#tokens.length) {
      const node = this.#all(0);
      if (node !== null) nodes.push(node);
      // The end of parentheses that were left out.
      this.#at += 1;
    }
    return grouped("and", nodes);
  }

  /** Up to the end of the parentheses, or of the query. */
  #all(depth: number): QueryNode | null {
    const nodes: QueryNode[] = [];
    while (this.#at < this.#tokens.length && this.#peek()?.kind !== "close") {
      const node = this.#either(depth);
      if (node !== null) nodes.push(node);
    }
    return grouped("and", nodes);
  }

  #either(depth: number): QueryNode | null {
    const nodes: QueryNode[] = [];
    const add = (node: QueryNode | null) => {
      if (node !== null) nodes.push(node);
    };
    add(this.#factor(depth));
    while (this.#peek()?.kind === "or" && this.#hasFactor(1)) {
      this.#at += 1;
      add(this.#factor(depth));
    }
    return grouped("or", nodes);
  }

  #hasFactor(offset: number): boolean {
    const next = this.#tokens[this.#at + offset];
    return next !== undefined && next.kind !== "close" && next.kind !== "or";
  }

  #factor(depth: number): QueryNode | null {
    const token = this.#peek() as Token;
    this.#at += 1;
    switch (token.kind) {
      case "not": {
        const node = this.#hasFactor(0) ? this.#factor(depth) : null;
        return node && negated(node);
      }
      case "open":
        return this.#parentheses(token, depth);
      case "field":
        return this.#field(token);
      case "phrase":
        this.#checkEnd(token);
        return this.#text(token, token.text);
      case "word":
        return this.#text(token, token.text);
      default:
        // An `or` with nothing to choose from is a word.
        return this.#text(token, "or");
    }
  }

  #parentheses(token: Token, depth: number): QueryNode | null {
    if (depth === DEPTH_MAX) {
      this.#fault(token, `A query can have ${DEPTH_MAX} parentheses in each other`);
      // The rest is read without them.
      while (this.#peek()?.kind === "open") this.#at += 1;
      return null;
    }
    const node = this.#all(depth + 1);
    if (this.#peek()?.kind === "close") this.#at += 1;
    else if (depth === 0) this.#fault(token, "This parenthesis is not closed");
    return node;
  }

  #field(token: FieldToken): QueryNode | null {
    this.#checkEnd(token);
    const term = parseField(token, this.#options);
    if (term === null) return this.#text(token, token.sign + token.value);
    if (term.kind === "fault") this.faults.push(term.fault);
    else if (term.kind === "sort") this.sort = term.sort;
    else return this.#counted(token, term.node);
    return null;
  }

  #text(token: Token, text: string): QueryNode | null {
    const trimmed = text.trim();
    return searchNeedle(trimmed) === ""
      ? null
      : this.#counted(token, { kind: "text", text: trimmed });
  }

  #counted(token: Token, node: QueryNode): QueryNode | null {
    this.#terms += 1;
    if (node.kind === "text") this.#words += 1;
    if (this.#terms > TERMS_MAX || this.#words > WORDS_MAX) {
      this.#isTooMany ||= this.#tooMany(token);
      return null;
    }
    const { start, end } = token;
    this.places.set(node, { start, end });
    return node;
  }

  /** It is said once, of the first. */
  #tooMany(token: Token): true {
    const most = this.#words > WORDS_MAX ? `${WORDS_MAX} words` : `${TERMS_MAX} terms`;
    this.#fault(token, `A query can have ${most}: not all from here on were read`);
    return true;
  }

  #checkEnd(token: Token & { isClosed: boolean }): void {
    if (!token.isClosed) this.#fault(token, "These quotation marks are not closed");
  }

  #fault({ start, end }: Token, message: string): void {
    this.faults.push({ start, end, message, instead: null });
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }
}
