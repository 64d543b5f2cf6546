/** A line of quick add as words: which of them may be understood, and which are only text. */
import { hasMeaning } from "./lexicon.ts";

export interface Word {
  /** As it stands in the line. */
  typed: string;
  /** As it stands in a title: without the backslash that kept it from being understood. */
  text: string;
  /** The white space before it, as typed. */
  gap: string;
  /** It begins with a quote, or `@` or `#` and a quote, that is closed. */
  quoted: boolean;
  /** Quoted or escaped: text, whatever it looks like. */
  literal: boolean;
}

export interface Words {
  words: Word[];
  /** What follows `//`, as typed; null when there is none. */
  note: string | null;
}

const SPACE = /[\s\p{Cc}]/u;
const CLOSING: Record<string, string> = { '"': '"', "“": "”" };

/**
 * Cuts a line into words. Something in double quotes (also the typographic ones that phones make)
 * is one literal word, quotes included: they are the person's text. A backslash at the start of a
 * word that could be understood makes it literal and is dropped; any other backslash is text, so
 * that `C:\temp` and `\\server\share` stay what they are. `//` at the start of a word, with text
 * before and after it, begins the note, in which nothing is understood any more.
 */
export function cutWords(line: string): Words {
  const words: Word[] = [];
  const quotes = new Quotes(line);
  let at = 0;
  while (at < line.length) {
    const start = skip(line, at, true);
    if (start === line.length) break;
    const gap = line.slice(at, start);
    const quoted = quotes.endOfQuoted(start) ?? quotes.endOfQuotedName(start);
    const end = skip(line, quoted ?? start, false);
    const typed = line.slice(start, end);
    if (beginsNote(typed) && words.length > 0 && skip(line, start + 2, true) < line.length) {
      return { words, note: line.slice(start + 2) };
    }
    const isEscape = isEscaped(typed);
    const isQuote = quoted !== null && typed[0] !== undefined && typed[0] in CLOSING;
    words.push({
      typed,
      text: isEscape ? typed.slice(1) : typed,
      gap,
      quoted: quoted !== null,
      literal: isEscape || isQuote,
    });
    at = end;
  }
  return { words, note: null };
}

/** The words as one text, with the space between them as typed. */
export function joined(words: readonly Word[]): string {
  return words.map(({ gap, text }, index) => (index === 0 ? text : gap + text)).join("");
}

/** Whether a backslash before this word would be taken for an escape. */
export function isEscapable(word: string): boolean {
  return /^[@#"“]/.test(word) || /^![1-3]/.test(word) || beginsNote(word) || hasMeaning(word);
}

/** A word after which the note goes to the end of the line, or that begins it itself. */
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

  /** The index after the closing quote of what begins here with a quote; null when nothing does. */
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
    const mark = this.#line[start] ?? "";
    const open = this.#line[start + 1] ?? "";
    const close = CLOSING[open];
    if ((mark !== "@" && mark !== "#") || close === undefined) return null;
    if (this.#unclosed.has(mark + open)) return null;
    for (let at = start + 2; at < this.#line.length; at += 1) {
      if (this.#line[at] === "\\") at += 1;
      else if (this.#line[at] === close && this.#endsWord(at + 1)) return at + 1;
    }
    this.#unclosed.add(mark + open);
    return null;
  }

  #endsWord(at: number): boolean {
    return at === this.#line.length || /[\s\p{Cc}.,;:!?)]/u.test(this.#line[at] ?? "");
  }
}

/** The next index at which there is no white space (`over` it), or there is. */
function skip(line: string, from: number, over: boolean): number {
  let at = from;
  while (at < line.length && SPACE.test(line[at] ?? "") === over) at += 1;
  return at;
}
