/** Numbers and lists in words. */

/** "1st", "22nd", "13th". */
export function ordinal(number: number): string {
  const isTeen = number % 100 > 10 && number % 100 < 14;
  const ending = isTeen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}

const WORDS = ["first", "second", "third", "fourth", "fifth"];

/** "first", "sixth" as "6th", "last", "second to last". @param nth negative: from the end. */
export function nthWord(nth: number): string {
  if (nth === -1) return "last";
  const word = WORDS[Math.abs(nth) - 1] ?? ordinal(Math.abs(nth));
  return nth < 0 ? `${word} to last` : word;
}

/** "a", "a and b", "a, b and c". @param last stands before the last of several. */
export function listed(items: readonly string[], last = "and"): string {
  return [items.slice(0, -1).join(", "), ...items.slice(-1)].filter(Boolean).join(` ${last} `);
}
