/** Finds the phrase at an end of a line that is a date or a repeat, and not part of a sentence. */
import { parseDateTime } from "./date_time.ts";
import { isInDoubt } from "./doubtful_dates.ts";
import { leadingDateSize } from "./leading_dates.ts";
import { hasMeaning, lowerCased, parseMonth, parseWeekday } from "./lexicon.ts";
import type { Clock, Maybe, Phrase } from "./phrase.ts";
import { parseRecurrence } from "./recurrence.ts";
import { isEscapable, type Token } from "./tokenizer.ts";

/** Tokens that look like a phrase; null when it cannot mean one: "31 feb". */
interface FoundPhrase {
  phrase: Phrase | null;
  /** In tokens. */
  size: number;
}

/** More than the longest repeat has, with all that may follow its rule. */
const TOKENS_MAX = 24;
/** In words: more than the longest date with a time. Every way to split it into the two is tried. */
const DATE_WORDS_MAX = 14;

/**
 * After these a date is part of the sentence: "book a table for friday", "read news of today", "open
 * sat and sun", "twice weekly". ("on" and "in" are not here: they belong to the phrase, or to the
 * verb as in "log on tomorrow".)
 */
const LEADING_ON = wordSet(`for from until till til since before after of the to than between and or
  & + / about re with without a an my your his her its our their this that these those no not isn't
  is was it's as like almost nearly only even via per into at by due around every each any other
  next last past first second third fourth fifth 1st 2nd 3rd 4th 5th once twice thrice times bi
  semi`);

/** Days with names of their own: "Black Friday". */
const NAMED_DAYS = wordSet(`black good cyber ash easter palm whit shrove maundy holy bloody blue
  ruby freaky super giving manic casual fat pancake man girl taco high`);

/** A title of one such word is about the date: "Plan next week". */
const ABOUT_DATES = wordSet(`plan schedule prepare review organise organize discuss celebrate enjoy
  survive remember`);

/** What they begin is when it is done, and not what it is about: "Review in 2 weeks". */
const PREPOSITIONS = wordSet("in on by at");

/** "Drop by tomorrow" is not due by tomorrow. */
const WITH_BY = wordSet("drop stop come go swing pass run get stand");

const MOMENTS = wordSet("today tomorrow tonight noon am pm");

/**
 * The longest phrase that ends before an index and may be taken, or null. On which day it is asked
 * decides what the phrase means, not whether there is one.
 */
export function trailingPhrase(
  tokens: readonly Token[],
  end: number,
  clock: Clock,
): FoundPhrase | null {
  const found = longestPhrase(tokens, end, clock);
  return found !== null && standsAlone(tokens, end, found, clock) ? found : null;
}

/** Whether a date or a repeat ends before an index, be it part of a sentence. */
export function isDate(tokens: readonly Token[], end: number, clock: Clock): boolean {
  return Boolean(longestPhrase(tokens, end, clock)?.phrase);
}

/** The phrase at the beginning: one that a colon sets off ("fri 9am: dentist"), or a clear date. */
export function leadingPhrase(tokens: readonly Token[], clock: Clock): FoundPhrase | null {
  const beforeColon = phraseBeforeColon(tokens, clock);
  if (beforeColon !== null) return beforeColon;
  const parse = (part: readonly Token[]) => parsePhrase(part, true, clock);
  const size = leadingDateSize(tokens, parse);
  const phrase = size === 0 ? null : parse(tokens.slice(0, size));
  const isClear = phrase && !isInDoubt(tokens.slice(size, size + 1), phrase, false);
  return isClear ? { phrase, size } : null;
}

function phraseBeforeColon(tokens: readonly Token[], clock: Clock): FoundPhrase | null {
  const index = tokens.slice(0, TOKENS_MAX).findIndex(({ text }) => text.endsWith(":"));
  const last = tokens[index];
  if (last === undefined || index === tokens.length - 1) return null;
  const bare = { ...last, text: last.text.slice(0, -1) };
  const phrase = parsePhrase([...tokens.slice(0, index), bare], true, clock);
  return phrase === undefined ? null : { phrase, size: index + 1 };
}

function longestPhrase(tokens: readonly Token[], end: number, clock: Clock): FoundPhrase | null {
  const last = tokens[end - 1];
  if (last === undefined || last.literal || !hasMeaning(last.text)) return null;
  for (let start = Math.max(0, end - TOKENS_MAX); start < end; start += 1) {
    const phrase = parsePhrase(tokens.slice(start, end), start === 0, clock);
    if (phrase !== undefined) return { phrase, size: end - start };
  }
  return null;
}

function parsePhrase(tokens: readonly Token[], isFirst: boolean, clock: Clock): Maybe<Phrase> {
  const words = wordsOf(tokens, isFirst);
  if (words === null) return undefined;
  const whole = parseWords(words, clock);
  if (whole !== undefined) return whole;
  const last = words.at(-1) ?? "";
  const bare = last.replace(/[.,;!]$/, "");
  return bare === last ? undefined : parseWords([...words.slice(0, -1), bare], clock);
}

function parseWords(words: readonly string[], clock: Clock): Maybe<Phrase> {
  const recurrence = parseRecurrence(words[0] === "due" ? words.slice(1) : words, clock);
  if (recurrence !== undefined || words.length > DATE_WORDS_MAX) return recurrence;
  return parseDateTime(words, clock);
}

/** In small letters, without the commas between them; null when they cannot be one phrase. */
function wordsOf(tokens: readonly Token[], isFirst: boolean): string[] | null {
  const words: string[] = [];
  for (const [index, { text, literal }] of tokens.entries()) {
    const bare = index < tokens.length - 1 ? text.replace(/,$/, "") : text;
    const word = literal || text.length > 20 ? null : lowerCased(bare, isFirst && index === 0);
    if (word === null) return null;
    words.push(word);
  }
  return words;
}

/** Whether the phrase that ends before an index is not part of what stands before it. */
function standsAlone(
  tokens: readonly Token[],
  end: number,
  { phrase, size }: FoundPhrase,
  clock: Clock,
): boolean {
  const from = end - size;
  const before = tokens[from - 1];
  const first = tokens[from]?.text.toLowerCase() ?? "";
  if (before === undefined || before.literal || first === "due") return true;
  const word = before.text.toLowerCase().replace(/,$/, "");
  // A range: "9am - 5pm", "24 dec – 2 jan".
  if (/^[-–—]$/.test(word)) return !isEscapable(tokens[from - 2]?.text ?? "");
  if (LEADING_ON.has(word)) return false;
  if (from === 1 && ABOUT_DATES.has(word) && !PREPOSITIONS.has(first)) return false;
  if (first === "by" && WITH_BY.has(word)) return false;
  // "report on next month"
  if (word === "on" && /^(?:next|this|the|end)$/.test(first)) return false;
  const isWeekday = parseWeekday(first) !== undefined;
  // "every 6th friday"
  if (isWeekday && /^\d{1,2}(?:st|nd|rd|th)$/.test(word)) return false;
  if (NAMED_DAYS.has(word) && (isWeekday || first === "noon")) return false;
  if (phrase?.ruleOf) return true;
  // The rest of a list that is not a repeat: "gym mon, wed, fri".
  const isMonth = parseMonth(word) !== undefined && /^\d/.test(first);
  if (!isMonth && parseWeekday(word) === undefined && !MOMENTS.has(word)) return true;
  return Boolean(longestPhrase(tokens, from, clock)?.phrase?.ruleOf);
}

function wordSet(words: string): Set<string> {
  return new Set(words.split(/\s+/));
}
