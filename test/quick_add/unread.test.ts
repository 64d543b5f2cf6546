/** What a line seems to say and was not read. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { describeUnread, unreadIn } from "../../src/quick_add/unread.ts";
import { parse } from "./fixed_clock.ts";

const tags = (count: number) => Array.from({ length: count }, (_, n) => `#t${n}`).join(" ");

it("is a date, a tag or a list, in words", () => {
  const cases: [string, string][] = [
    ["Dentist 3/12 14:30", "No date was read"],
    [`Oats #${"ä".repeat(51)}`, "A tag was not read: 50 characters or less, at most 20 tags"],
    [`#${"x".repeat(51)}, oats`, "A tag was not read: 50 characters or less, at most 20 tags"],
    [`Oats ${tags(21)}`, "A tag was not read: 50 characters or less, at most 20 tags"],
    [`Oats @${"x".repeat(101)}`, "A list was not read: 100 characters or less"],
    [`Oats @"${"x y".repeat(40)}"`, "A list was not read: 100 characters or less"],
  ];
  for (const [line, text] of cases) {
    const said = parse(line);
    assert.equal(describeUnread(unreadIn(line, said)).join(), text, line);
  }
});

it("is nothing where all is read, is quoted, or has no meaning", () => {
  const long = "x".repeat(51);
  const lines = [
    "Dentist tomorrow",
    "call mum 1h30",
    "Read 1984",
    `Oats #${"ä".repeat(50)}`,
    `Oats #${"a\u0308".repeat(50)}`,
    `Oats ${tags(20)}`,
    `Read "#${long}"`,
    `Read \\#${long}`,
    `Fix #${"1".repeat(51)}`,
    `Oats @${"x".repeat(100)}`,
    `Ask me@${"x".repeat(101)}`,
  ];
  for (const line of lines) assert.deepEqual(unreadIn(line, parse(line)), [], line);
});

it("leaves how long it takes in the title, also beside a day", () => {
  for (const [line, title, due] of [
    ["call 1h30", "call 1h30", null],
    ["call mum 1h30", "call mum 1h30", null],
    ["call mum 1h30 tomorrow", "call mum 1h30", "2026-11-21"],
    ["tomorrow call mum 2h", "call mum 2h", "2026-11-21"],
  ]) {
    const { title: read, dueOn, dueTime } = parse(line ?? "");
    assert.deepEqual([read, dueOn, dueTime], [title, due, null], line ?? "");
  }
});
