/** The words that quick add's dates and repeats are made of. */

/** ISO 8601: Monday is 1, Sunday is 7. */
const WEEKDAYS = new Map([
  ...named(1, "mon", "monday"),
  ...named(2, "tue", "tues", "tuesday"),
  ...named(3, "wed", "wednesday"),
  ...named(4, "thu", "thur", "thurs", "thursday"),
  ...named(5, "fri", "friday"),
  ...named(6, "sat", "saturday"),
  ...named(7, "sun", "sunday"),
]);

const MONTHS = new Map([
  ...named(1, "jan", "january"),
  ...named(2, "feb", "february"),
  ...named(3, "mar", "march"),
  ...named(4, "apr", "april"),
  ...named(5, "may"),
  ...named(6, "jun", "june"),
  ...named(7, "jul", "july"),
  ...named(8, "aug", "august"),
  ...named(9, "sep", "sept", "september"),
  ...named(10, "oct", "october"),
  ...named(11, "nov", "november"),
  ...named(12, "dec", "december"),
]);

const COUNTS = new Map([
  ...named(1, "a", "an", "one"),
  ...named(2, "two"),
  ...named(3, "three"),
  ...named(4, "four"),
  ...named(5, "five"),
  ...named(6, "six"),
  ...named(7, "seven"),
  ...named(8, "eight"),
  ...named(9, "nine"),
  ...named(10, "ten"),
  ...named(11, "eleven"),
  ...named(12, "twelve"),
]);

const ORDINALS = new Map([
  ...named(1, "first", "1st"),
  ...named(2, "second", "2nd"),
  ...named(3, "third", "3rd"),
  ...named(4, "fourth", "4th"),
  ...named(5, "fifth", "5th"),
]);

/** Words that only mean something small: written with a capital inside a line, they are a name. */
const SMALL_WORDS = new Set(
  `today tomorrow tonight tmrw tmr noon morning afternoon evening night weekend now
  day days weekday weekdays week weeks fortnight month months quarter year years
  hour hours minute minutes am pm daily weekly fortnightly monthly quarterly yearly annually
  every other last first second third fourth fifth next this in on at by due from until of the
  and after before each end completion times time starting skipping what was missed`.split(/\s+/),
);

export function weekdayOf(word: string): number | undefined {
  return WEEKDAYS.get(word);
}

export function monthOf(word: string): number | undefined {
  return MONTHS.get(word);
}

/** "3", "three", "a": at most four digits. */
export function countOf(word: string): number | undefined {
  return /^\d{1,4}$/.test(word) ? Number(word) : COUNTS.get(word);
}

/** "24", "24th" as a day of the month. */
export function dayOf(word: string): number | undefined {
  const day = Number(/^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)?.[1]);
  return day >= 1 && day <= 31 ? day : undefined;
}

/** "third" or "3rd", up to the fifth. */
export function ordinalOf(word: string): number | undefined {
  return ORDINALS.get(word);
}

/** Whether a date or a repeat could contain this word, so that a backslash before it has a sense. */
export function hasMeaning(word: string): boolean {
  if (/^\d/.test(word)) return true;
  const letters = /^[a-z]+/.exec(word.toLowerCase())?.[0] ?? "";
  const isWeekday = WEEKDAYS.has(letters.replace(/s$/, "")) || WEEKDAYS.has(letters);
  return isWeekday || SMALL_WORDS.has(letters) || MONTHS.has(letters) || COUNTS.has(letters);
}

/**
 * The word in small letters; null when its capital says that it is part of a name, as in "USA
 * Today", "High Noon" or "Around the World in 80 Days". Weekdays and months always have capitals,
 * and a line in capitals only says nothing.
 *
 * @param isFirst the first word of a line may have a capital.
 */
export function spoken(word: string, isFirst: boolean): string | null {
  const small = word.toLowerCase();
  const isName = /^\p{Lu}/u.test(word) && word !== word.toUpperCase() && SMALL_WORDS.has(small);
  return isName && !isFirst ? null : small;
}

function named(value: number, ...names: string[]): [string, number][] {
  return names.map((name) => [name, value]);
}
