/** Finds the phrase at an end of a line that is a date or a repeat, and not part of a sentence. */
import type { Clock } from "./date_grammar.ts";
import { readWhen, type When } from "./date_time.ts";
import { hasMeaning, monthOf, spoken, weekdayOf } from "./lexicon.ts";
import { type HowOften, readHowOften } from "./recurrence.ts";
import { isEscapable, type Word } from "./tokenizer.ts";

export interface Phrase {
  when: When | null;
  often: HowOften | null;
}

export interface FoundPhrase {
  phrase: Phrase;
  /** In words. */
  size: number;
}

/** More than the longest repeat has that writeQuickAdd writes. */
const WORDS_MAX = 24;

/**
 * After these a date is part of what is said: "book a table for friday", "read news of today",
 * "open sat and sun", "twice weekly". ("on" and "in" are not here: they belong to the phrase, or to
 * the verb as in "log on tomorrow".)
 */
const LEADING_ON = wordSet(`for from until till til since before after of the to than between and or
  & + / about re with without a an my your his her its our their this that these those no not isn't
  is was it's as like almost nearly only even via per into at by due around every each any other
  next last past first second third fourth fifth 1st 2nd 3rd 4th 5th once twice thrice times bi
  semi`);

/** Days with names of their own: "Black Friday". */
const NAMES_OF_DAYS = wordSet(`black good cyber ash easter palm whit shrove maundy holy bloody blue
  ruby freaky super giving manic casual fat pancake man girl taco high`);

/** Alone before a date these are about it: "Plan next week". */
const ABOUT_DATES = wordSet(`plan schedule prepare review organise organize discuss celebrate enjoy
  survive remember`);

/** What they begin is when it is done, and not what it is about: "Review in 2 weeks". */
const SAYS_WHEN = wordSet("in on by at");

/** "Drop by tomorrow" is not due by tomorrow. */
const WITH_BY = wordSet("drop stop come go swing pass run get stand");

const MOMENTS = wordSet("today tomorrow tonight noon am pm");

/**
 * The longest phrase that ends before an index, as the words stand there; null when there is none
 * that may be taken.
 */
export function phraseBefore(
  words: readonly Word[],
  end: number,
  clock: Clock,
): FoundPhrase | null {
  const shape = shapeBefore(words, end, clock);
  const isPhrase = shape !== null && standsAlone(words, end, shape, clock);
  return isPhrase && shape.phrase !== null ? { phrase: shape.phrase, size: shape.size } : null;
}

/** The phrase that a colon sets off at the beginning: "fri 9am: dentist". */
export function phraseAt(words: readonly Word[], clock: Clock): FoundPhrase | null {
  const shape = shapeAt(words, clock);
  return shape?.phrase ? { phrase: shape.phrase, size: shape.size } : null;
}

/** Whether `phraseBefore` could find something at the end, on whatever day it is asked. */
export function mayEndWithPhrase(words: readonly Word[], clock: Clock): boolean {
  const shape = shapeBefore(words, words.length, clock);
  return shape !== null && standsAlone(words, words.length, shape, clock);
}

/** Whether `phraseAt` could find something, on whatever day it is asked. */
export function mayBeginWithPhrase(words: readonly Word[], clock: Clock): boolean {
  return shapeAt(words, clock) !== null;
}

/** Words that look like a phrase; null when they can mean none. */
interface Shape {
  phrase: Phrase | null;
  size: number;
}

function shapeBefore(words: readonly Word[], end: number, clock: Clock): Shape | null {
  const last = words[end - 1];
  if (last === undefined || last.literal || !hasMeaning(last.text)) return null;
  for (let start = Math.max(0, end - WORDS_MAX); start < end; start += 1) {
    const phrase = readPhrase(words.slice(start, end), start === 0, clock);
    if (phrase !== undefined) return { phrase, size: end - start };
  }
  return null;
}

function shapeAt(words: readonly Word[], clock: Clock): Shape | null {
  const index = words.slice(0, WORDS_MAX).findIndex(({ text }) => text.endsWith(":"));
  const last = words[index];
  if (last === undefined || index === words.length - 1) return null;
  const bare = { ...last, text: last.text.slice(0, -1) };
  const phrase = readPhrase([...words.slice(0, index), bare], true, clock);
  return phrase === undefined ? null : { phrase, size: index + 1 };
}

function readPhrase(
  words: readonly Word[],
  isFirst: boolean,
  clock: Clock,
): Phrase | null | undefined {
  const tokens = tokensOf(words, isFirst);
  if (tokens === null) return undefined;
  const whole = readTokens(tokens, clock);
  if (whole !== undefined) return whole;
  const last = tokens.at(-1) ?? "";
  const bare = last.replace(/[.,;!]$/, "");
  return bare === last ? undefined : readTokens([...tokens.slice(0, -1), bare], clock);
}

function readTokens(tokens: readonly string[], clock: Clock): Phrase | null | undefined {
  const often = readHowOften(tokens[0] === "due" ? tokens.slice(1) : tokens, clock);
  if (often !== undefined) return often && { when: null, often };
  const when = readWhen(tokens, clock);
  return when && { when, often: null };
}

/** In small letters, without the commas between them; null when they cannot be one phrase. */
function tokensOf(words: readonly Word[], isFirst: boolean): string[] | null {
  const tokens: string[] = [];
  for (const [index, { text, literal }] of words.entries()) {
    const bare = index < words.length - 1 ? text.replace(/,$/, "") : text;
    const token = literal || text.length > 20 ? null : spoken(bare, isFirst && index === 0);
    if (token === null) return null;
    tokens.push(token);
  }
  return tokens;
}

/** Whether the phrase that ends before an index is no part of what stands before it. */
function standsAlone(words: readonly Word[], end: number, shape: Shape, clock: Clock): boolean {
  const from = end - shape.size;
  const before = words[from - 1];
  const first = words[from]?.text.toLowerCase() ?? "";
  if (before === undefined || before.literal || first === "due") return true;
  const word = before.text.toLowerCase().replace(/,$/, "");
  // A range: "9am - 5pm", "24 dec – 2 jan".
  if (/^[-–—]$/.test(word)) return !isEscapable(words[from - 2]?.text ?? "");
  if (LEADING_ON.has(word)) return false;
  if (from === 1 && ABOUT_DATES.has(word) && !SAYS_WHEN.has(first)) return false;
  if (first === "by" && WITH_BY.has(word)) return false;
  // "report on next month"
  if (word === "on" && /^(?:next|this|the|end)$/.test(first)) return false;
  const isWeekday = weekdayOf(first) !== undefined;
  if (NAMES_OF_DAYS.has(word) && (isWeekday || first === "noon")) return false;
  if (shape.phrase?.often) return true;
  // The rest of a list that is no repeat: "gym mon, wed, fri".
  const isMonth = monthOf(word) !== undefined && /^\d/.test(first);
  if (!isMonth && weekdayOf(word) === undefined && !MOMENTS.has(word)) return true;
  return Boolean(shapeBefore(words, from, clock)?.phrase?.often);
}

function wordSet(words: string): Set<string> {
  return new Set(words.split(/\s+/));
}
