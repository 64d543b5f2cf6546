/** What queries are in plain words. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explain, explanationText, sentenceOf } from "../../src/search/explain.ts";
import { resolveQuery } from "../../src/search/resolve.ts";
import { NAMES } from "./names.ts";
import { parsed } from "./trees.ts";

function explained(query: string, count: number | null = null) {
  const read = parsed(query);
  const { condition } = resolveQuery(read, NAMES);
  return sentenceOf(explain(condition), { count, sort: read.sort });
}

function reads(sentences: Record<string, string>): void {
  for (const [query, sentence] of Object.entries(sentences)) {
    it(query, () => assert.equal(explanationText(explained(query)), sentence));
  }
}

describe("a sentence", () => {
  reads({
    "is:open @home due<friday #errand pump":
      "open tasks in Home, due before Fri 27 Nov 2026, tagged #errand, with the word 'pump'",
    "": "all tasks",
    milk: "tasks with the word 'milk'",
    "milk bread": "tasks with the word 'milk', with the word 'bread'",
    '"pay rent"': "tasks with the words 'pay rent'",
    "-milk": "tasks without the word 'milk'",
    "milk is:overdue is:repeating": "overdue repeating tasks with the word 'milk'",
    "is:done": "completed tasks",
    "-is:open": "tasks not open",
    "is:today": "tasks shown on Today",
    "is:inbox": "tasks in the Inbox",
    "is:someday": "tasks open without a due day",
    "is:archived is:deleted is:hidden": "archived deleted hidden tasks",
  });
});

describe("names", () => {
  reads({
    "@HOME/kitchen": "tasks in Home in the section Kitchen",
    "-@home": "tasks not in Home",
    "@inbox": "tasks in the Inbox",
    "section:kitchen": "tasks in the section Kitchen",
    "-#errand": "tasks not tagged #errand",
  });
});

describe("groups", () => {
  reads({
    "milk or #errand": "tasks with the word 'milk' or tagged #errand",
    "(milk is:done) or #errand": "tasks (with the word 'milk' and completed) or tagged #errand",
    "pump milk or #errand":
      "tasks with the word 'pump', either with the word 'milk' or tagged #errand",
    "is:open milk or #errand": "open tasks with the word 'milk' or tagged #errand",
    "-(milk or bread)": "tasks but not (with the word 'milk' or with the word 'bread')",
    "pump -(milk or bread)":
      "tasks with the word 'pump', but not (with the word 'milk' or with the word 'bread')",
    "-(milk #errand)": "tasks but not (with the word 'milk' and tagged #errand)",
    "a1 or -(b1 c1)": "tasks with the word 'a1' or not (with the word 'b1' and with the word 'c1')",
  });
});

describe("the order that was asked for", () => {
  reads({
    "sort:due": "all tasks, the first due day first",
    "is:open sort:priority": "open tasks, the highest priority first",
    "sort:created milk": "tasks with the word 'milk', the newest first",
    "is:done sort:completed": "completed tasks, the last completed first",
    "sort:title sort:rank": "all tasks, the best match first",
    "@home sort:title": "tasks in Home, by title",
  });
});

describe("what is asked for twice", () => {
  reads({
    "is:open is:open is:open": "open tasks",
    "-is:open -is:open": "tasks not open",
    "is:done is:open is:done": "completed open tasks",
    "milk or milk": "tasks with the word 'milk'",
    "@home (milk or #errand or milk) @HOME":
      "tasks in Home, either with the word 'milk' or tagged #errand",
  });
});

describe("the number of tasks", () => {
  for (const [count, noun] of [
    [0, "tasks"],
    [1, "task"],
    [2, "tasks"],
  ] as const) {
    it(String(count), () => {
      assert.equal(explanationText(explained("sort:title", count)), `${noun}, by title`);
      assert.equal(explanationText(explained("is:open", count)), `open ${noun}`);
    });
  }
});

describe("parts and priorities", () => {
  reads({
    "has:due": "tasks with a due day",
    "-has:tags has:checklist": "tasks without tags, with a checklist",
    "priority:high": "tasks with high priority",
    "priority:none": "tasks without a priority",
    "priority>=medium": "tasks with medium priority or higher",
    "priority<high": "tasks with medium priority or lower",
    "priority>high": "tasks with a priority that there is not",
  });
});

describe("days", () => {
  reads({
    "due:today": "tasks due on Fri 27 Nov 2026",
    "due<=tomorrow": "tasks due on or before Sat 28 Nov 2026",
    "due>today": "tasks due after Fri 27 Nov 2026",
    "created>=-7d": "tasks created on or after Fri 20 Nov 2026",
    "completed:this-month": "tasks completed from Sun 1 Nov 2026 to Mon 30 Nov 2026",
    "-changed:today": "tasks not changed on Fri 27 Nov 2026",
    "start:next-week": "tasks hidden until from Mon 30 Nov 2026 to Sun 6 Dec 2026",
    "due:none": "tasks without a due day",
    "start:any": "tasks with a start day",
    "completed:none": "tasks not completed",
    "due:0001-01-01": "tasks due on Mon 1 Jan 1",
    "due:9999-12-31": "tasks due on Fri 31 Dec 9999",
  });
});

it("the person's own words are marked as such, and nothing else", () => {
  assert.deepEqual(explained('"<b>" or @home'), [
    { text: "tasks with the word ", isTyped: false },
    { text: "<b>", isTyped: true },
    { text: " or in Home", isTyped: false },
  ]);
});
