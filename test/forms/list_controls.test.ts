/** A list's filters and order, read from and written to the query string. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import {
  type ListOptions,
  listAddress,
  parametersOf,
  parseListOptions,
  SORTS,
  STATUSES,
} from "../../src/forms/list_controls.ts";
import { anyText } from "../support/arbitraries.ts";

const NONE: ListOptions = {
  status: null,
  sort: null,
  tag: null,
  priority: null,
  section: null,
  archived: null,
  q: null,
};

it("leaves missing and empty parameters to the view's defaults", () => {
  assert.deepEqual(parseListOptions({}), NONE);
  const empty = { status: "", sort: "", tag: "", priority: "", section: "", q: " " };
  assert.deepEqual(parseListOptions(empty), NONE);
});

it("accepts the values of each parameter", () => {
  assert.deepEqual(
    parseListOptions({
      ...{ status: "pending", sort: "due", tag: "#bills", priority: "high", section: "7" },
      ...{ archived: "1", q: " is:open " },
    }),
    {
      ...{ status: "pending", sort: "due", tag: "bills", priority: 3, section: 7, archived: true },
      q: "is:open",
    },
  );
  assert.deepEqual(parseListOptions({ priority: "none" }), { ...NONE, priority: 0 });
  // PostgreSQL cannot store NUL.
  assert.equal((parseListOptions({ tag: "a\0b" }) as ListOptions).tag, "a\uFFFDb");
});

it("reports which parameter is not valid", () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ status: "done" }, /^Status must be/],
    [{ status: ["all", "pending"] }, /^Status must be/],
    [{ sort: "completed" }, /^Sort must be/],
    [{ sort: "due_on" }, /^Sort must be/],
    [{ priority: "3" }, /^Priority must be/],
    [{ priority: "HIGH" }, /^Priority must be/],
    [{ tag: ["a", "b"] }, /^Tag must be/],
    [{ section: "0" }, /^Section must be/],
    [{ section: "x" }, /^Section must be/],
    [{ section: ["1"] }, /^Section must be/],
    [{ q: ["a", "b"] }, /^Query must be/],
  ];
  for (const [query, message] of wrong) assert.match(String(parseListOptions(query)), message);
});

it("reads back the options that it wrote into an address", () => {
  const options = fc.record({
    status: fc.option(fc.constantFrom(...STATUSES)),
    sort: fc.option(fc.constantFrom(...SORTS)),
    tag: fc.option(
      fc.string({ unit: "grapheme", minLength: 1 }).filter((tag) => !/^#|\0/.test(tag)),
    ),
    priority: fc.option(fc.constantFrom(0, 1, 2, 3)),
    section: fc.option(fc.integer({ min: 1, max: 2_147_483_647 })),
    archived: fc.option(fc.constant(true)),
    q: fc.option(
      fc
        .string({ unit: "grapheme", minLength: 1 })
        .filter((text) => text === text.trim() && !text.includes("\0")),
    ),
  }) as fc.Arbitrary<ListOptions>;
  fc.assert(
    fc.property(options, (chosen) => {
      const { pathname, searchParams } = new URL(
        listAddress("/inbox", chosen),
        "http://app.invalid",
      );
      assert.equal(pathname, "/inbox");
      assert.deepEqual(parseListOptions(parametersOf(searchParams)), { ...chosen });
    }),
  );
});

it("omits the view's defaults, and keeps the page parameters", () => {
  assert.equal(listAddress("/tasks", NONE), "/tasks");
  assert.equal(
    listAddress("/tasks", { ...NONE, status: "pending" }, { limit: 5, cursor: "abc" }),
    "/tasks?status=pending&limit=5&cursor=abc",
  );
});

it("returns options or a message for any query", () => {
  const value = fc.oneof(anyText, fc.anything());
  const query = fc.record(
    { status: value, sort: value, tag: value, priority: value, section: value },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(query, (asked) => {
      const result = parseListOptions(asked);
      if (typeof result === "string") assert.match(result, / must be /);
    }),
    { numRuns: 100 },
  );
});
