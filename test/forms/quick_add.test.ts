/** A quick-add line and many of them, as their forms send them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseBulkAdd } from "../../src/forms/bulk_add.ts";
import { parsePlainLine, parseQuickLine, quickAddDefaults } from "../../src/forms/quick_add.ts";
import { anyBody } from "../support/arbitraries.ts";

const OPTIONS = { now: { date: "2026-11-21", time: "10:00" }, weekStart: 1 };
const NOWHERE = { listId: null, sectionId: null, dueOn: null, tag: null };

function taskOf(fields: Record<string, unknown>) {
  const result = parseQuickLine(fields, OPTIONS);
  return result.ok ? result.value.task : result.errors.title;
}

describe("a line", () => {
  it("says a task, and its page the rest", () => {
    const place = { list: "3/7", due_on: "2027-01-02", tag: "home" };
    assert.deepEqual(taskOf({ title: "Pay rent !1", ...place }), {
      title: "Pay rent",
      description: "",
      dueOn: "2027-01-02",
      dueTime: null,
      repeat: null,
      priority: 3,
      listId: 3,
      sectionId: 7,
      tags: ["home"],
    });
    assert.deepEqual(taskOf({ title: "Pay rent tomorrow @Bills #HOME", ...place }), {
      title: "Pay rent",
      description: "",
      dueOn: "2026-11-22",
      dueTime: null,
      repeat: null,
      priority: 0,
      listName: "Bills",
      tags: ["HOME"],
    });
  });

  it("has no more tags with its page's than a task can have", () => {
    const tags = Array.from({ length: 20 }, (_, n) => `t${n}`);
    const task = taskOf({ title: `Pay rent ${tags.map((tag) => `#${tag}`).join(" ")}`, tag: "x" });
    assert.deepEqual(typeof task === "object" && task.tags, tags);
  });

  it("is told what is wrong with it, and kept", () => {
    const cases: [unknown, string][] = [
      ["", "Title is required"],
      [undefined, "Title is required"],
      ["\u200b", "Title is required"],
      [["a"], "Title must be text"],
      [`${"x".repeat(201)} tomorrow`, "Title must be 200 characters or less"],
      [`a // ${"n".repeat(10_001)}`, "Description must be 10,000 characters or less"],
    ];
    for (const [title, message] of cases) assert.equal(taskOf({ title }), message);
    const result = parseQuickLine({ title: `  ${"x".repeat(201)}` }, OPTIONS);
    assert.equal(!result.ok && result.values.title, `  ${"x".repeat(201)}`);
  });

  it("takes nonsense from its page for nothing", () => {
    const odd = { list: "x", due_on: "soon", tag: "a b" };
    assert.deepEqual(quickAddDefaults(odd), NOWHERE);
    assert.deepEqual(quickAddDefaults({ list: ["1"], due_on: 7, tag: {} }), NOWHERE);
  });

  it("is a title and nothing else when it is kept as text", () => {
    const line = parsePlainLine({ text: "Pay rent tomorrow @home", list: "3", tag: "x" });
    assert.ok(typeof line === "object");
    assert.deepEqual(
      [line.title, line.dueOn, line.listId, line.tags],
      ["Pay rent tomorrow @home", null, 3, ["x"]],
    );
    assert.equal(parsePlainLine({ text: " " }), "Title is required");
    const long = "Title must be 200 characters or less";
    assert.equal(parsePlainLine({ text: "x".repeat(201) }), long);
  });
});

it("many lines are as many tasks, and a fault names its line", () => {
  const many = (lines: unknown) => {
    const result = parseBulkAdd({ lines, list: "3" }, OPTIONS);
    return result.ok
      ? result.value.tasks.map(({ title, listId }) => [title, listId])
      : result.errors.lines;
  };
  assert.deepEqual(many("- One\r\n\r\n* Two @home"), [
    ["One", 3],
    ["Two", undefined],
  ]);
  assert.equal(many(`One\n\n${"x".repeat(201)}`), "Line 2: Title must be 200 characters or less");
  assert.equal(many(" \n"), "At least one line is required");
  assert.equal(many(["One"]), "Lines must be text");
});

it("whatever is sent is answered", () => {
  fc.assert(
    fc.property(anyBody("title", "text", "lines", "list", "due_on", "tag"), (body) => {
      const fields =
        typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
      const line = parseQuickLine(fields, OPTIONS);
      if (line.ok) assert.ok([...line.value.task.title].length <= 200);
      parsePlainLine(fields);
      parseBulkAdd(fields, OPTIONS);
    }),
    { numRuns: 100 },
  );
});
