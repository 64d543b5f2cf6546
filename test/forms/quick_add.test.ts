/** The forms that add one line and many lines of quick add. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseBulkAdd } from "../../src/forms/bulk_add.ts";
import { parsePlainLine, parseQuickLine, quickAddDefaults } from "../../src/forms/quick_add.ts";
import { anyBody } from "../support/arbitraries.ts";

const OPTIONS = { now: { date: "2026-11-21", time: "10:00" }, weekStart: 1 };
const NO_DEFAULTS = { listId: null, sectionId: null, dueOn: null, tags: [], priority: 0 };

function taskOf(fields: Record<string, unknown>) {
  const result = parseQuickLine(fields, OPTIONS);
  return result.ok ? result.value.task : result.errors.title;
}

describe("one line", () => {
  it("is a task, with what it leaves out filled in from its page", () => {
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

  it("does not add the page's tag beyond 20 tags", () => {
    const tags = Array.from({ length: 20 }, (_, n) => `t${n}`);
    const task = taskOf({ title: `Pay rent ${tags.map((tag) => `#${tag}`).join(" ")}`, tag: "x" });
    assert.deepEqual(typeof task === "object" && task.tags, tags);
  });

  it("is kept, with a message, when it is not valid", () => {
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

  it("ignores defaults of its page that are not valid", () => {
    const odd = { list: "x", due_on: "soon", tag: "a,b c.", priority: "3" };
    assert.deepEqual(quickAddDefaults(odd), NO_DEFAULTS);
    assert.deepEqual(quickAddDefaults({ tag: "a b" }), { ...NO_DEFAULTS, tags: ["a", "b"] });
    assert.deepEqual(
      quickAddDefaults({ list: ["1"], due_on: 7, tag: {}, priority: 3 }),
      NO_DEFAULTS,
    );
  });

  it("is only a title when it is kept as text", () => {
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

it("each of many lines is a task, and an error names the line's number", async () => {
  const many = async (lines: unknown) => {
    const result = await parseBulkAdd({ lines, list: "3" }, OPTIONS);
    return result.ok
      ? result.value.tasks.map(({ title, listId }) => [title, listId])
      : result.errors.lines;
  };
  assert.deepEqual(await many("- One\r\n\r\n* Two @home"), [
    ["One", 3],
    ["Two", undefined],
  ]);
  assert.equal(
    await many(`One\n\n${"x".repeat(201)}`),
    "Line 3: Title must be 200 characters or less",
  );
  assert.equal(await many(" \n"), "At least one line is required");
  assert.equal(await many(["One"]), "Lines must be text");
});

it("any body gives tasks or an error", async () => {
  await fc.assert(
    fc.asyncProperty(anyBody("title", "text", "lines", "list", "due_on", "tag"), async (body) => {
      const fields =
        typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
      const line = parseQuickLine(fields, OPTIONS);
      if (line.ok) assert.ok([...line.value.task.title].length <= 200);
      parsePlainLine(fields);
      await parseBulkAdd(fields, OPTIONS);
    }),
    { numRuns: 100 },
  );
});
