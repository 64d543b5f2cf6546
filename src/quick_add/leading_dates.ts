/** Dates that begin a line without a colon: "tomorrow call mum", "Dec 24 wrap gifts". */
import { hasMeaning, parseMonth, parseWeekday } from "./lexicon.ts";
import type { Maybe, Phrase } from "./phrase.ts";
import type { Token } from "./tokenizer.ts";

/** The meaning of tokens as a whole. */
type Parse = (tokens: readonly Token[]) => Maybe<Phrase>;

/** The longest such date: "on thursday 24th of december 2027 at 9 am". */
const TOKENS_MAX = 9;

/** After these words the date is part of a sentence or a name: "tomorrow is another day". */
const GOING_ON = new Set(
  `is was were will would are be been being never and or & + - – — / in of for to the a an at vs until
   till through than may might can could shall should has had not comes came begins starts ends around
   night morning afternoon evening people`.split(/\s+/),
);

/**
 * The number of tokens of the date that leads, which leaves at least one for the title; 0 for none.
 * A weekday alone is a name ("Sunday lunch"), and so is a date with a capital before another capital
 * ("Tomorrow Never Dies").
 */
export function leadingDateSize(tokens: readonly Token[], parse: Parse): number {
  const [first] = tokens;
  if (first === undefined || first.literal || !hasMeaning(first.text)) return 0;
  for (let size = Math.min(TOKENS_MAX, tokens.length - 1); size > 0; size -= 1) {
    const date = tokens.slice(0, size);
    if (parse(date)?.on === undefined) continue;
    return isNamed(date) && isApart(tokens, size, parse) ? size : 0;
  }
  return 0;
}

/** Whether the date says more than a weekday. */
function isNamed(tokens: readonly Token[]): boolean {
  const [first = "", second = ""] = tokens.map(({ text }) => text.toLowerCase().replace(/,$/, ""));
  if (/^(?:today|tomorrow|tmrw|tmr|tonight|on|by|due|before|in|\d{4}.\d\d.\d\d)$/.test(first)) {
    return true;
  }
  if (first === "next") return parseWeekday(second) !== undefined;
  if (parseWeekday(first) !== undefined) return tokens.length > 1 && second !== "next";
  return tokens.some(({ text }) => parseMonth(text.toLowerCase().replace(/,$/, "")) !== undefined);
}

/** Whether what follows begins something else. */
function isApart(tokens: readonly Token[], size: number, parse: Parse): boolean {
  const [first, next] = [tokens[0]?.text ?? "", tokens[size]];
  if (next === undefined || GOING_ON.has(next.text.toLowerCase())) return false;
  if (/^\p{Lu}/u.test(first) && /^\p{Lu}/u.test(next.text)) return false;
  // Another date: "24 dec 2 jan trip".
  return [1, 2, 3].every((more) => parse(tokens.slice(size, size + more)) === undefined);
}
