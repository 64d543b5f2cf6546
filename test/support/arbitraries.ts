/** Random input for property-based tests. */
import fc from "fast-check";
import { addDays } from "../../src/dates/calendar.ts";

/** Characters that break naive code: invisible, combining, right to left, lone surrogates, controls. */
const TRICKY = [
  ..."aZ0 @.\"'<>&%_-/\\",
  ...["\0", "\t", "\n", "\r\n", "\u0085", "\u001b", "\u007f"],
  ...["\u00a0", "\u3000", "\u2028", "\u2029", "\ufeff"],
  ...["\u200b", "\u200d", "\u00ad", "\u2060", "\u3164", "\ufe0f", "\u{e0061}"],
  ...["\u0301", "e\u0301", "é", "ß", "İ", "K", "ﬁ"],
  ...["\u202e", "שלום", "\u061c", "مرحبا"],
  ...["🙂", "👩‍👩‍👧", "🇪🇺", "𝕏", "\u{10ffff}", "\ufffd", "\ufffe"],
  ...["\ud800", "\udc00", "\udfff\ud83d"],
];

/** NUL and lone surrogates: neither PostgreSQL nor a page can hold them. */
export const UNSTORABLE =
  /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Any Unicode character. fast-check's own unit "binary" is the same, but first builds a table of all
 * of them, which takes seconds in each process.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10f7ff })
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800));

/** Any JavaScript string, lone surrogates included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom(...TRICKY)).map((parts) => parts.join("")),
);

/** Any day from the year 73 to 9929. */
export const anyCalendarDay: fc.Arbitrary<string> = fc
  .integer({ min: -700_000, max: 2_900_000 })
  .map((days) => addDays("1990-01-01", days));

/** Text of about `limit` characters, up to two more or fewer. */
export function textAround(limit: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min: limit - 2, max: limit + 2 }), fc.constantFrom(...TRICKY, "x"))
    .map(([length, part]) =>
      part.repeat(Math.ceil(length / [...part].length)).slice(0, length * 2),
    );
}

/** A body with these fields, each a text, missing or any other value, and unknown ones; or no body. */
export function anyBody(...fields: string[]): fc.Arbitrary<unknown> {
  const value = fc.oneof({ weight: 4, arbitrary: anyText }, fc.anything());
  const known = fc.record(Object.fromEntries(fields.map((field) => [field, value])), {
    requiredKeys: [],
  });
  const others = fc.dictionary(fc.string(), fc.anything(), { maxKeys: 2 });
  const body = fc.tuple(others, known).map(([rest, own]) => ({ ...rest, ...own }));
  return fc.oneof({ weight: 9, arbitrary: body }, fc.anything());
}
