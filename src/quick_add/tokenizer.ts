/** Splits a line of quick add into tokens: those that may have a meaning, and those that are only text. */
import { hasMeaning } from "./lexicon.ts";

export interface Token {
  /** As it stands in a title: without the backslash that escaped it. */
  text: string;
  /** The white space before it, as typed. */
  gap: string;
  /** Quoted or escaped: text, whatever it looks like. */
  literal: boolean;
}

interface TokenizedLine {
  tokens: Token[];
  /** What follows `//`, as typed; null when there is none. */
  note: string | null;
}

/** More than a valid line has; what follows is not read. */
export const TOKENS_MAX = 1_000;
/** In UTF-16 code units: longer than any valid line; nothing of it is read. */
export const LINE_MAX = 50_000;
const SPACE = /[\s\p{Cc}]/u;
const CLOSING: Record<string, string> = { '"': '"', "“": "”" };

/**
 * Something in double quotes (also the typographic ones that phones make) is one literal token, quotes
 * included: they are the person's text. A backslash at the start of a word that could have a meaning
 * makes it literal and is dropped; any other backslash is text, so that `C:\temp` and
 * `\\server\share` stay what they are. `//` at the start of a word, with text before and after it,
 * begins the note, in which nothing has a meaning.
 */
export function tokenize(line: string): TokenizedLine {
  const tokens: Token[] = [];
  const unclosed = new Set<string>();
  let at = 0;
  while (at < line.length && tokens.length <= TOKENS_MAX) {
    const start = skip(line, at, true);
    if (start === line.length) break;
    const gap = line.slice(at, start);
    const quoteEnd = endOfQuote(line, start, unclosed);
    at = skip(line, quoteEnd ?? start, false);
    const raw = line.slice(start, at);
    if (beginsNote(raw) && tokens.length > 0 && skip(line, start + 2, true) < line.length) {
      return { tokens, note: line.slice(start + 2) };
    }
    const isEscape = raw.startsWith("\\") && isEscapable(raw.replace(/^\\+/, ""));
    const isQuote = quoteEnd !== null && raw.charAt(0) in CLOSING;
    tokens.push({ text: isEscape ? raw.slice(1) : raw, gap, literal: isEscape || isQuote });
  }
  return { tokens, note: null };
}

/** The tokens as one text, with the space between them as typed. */
export function joinTokens(tokens: readonly Token[]): string {
  return tokens.map(({ gap, text }, index) => (index === 0 ? text : gap + text)).join("");
}

/** Whether a backslash before this word would be an escape. */
export function isEscapable(word: string): boolean {
  return /^[@#"“]/.test(word) || /^![1-3]/.test(word) || beginsNote(word) || hasMeaning(word);
}

function beginsNote(word: string): boolean {
  return /^\/\/(?!\/)/.test(word);
}

/**
 * The index after a quote that begins at `start`, or after a quoted name as in `@"…"`, where a backslash
 * may stand before a quote; null when there is none.
 *
 * @param unclosed the beginnings that have no end from here on, so that a line is read only once.
 */
function endOfQuote(line: string, start: number, unclosed: Set<string>): number | null {
  const [opening = "", sigil, quote = ""] =
    /^([@#]?)(["“])/.exec(line.slice(start, start + 2)) ?? [];
  if (opening === "" || unclosed.has(opening)) return null;
  if (sigil === "" && SPACE.test(line[start + 1] ?? " ")) return null;
  for (let at = start + opening.length; at < line.length; at += 1) {
    if (sigil !== "" && line[at] === "\\") at += 1;
    else if (line[at] === CLOSING[quote] && endsWord(line, at + 1)) return at + 1;
  }
  unclosed.add(opening);
  return null;
}

function endsWord(line: string, at: number): boolean {
  return at === line.length || /[\s\p{Cc}.,;:!?)]/u.test(line[at] ?? "");
}

/** The next index without white space (`over` it), or the next one with it. */
function skip(line: string, from: number, over: boolean): number {
  let at = from;
  while (at < line.length && SPACE.test(line[at] ?? "") === over) at += 1;
  return at;
}
