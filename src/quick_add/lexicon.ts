/** The words that dates and repeats of quick add consist of. */
import { MONTHS, WEEKDAYS, type Weekday } from "../dates/names.ts";

const WEEKDAY_WORDS = new Map([...calendarNames(WEEKDAYS), ["tues", 2], ["thur", 4], ["thurs", 4]]);
const MONTH_WORDS = new Map([...calendarNames(MONTHS), ["sept", 9]]);
/** The names as alternatives of a regular expression. */
export const WEEKDAY_PATTERN = [...WEEKDAY_WORDS.keys()].join("|");
export const MONTH_PATTERN = [...MONTH_WORDS.keys()].join("|");
const COUNTS = new Map([
  ...numbered("one two three four five six seven eight nine ten eleven twelve"),
  ["a", 1],
  ["an", 1],
]);
const ORDINALS = new Map([
  ...numbered("first second third fourth fifth"),
  ...numbered("1st 2nd 3rd 4th 5th"),
]);

/** Words that are never names by themselves: with a capital inside a line they are part of one. */
const COMMON_WORDS = new Set(
  `today tomorrow tonight tmrw tmr yesterday noon midnight half past o'clock morning afternoon evening night weekend now
  day days weekday weekdays week weeks fortnight fortnights month months quarter year years
  hour hours hr hrs minute minutes min mins h am pm daily weekly fortnightly monthly quarterly yearly annually
  every other last first second third fourth fifth next this in on at by due from until of the
  and after before each end completion times time starting skipping what was missed`.split(/\s+/),
);

/** 1 Monday to 7 Sunday. */
export function parseWeekday(word: string): Weekday | undefined {
  return WEEKDAY_WORDS.get(word) as Weekday | undefined;
}

/** 1 to 12. */
export function parseMonth(word: string): number | undefined {
  return MONTH_WORDS.get(word);
}

/** "3", "three", "a"; at most four digits. */
export function parseCount(word: string): number | undefined {
  return /^\d{1,4}$/.test(word) ? Number(word) : COUNTS.get(word);
}

/** "24", "24th" as a date of a month. */
export function parseDateOfMonth(word: string): number | undefined {
  const date = Number(/^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)?.[1]);
  return date >= 1 && date <= 31 ? date : undefined;
}

/** "third" or "3rd", up to the fifth. */
export function parseOrdinal(word: string): number | undefined {
  return ORDINALS.get(word);
}

/** Whether a date or a repeat could contain this word, so that a backslash before it is an escape. */
export function hasMeaning(word: string): boolean {
  if (/^['’]?\d/.test(word)) return true;
  const letters = /^[a-z]+/.exec(word.toLowerCase())?.[0] ?? "";
  const isWeekday = WEEKDAY_WORDS.has(letters.replace(/s$/, "")) || WEEKDAY_WORDS.has(letters);
  const isOther = [COMMON_WORDS, MONTH_WORDS, COUNTS].some((words) => words.has(letters));
  return isWeekday || isOther;
}

/**
 * The word in small letters; null when its capital makes it part of a name, as in "USA Today", "High
 * Noon" or "Around the World in 80 Days". Weekdays and months always have capitals, and a word all in
 * capitals says nothing.
 *
 * @param isFirst the first word of a line may have a capital.
 */
export function lowerCased(word: string, isFirst: boolean): string | null {
  const lower = word.toLowerCase();
  const isName = /^\p{Lu}/u.test(word) && word !== word.toUpperCase() && COMMON_WORDS.has(lower);
  return isName && !isFirst ? null : lower;
}

/** Each in full and by its first three letters, numbered from 1. */
function calendarNames(names: readonly string[]): [string, number][] {
  return names.flatMap((name, index) =>
    [name, name.slice(0, 3)].map((word): [string, number] => [word.toLowerCase(), index + 1]),
  );
}

/** The words numbered from 1. */
function numbered(words: string): [string, number][] {
  return words.split(" ").map((word, index) => [word, index + 1]);
}
