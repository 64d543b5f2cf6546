/** The form that writes a query. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fieldsOfQuery, queryOfFields, type SearchFields } from "../../src/forms/search.ts";
import { anyQuery } from "../search/arbitrary_trees.ts";
import { anyHostileQuery } from "../search/hostile_queries.ts";
import { printQuery } from "../search/printed.ts";
import { outline, parsed, TODAY } from "../search/trees.ts";

const CONTEXT = {
  now: { date: TODAY, time: "12:00" },
  weekStart: 1,
  dateFormat: null,
  later: () => ({ date: TODAY, time: "12:00" }),
  timeFormat: "24",
} as const;

function written(fields: Record<string, unknown>): string | null {
  return queryOfFields({ form: "1", ...fields }, CONTEXT);
}

/** The fields that are filled in. */
function filled(query: string): Partial<SearchFields> {
  const fields = fieldsOfQuery(query, { today: TODAY, weekStart: 1 });
  const { is, ...texts } = fields;
  const given = Object.entries(texts).filter(([, value]) => value !== "");
  return { ...Object.fromEntries(given), ...(is === "all" ? {} : { is }) };
}

describe("the fields of the form do not become a part of its words", () => {
  for (const [words, expected] of [
    ["pump", "pump list:Home"],
    ['"big pump', 'list:Home "big pump'],
    ["“big pump", "list:Home “big pump"],
    ["call or", "list:Home call or"],
    ["call or\u200E", "list:Home call or"],
    ["(a b", "list:Home (a b"],
    ["or (a b", 'list:Home "or" (a b'],
    ["or a", "or a list:Home"],
    ['"big pump" (a or b)', '"big pump" (a or b) list:Home'],
    ["a -", "a - list:Home"],
    ["a -or", "list:Home a -or"],
    ['#"a b', 'list:Home #"a b'],
    ["", "list:Home"],
    // Not all of so many are read.
    ["x ".repeat(20).trim(), `list:Home ${"x ".repeat(20).trim()}`],
    ["🙂".repeat(1_000), `list:Home ${"🙂".repeat(1_000)}`],
  ] as const) {
    it(words.slice(0, 60), () => {
      const query = written({ words, list: "Home" }) ?? "";
      assert.equal(query, expected);
      const { tree } = parsed(query);
      const parts = tree?.kind === "and" ? tree.children : [tree];
      assert.ok(
        parts.some((part) => outline(part) === 'list="Home"'),
        outline(tree),
      );
    });
  }

  it("nor does a day that is not one", () => {
    assert.equal(written({ day: "“x", is: "open" }), 'due:"“x" is:open');
  });
});

describe("what the form's own fields do not take stays as it was typed", () => {
  const twenty = Array.from({ length: 20 }, (_, index) => `word${index}`).join(" ");
  for (const [query, expected] of Object.entries<Partial<SearchFields>>({
    "pump list:Home due<2026-11-27 is:open sort:title": {
      ...{ words: "pump", list: "Home", due: "before", day: "2026-11-27" },
      ...{ is: "open", sort: "title" },
    },
    "pump due:2026-99-99": { words: "pump due:2026-99-99" },
    [twenty]: { words: twenty },
    [`is:done ${twenty}`]: { words: twenty, is: "done" },
    // It was not read.
    [`${twenty} is:done`]: { words: `${twenty} is:done` },
    "due:this-week": { words: "due:this-week" },
    "due:tomorrow a": { words: "due:tomorrow a" },
    "due<friday #x": { words: "due<friday", tag: "x" },
    "completed>=-7d": { words: "completed>=-7d" },
    "due:Today": { due: "today" },
    "due:2026-12-01": { due: "on", day: "2026-12-01" },
    "due:none x": { words: "x", due: "none" },
    "x -has:due": { words: "x", due: "none" },
    "-due:any": { due: "none" },
    "due<=2026-12-01": { words: "due<=2026-12-01" },
    "-#x": { words: "-#x" },
    "(#x a)": { words: "(#x a)" },
    "#x or a": { words: "#x or a" },
    "#x #y": { words: "#y", tag: "x" },
    "#ab sort:due   'b sort:title": { words: "'b", tag: "ab", sort: "title" },
    "sort:due (a sort:title)": { words: "sort:due (a sort:title)" },
    "sort:deu": { words: "sort:deu" },
    '@"Home': { words: '@"Home' },
    '“big pump” @"Café Zoë"': { words: "“big pump”", list: "Café Zoë" },
    "priority>low -": { words: "-", priority: "medium" },
  })) {
    it(query.slice(0, 60), () => assert.deepEqual(filled(query), expected));
  }
});

it("a query that the form is filled from, and writes again, asks for the same", () => {
  const typedQuery = fc.oneof(anyHostileQuery, anyQuery.map(printQuery));
  let taken = 0;
  fc.assert(
    fc.property(typedQuery, (query) => {
      const before = parsed(query);
      // With too many terms it matters which come first.
      fc.pre(
        before.text.length < 900 && !before.faults.some(({ message }) => /can have/.test(message)),
      );
      const fields = fieldsOfQuery(query, { today: TODAY, weekStart: 1 });
      const again = written({ ...fields }) ?? "";
      if (fields.words !== before.text) taken += 1;
      const after = parsed(again);
      assert.deepEqual(conditions(after.tree), conditions(before.tree), again);
      assert.deepEqual(
        [after.sort, after.faults.map(({ message }) => message)],
        [before.sort, before.faults.map(({ message }) => message)],
        again,
      );
    }),
    { numRuns: 3_000 },
  );
  assert.ok(taken > 300, `${taken} with a field`);
});

const NO_DUE = "(not due * to *)";

/** In any order: everything is found together. */
function conditions(tree: ReturnType<typeof parsed>["tree"]): string[] {
  const parts = tree?.kind === "and" ? tree.children : [tree];
  const outlines = parts.map((part) => outline(part).replace("(not has-due)", NO_DUE));
  return [...new Set(outlines)].toSorted();
}
