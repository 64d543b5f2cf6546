/** Random trees of queries, as parsing makes them. */
import fc from "fast-check";
import type { Priority } from "../../src/models/priority.ts";
import { searchNeedle } from "../../src/search/key.ts";
import {
  type Bound,
  DAY_FIELDS,
  type DayField,
  type FactTerm,
  grouped,
  negated,
  PARTS,
  QUERY_SORTS,
  type Query,
  type QueryNode,
  type QueryTerm,
  STATES,
} from "../../src/search/tree.ts";
import { anyCalendarDay, anyText } from "../support/arbitraries.ts";

/** Words in several scripts, and what looks like something else than words. */
export const WORDS = [
  ..."milk Café cafe cafe\u0301 CAFÉ Straße strasse naïve ﬁne İstanbul e-mail C++ it's n x".split(
    " ",
  ),
  ..."会议 明天会议notes 议 がき 한국어 שָׁלוֹם مرحبا हिन्दी 🙂 50% % _ a_b \\path \\ ' a'b".split(" "),
  ...[
    '"',
    'say"no',
    "“",
    "(",
    ")",
    "(a)",
    "-",
    "-x",
    "--",
    "or",
    "OR",
    "and",
    "not",
    "&",
    "|",
    "!",
  ],
  ...[
    "is:open",
    "is:",
    "due<x",
    "@home",
    "#",
    "a:b",
    "<->",
    "http://x.y/?a=1",
    "constructor:x",
    "to",
  ],
];

/** As parsing leaves a text: in one line, without directional marks, with something to find. */
function cleaned(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g, "")
    .trim();
}

const anyWords = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...WORDS) },
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }).map((all) => all.join(" ")),
  anyText.map((text) => text.slice(0, 20)),
);
const text = anyWords.map(cleaned).filter((one) => searchNeedle(one) !== "");
const name = anyWords.map(cleaned).filter((one) => one !== "" && !one.startsWith("#"));

const bound: fc.Arbitrary<Bound> = fc
  .tuple(fc.oneof(anyCalendarDay, fc.constantFrom("0001-01-01", "9999-12-31")), fc.boolean())
  .map(([day, isIncluded]) => ({ day, isIncluded }));
const day: fc.Arbitrary<FactTerm> = fc
  .record({ field: fc.constantFrom(...DAY_FIELDS), from: fc.option(bound), to: fc.option(bound) })
  .map(({ field, from, to }) => canonicalDay(field, from, to));

/** A range has both of its days, the first one first, and only what can be missing is asked for as such. */
export function canonicalDay(field: DayField, from: Bound | null, to: Bound | null): FactTerm {
  if (from !== null && to !== null) {
    const days = [from, to].toSorted((one, other) => (one.day < other.day ? -1 : 1));
    const [first, last] = days.map((one) => ({ ...one, isIncluded: true }));
    return { kind: "day", field, from: first ?? null, to: last ?? null };
  }
  const canBeMissing = field !== "created" && field !== "changed";
  return { kind: "day", field: (from ?? to ?? canBeMissing) ? field : "due", from, to };
}

const priority = fc
  .constantFrom([3, 0], [0, 0], [1, 1], [2, 2], [3, 3], [1, 3], [2, 3], [0, 3], [0, 1], [0, 2])
  .map(([from, to]): FactTerm => {
    return { kind: "priority", from: from as Priority, to: to as Priority };
  });

export interface Vocabulary {
  text: fc.Arbitrary<string>;
  name: fc.Arbitrary<string>;
  day: fc.Arbitrary<FactTerm>;
}

/** @param words default: any. */
export function anyTree(words: Vocabulary = { text, name, day }): fc.Arbitrary<QueryNode> {
  const term: fc.Arbitrary<QueryTerm> = fc.oneof(
    { weight: 3, arbitrary: words.text.map((one) => ({ kind: "text", text: one }) as const) },
    fc
      .tuple(fc.constantFrom("list", "section", "tag"), words.name)
      .map(([kind, name]) => ({ kind, name })),
    fc.constantFrom(...STATES).map((state) => ({ kind: "is", state }) as const),
    fc.constantFrom(...PARTS).map((part) => ({ kind: "has", part }) as const),
    words.day,
    priority,
  );
  const { tree } = fc.letrec<{ tree: QueryNode }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 3, arbitrary: term },
      { weight: 2, arbitrary: tie("tree").map((node) => negated(node)) },
      ...(["and", "or"] as const).map((kind) => ({
        weight: 2,
        arbitrary: fc
          .array(tie("tree"), { minLength: 2, maxLength: 3 })
          .map((nodes) => grouped(kind, nodes) as QueryNode),
      })),
    ),
  }));
  return tree;
}

export const anyQuery: fc.Arbitrary<Query> = fc.record({
  tree: fc.option(anyTree()),
  sort: fc.option(fc.constantFrom(...QUERY_SORTS)),
});
