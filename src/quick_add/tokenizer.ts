/** Splits a line of quick add into tokens: those that may have a meaning, and those that are only text. */
import { hasMeaning } from "./lexicon.ts";

export interface Token {
  /** As it stands in the line. */
  raw: string;
  /** As it stands in a title: without the backslash that escaped it. */
  text: string;
  /** The white space before it, as typed. */
  gap: string;
  /** It begins with a quote, or `@` or `#` and a quote, that is closed. */
  quoted: boolean;
  /** Quoted or escaped: text, whatever it looks like. */
  literal: boolean;
}

interface TokenizedLine {
  tokens: Token[];
  /** What follows `//`, as typed; null when there is none. */
  note: string | null;
}

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
  const quotes = new Quotes(line);
  let at = 0;
  while (at < line.length) {
    const start = skip(line, at, true);
    if (start === line.length) break;
    const gap = line.slice(at, start);
    const quoted = quotes.endOfQuoted(start) ?? quotes.endOfQuotedName(start);
    const end = skip(line, quoted ?? start, false);
    const raw = line.slice(start, end);
    if (beginsNote(raw) && tokens.length > 0 && skip(line, start + 2, true) < line.length) {
      return { tokens, note: line.slice(start + 2) };
    }
    const isEscape = isEscaped(raw);
    const isQuote = quoted !== null && raw[0] !== undefined && raw[0] in CLOSING;
    tokens.push({
      raw,
      text: isEscape ? raw.slice(1) : raw,
      gap,
      quoted: quoted !== null,
      literal: isEscape || isQuote,
    });
    at = end;
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

/** Whether the note to the end of the line begins with or after this word. */
export function beginsNote(word: string): boolean {
  return /^\/\/(?!\/)/.test(word);
}

/** Whether the word is written with a backslash that escapes what follows. */
export function isEscaped(word: string): boolean {
  const rest = word.replace(/^\\+/, "");
  return rest !== word && isEscapable(rest);
}

/** Finds where quotes end. It remembers that there is no end, so that a line is read only once. */
class Quotes {
  readonly #line: string;
  readonly #unclosed = new Set<string>();

  constructor(line: string) {
    this.#line = line;
  }

  /** The index after the closing quote of a quote at `start`; null when there is none. */
  endOfQuoted(start: number): number | null {
    const open = this.#line[start] ?? "";
    const close = CLOSING[open];
    if (close === undefined || this.#unclosed.has(open)) return null;
    if (SPACE.test(this.#line[start + 1] ?? " ")) return null;
    for (let at = start + 1; at < this.#line.length; at += 1) {
      if (this.#line[at] === close && this.#endsWord(at + 1)) return at + 1;
    }
    this.#unclosed.add(open);
    return null;
  }

  /** The same for `@"…"` and `#"…"`, where a backslash may stand before a quote. */
  endOfQuotedName(start: number): number | null {
    const sigil = this.#line[start] ?? "";
    const open = this.#line[start + 1] ?? "";
    const close = CLOSING[open];
    if ((sigil !== "@" && sigil !== "#") || close === undefined) return null;
    if (this.#unclosed.has(sigil + open)) return null;
    for (let at = start + 2; at < this.#line.length; at += 1) {
      if (this.#line[at] === "\\") at += 1;
      else if (this.#line[at] === close && this.#endsWord(at + 1)) return at + 1;
    }
    this.#unclosed.add(sigil + open);
    return null;
  }

  #endsWord(at: number): boolean {
    return at === this.#line.length || /[\s\p{Cc}.,;:!?)]/u.test(this.#line[at] ?? "");
  }
}

/** The next index without white space (`over` it), or the next one with it. */
function skip(line: string, from: number, over: boolean): number {
  let at = from;
  while (at < line.length && SPACE.test(line[at] ?? "") === over) at += 1;
  return at;
}
