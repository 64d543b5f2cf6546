/**
 * Random requests to the running application. The number of runs is limited and the seed is fixed,
 * and reported when a property fails. For other and more requests:
 * FUZZ_SEED=1 FUZZ_RUNS=20 npm test -- test/fuzz/*.test.ts
 */
import fc from "fast-check";
import { anyCharacter, anyText, textAround } from "../support/arbitraries.ts";

export { textAround };

const TIMES = Number(process.env.FUZZ_RUNS ?? 1);

/** @throws with the seed, the path and the smallest counterexample. */
export function assertProperty<T>(property: fc.IAsyncProperty<T>, runs: number): Promise<void> {
  return fc.assert(property, { numRuns: runs * TIMES });
}

/** Text that the database cannot store, or that means something in HTML, SQL or JavaScript. */
const HOSTILE = [
  ...["\0", "\ud83c", "\udffb", "x", " "],
  ...["<script>alert(1)</script>", '" autofocus onfocus="x', "</textarea><b>", "&lt;&#0;&amp"],
  ...["<%= 7*7 %>", "{{7*7}}", "'; drop table tasks; --", "%00%ZZ+&a=b", "__proto__"],
];

export const text: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: anyText, weight: 2 },
  {
    arbitrary: fc
      .array(fc.constantFrom(...HOSTILE), { maxLength: 5 })
      .map((parts) => parts.join("")),
    weight: 1,
  },
);

export const json: fc.Arbitrary<unknown> = fc.jsonValue({ stringUnit: anyCharacter, maxDepth: 3 });

/** The usual values most of the time, otherwise any JSON value. */
export function mostly<T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: json, weight: 1 });
}

/** A field's value, or `undefined` when the field is not sent. */
export function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined, freq: 9 });
}

/** A JSON object as text, in this order. Names may be repeated and may be `__proto__`. */
export function jsonText(entries: readonly (readonly [string, unknown])[]): string {
  const sent = entries.filter(([, value]) => value !== undefined);
  return `{${sent.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)}}`;
}

/** The text as it is stored: NUL and lone surrogates become U+FFFD. */
export function storable(sent: string): string {
  return sent.toWellFormed().replaceAll("\0", "\ufffd");
}

/** Whether the text has no visible characters. */
export function isBlank(sent: string): boolean {
  return /^[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]*$/u.test(storable(sent));
}

/** The text without white space and control characters, which may be changed. */
export function letters(sent: string): string {
  return storable(sent).replace(/[\s\p{Cc}]+/gu, "");
}

/** In code points. */
export function lengthOf(sent: string): number {
  return [...sent].length;
}
