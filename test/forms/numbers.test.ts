/** Positive integers, in their canonical spelling only. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parsePositiveInteger } from "../../src/forms/numbers.ts";
import { parseVersion } from "../../src/forms/task.ts";

it("accepts decimal digits from 1 to PostgreSQL's largest integer", () => {
  const numbers: [unknown, number][] = [
    ["1", 1],
    ["2147483647", 2_147_483_647],
    [7, 7],
  ];
  for (const [sent, number] of numbers) {
    assert.equal(parsePositiveInteger(sent), number);
    assert.equal(parseVersion(sent), number);
  }
});

it("returns null for anything else", () => {
  const others: unknown[] = [
    ...["", "0", "-1", "+1", "01", "1.0", "1e3", " 1", "1 ", "0x1", "1_0", "١", "one", "1\n"],
    ...["2147483648", "9999999999", "99999999999999999999", "Infinity", "NaN"],
    ...[0, -1, 1.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648],
    ...[undefined, null, true, [], ["1"], [1], {}, { valueOf: () => 1 }, 1n, Symbol("1")],
  ];
  for (const sent of others) assert.equal(parsePositiveInteger(sent), null, String(sent));
  fc.assert(
    fc.property(fc.anything(), (sent) => {
      const number = parsePositiveInteger(sent);
      if (number !== null) assert.equal(String(number), String(sent));
    }),
  );
});
