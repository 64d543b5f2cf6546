/**
 * Numbers and ranges that look like a date, whether or not one of them is understood. Beside one that
 * is not, a time is not that of today or tomorrow: "dentist 3/12 14:30".
 */
import { lowerCased, MONTH_PATTERN, parseMonth, parseWeekday } from "./lexicon.ts";
import type { Phrase } from "./phrase.ts";
import { type Token, tokenize } from "./tokenizer.ts";

/** "strong": hardly anything but a date; "weak": perhaps a version, a price, pages or a place. */
type Doubt = "strong" | "weak" | null;

const DASH = "[-–—]";
const STRONG: readonly RegExp[] = [
  /^(?!24\/7$)(\d{1,2})\/(\d{1,2})(?:\/(?:\d{4}|\d{2}))?$/,
  /^(\d{1,2})\.(\d{1,2})\.(?:\d{4}|\d{2})?$/,
  new RegExp(`^(\\d{1,2})${DASH}(\\d{1,2})${DASH}(?:\\d{4}|\\d{2})$`),
];
const WEAK: readonly RegExp[] = [
  new RegExp(`^(\\d{1,2})(?:\\.|${DASH})(\\d{1,2})$`),
  /^(\d{1,2})(?:\.|st|nd|rd|th)$/,
];
const YEAR_FIRST = /^\d{4}[-./]\d{1,2}[-./]\d{1,2}\.?$/;
const MONTH_INSIDE = new RegExp(
  `^(?:\\d{1,2}[-./]?(?:${MONTH_PATTERN})|(?:${MONTH_PATTERN})[-./]?\\d{1,2})(?:[-./]?\\d{2,4})?$`,
);

/** More characters than a date or a range of days has. */
const LENGTH_MAX = 24;

/**
 * Whether a phrase from the end of a line must stay text, because of what remains before it.
 *
 * @param isUnderstood whether the last of the tokens belongs to a date that could be taken by itself.
 */
export function isInDoubt(
  tokens: readonly Token[],
  { on, ruleOf }: Phrase,
  isUnderstood: boolean,
): boolean {
  const last = tokens.at(-1);
  const beside = isUnderstood || last === undefined ? null : doubtOf(last);
  if (beside === "strong") return true;
  if (on !== undefined || ruleOf !== undefined) return false;
  return beside === "weak" || tokens.some((token) => doubtOf(token) === "strong");
}

/** Words that hardly ever mean anything but a time or a day, unlike "may", "march" or "second". */
const DATE_WORDS = new Set(
  `today tomorrow tmrw tmr tonight yesterday weekend noon midnight fortnight daily weekly fortnightly
   monthly quarterly yearly annually`.split(/\s+/),
);
const AMBIGUOUS_NAMES = new Set(["mar", "may", "march", "mon", "wed", "sat", "sun"]);
/** "1h30" is how long it takes. */
const TIME = /^(?:\d{1,2}(?::\d\d(?:[ap]m)?|[ap]m)|(?:0?[7-9]|1\d|2[0-3])h\d\d)$/;

/** Whether a line holds a word or a number that is a date or a time where it is not part of a name. */
export function mentionsDate(line: string): boolean {
  return tokenize(line).tokens.some((token, index) => {
    if (token.literal || token.text.length > LENGTH_MAX) return false;
    const word = lowerCased(token.text.replace(/[,;.:!?]+$/, ""), index === 0);
    if (word === null || AMBIGUOUS_NAMES.has(word)) return false;
    const isName = [
      parseWeekday(word.replace(/s$/, "")),
      parseWeekday(word),
      parseMonth(word),
    ].some((found) => found !== undefined);
    return isName || DATE_WORDS.has(word) || TIME.test(word) || doubtOf(token) === "strong";
  });
}

function doubtOf({ text, literal }: Token): Doubt {
  if (literal || text.length > LENGTH_MAX) return null;
  const bare = text.toLowerCase().replace(/^\(|[,;:!?)]+$/g, "");
  if (YEAR_FIRST.test(bare) || MONTH_INSIDE.test(bare) || isRangeOfNames(bare)) return "strong";
  if (STRONG.some((shape) => isDateLike(shape.exec(bare)))) return "strong";
  return WEAK.some((shape) => isDateLike(shape.exec(bare))) ? "weak" : null;
}

/** Whether the numbers can be a date and a month, in any order. */
function isDateLike(match: RegExpExecArray | null): boolean {
  if (match === null) return false;
  const [one, other = 1] = match.slice(1, 3).map((part) => Number(part ?? 1));
  const numbers = [one ?? 0, other];
  return Math.min(...numbers) >= 1 && Math.min(...numbers) <= 12 && Math.max(...numbers) <= 31;
}

/** "mon-fri", "mon/wed/fri", "dec-feb". */
function isRangeOfNames(text: string): boolean {
  const names = text.split(/[-–—/+&]/);
  if (names.length < 2) return false;
  return [parseWeekday, parseMonth].some((parse) =>
    names.every((name) => parse(name.replace(/\.$/, "")) !== undefined),
  );
}
