/** Queries as text: printed and parsed again, they are the same. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { QUERY_MAX } from "../../src/search/parse.ts";
import { termsOf } from "../../src/search/tree.ts";
import { lengthOf } from "../../src/text.ts";
import { anyQuery } from "./arbitrary_trees.ts";
import { printQuery } from "./printed.ts";
import { parsed } from "./trees.ts";

it("any tree that is printed and parsed again is the same tree", () => {
  let deep = 0;
  fc.assert(
    fc.property(anyQuery, (query) => {
      const terms = [...termsOf(query.tree)].length;
      const text = printQuery(query);
      fc.pre(terms <= 12 && lengthOf(text) <= QUERY_MAX);
      if (terms > 4) deep += 1;
      const { tree, sort, faults } = parsed(text);
      assert.deepEqual({ tree, sort, faults }, { ...query, faults: [] }, text);
    }),
    { numRuns: 3_000 },
  );
  assert.ok(deep > 100, `${deep} of more than four terms`);
});

it("whatever is typed: what is understood of it is printed as the same tree", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (typed) => {
      const { tree, sort } = parsed(typed);
      const again = parsed(printQuery({ tree, sort }));
      assert.deepEqual({ tree: again.tree, sort: again.sort }, { tree, sort });
    }),
  );
});

describe("as a person would write it", () => {
  const printed: Record<string, string> = {
    "list:Home   #errand": "list:Home tag:errand",
    '@"Café Zoë" "pump"': 'list:"Café Zoë" pump',
    "a (b c) or d": "a ((b c) or d)",
    "(a b) or (c or d)": "(a b) or c or d",
    "-(a or b)": "-(a or b)",
    "-(-a)": "a",
    "due:today": "due:2026-11-27",
    "due<tomorrow": "due<2026-11-28",
    "created:2026-11": "created:2026-11-01..2026-11-30",
    "due:none": "-due:any",
    "priority>low": "priority>=medium",
    "or sort:due": '"or" sort:due',
    '"say \\"no\\""': '"say \\"no\\""',
  };
  for (const [query, text] of Object.entries(printed)) {
    it(query, () => {
      const { tree, sort } = parsed(query);
      assert.equal(printQuery({ tree, sort }), text);
    });
  }
});
