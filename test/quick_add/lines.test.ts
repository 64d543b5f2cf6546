/** Splitting pasted text into tasks. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { parseLines } from "../../src/quick_add/lines.ts";
import { NOW } from "./fixed_clock.ts";

async function titles(text: string): Promise<string[]> {
  const read = await parseLines(text, { now: NOW });
  return read.ok ? read.tasks.map(({ title }) => title) : assert.fail(read.message);
}

it("makes a task of each line in order, with any line ending", async () => {
  assert.deepEqual(await titles("one\ntwo\r\nthree\rfour tomorrow\n"), [
    "one",
    "two",
    "three",
    "four",
  ]);
});

it("drops blank lines and list markers", async () => {
  const text =
    "- one\n\n  * two\n\t\u200B\n1. three\n2) four\n- [ ] five\n[ ] six\n-\n• seven\n[] eight";
  assert.deepEqual(await titles(text), "one two three four five six seven eight".split(" "));
});

it("keeps what only looks like a list marker", async () => {
  const text = ["-5 degrees", "1984. A novel", "1.5 litres", "[x] done", "*bold*"];
  assert.deepEqual(await titles(text.join("\n")), text);
});

it("accepts 500 lines", async () => {
  assert.equal(
    (await titles("Pay rent tomorrow 9am every month @home #bills !1 // note\n".repeat(500)))
      .length,
    500,
  );
});

it("rejects 10,000 lines and reports their number", async () => {
  assert.deepEqual(await parseLines("Pay rent\n\n".repeat(10_000), { now: NOW }), {
    ok: false,
    count: 10_000,
    message: "At most 500 tasks can be added at once; these are 10,000 lines",
  });
});

it("rejects 501 lines", async () => {
  assert.equal((await parseLines("Pay rent\n".repeat(501), { now: NOW })).ok, false);
});

it("returns no tasks for blank text", async () => {
  assert.deepEqual(await parseLines(" \r\n- \n", { now: NOW }), { ok: true, tasks: [] });
});

it("numbers the lines of the text, and reads an indented one as a checklist item", async () => {
  const text = "\n  Trip\n\n    - socks\n\tmap tomorrow\n   Rent\n    oats @shop\n    oil";
  const read = await parseLines(text, { now: NOW });
  assert.ok(read.ok);
  assert.deepEqual(
    read.tasks.map(({ number, title, isItem }) => [number, title, isItem]),
    [
      [2, "Trip", false],
      [4, "socks", true],
      // Nor can it have a date.
      [5, "map tomorrow", true],
      [6, "Rent", false],
      // An item cannot be in a list: this is none.
      [7, "oats", false],
      [8, "oil", true],
    ],
  );
  const unread = read.tasks.filter((task) => task.unread.length > 0);
  assert.deepEqual(
    unread.map(({ number, dueOn, unread }) => [number, dueOn, unread]),
    [[5, null, ["item_date"]]],
  );
  const first = await parseLines("    - socks\nTrip", { now: NOW });
  assert.ok(first.ok && !first.tasks[0]?.isItem);
});
