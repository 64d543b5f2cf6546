/** The completion form: what is posted names the state it wants, and maybe the row. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parseCompletion } from "../../src/forms/completion.ts";
import { anyText } from "../support/arbitraries.ts";

it("names the state that is wanted", () => {
  assert.deepEqual(parseCompletion({ done: "1" }), { id: null, done: true });
  assert.deepEqual(parseCompletion({ done: "0", version: "3" }), { id: null, done: false });
});

it("names the row by the button that was pressed", () => {
  assert.deepEqual(parseCompletion({ "complete-7": "Done" }), { id: 7, done: true });
  assert.deepEqual(parseCompletion({ _csrf: "x", "reopen-12": "" }), { id: 12, done: false });
});

it("wants nothing where nothing of it is said", () => {
  const bodies = [
    {},
    { done: "" },
    { done: "2" },
    { done: "true" },
    { done: 1 },
    { done: ["1"] },
    { "complete-0": "" },
    { "complete-01": "" },
    { "complete--1": "" },
    { "complete-1x": "" },
    { "toggle-1": "" },
    { "reopen-": "" },
  ];
  for (const body of bodies) assert.equal(parseCompletion(body), null, JSON.stringify(body));
});

it("names no row that there cannot be", () => {
  assert.equal(parseCompletion({ "complete-2147483648": "" })?.id, null);
  const name = fc.oneof(
    anyText,
    fc.nat().map((id) => `complete-${id}`),
    anyText.map((text) => `reopen-${text}`),
  );
  fc.assert(
    fc.property(fc.dictionary(name, fc.anything()), (fields) => {
      const id = parseCompletion(fields)?.id ?? null;
      if (id !== null) assert.ok(`complete-${id}` in fields || `reopen-${id}` in fields);
    }),
  );
});
