/** Many pasted lines. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { parseLines } from "../../src/quick_add/lines.ts";
import { NOW } from "./at.ts";

function titles(text: string): string[] {
  const read = parseLines(text, { now: NOW });
  return read.ok ? read.tasks.map(({ title }) => title) : assert.fail(read.message);
}

it("makes a task of each line, in order, whatever the line ends", () => {
  assert.deepEqual(titles("one\ntwo\r\nthree\rfour tomorrow\n"), ["one", "two", "three", "four"]);
});

it("drops blank lines and the markers that other programs put before items", () => {
  const text =
    "- one\n\n  * two\n\t\u200B\n1. three\n2) four\n- [ ] five\n[ ] six\n-\n• seven\n[] eight";
  assert.deepEqual(titles(text), "one two three four five six seven eight".split(" "));
});

it("keeps what only looks like a marker", () => {
  const text = ["-5 degrees", "1984. A novel", "1.5 litres", "[x] done", "*bold*"];
  assert.deepEqual(titles(text.join("\n")), text);
});

it("takes 500 lines", () => {
  assert.equal(
    titles("Pay rent tomorrow 9am every month @home #bills !1 // note\n".repeat(500)).length,
    500,
  );
});

it("refuses more, with their number, and is quick about 10,000", () => {
  assert.deepEqual(parseLines("Pay rent\n\n".repeat(10_000), { now: NOW }), {
    ok: false,
    count: 10_000,
    message: "At most 500 tasks can be added at once; these are 10,000 lines",
  });
});

it("refuses the 501st", () => {
  assert.equal(parseLines("Pay rent\n".repeat(501), { now: NOW }).ok, false);
});

it("makes nothing of no lines", () => {
  assert.deepEqual(parseLines(" \r\n- \n", { now: NOW }), { ok: true, tasks: [] });
});
