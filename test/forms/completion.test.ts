/** The completion form: the state that is wanted, and the row if a row's button was used. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parseCompletion } from "../../src/forms/completion.ts";
import { anyText } from "../support/arbitraries.ts";

it("reads the wanted state", () => {
  assert.deepEqual(parseCompletion({ done: "1" }), { id: null, done: true });
  assert.deepEqual(parseCompletion({ done: "0", version: "3" }), { id: null, done: false });
});

it("reads the task's id from the name of the button", () => {
  assert.deepEqual(parseCompletion({ "complete-7": "Done" }), { id: 7, done: true });
  assert.deepEqual(parseCompletion({ _csrf: "x", "reopen-12": "" }), { id: 12, done: false });
});

it("returns null for a body without a valid state", () => {
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

it("returns only ids that were posted and that the database can hold", () => {
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
