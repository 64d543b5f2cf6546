/** Parsing quick-add lines. It is Friday 20 November 2026, 10:30. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { threadTimeOf } from "../support/processor_time.ts";
import { parse } from "./fixed_clock.ts";

it("parses a line with every field", () => {
  assert.deepEqual(parse("pay rent tomorrow 9am every month @home #bills !1 // ask // twice"), {
    title: "pay rent",
    description: "ask // twice",
    dueOn: "2026-11-21",
    dueTime: "09:00",
    repeat: {
      rule: { unit: "month", every: 1, on: { kind: "day", day: 21 }, ends: { kind: "never" } },
      mode: "rule",
      anchor: "2026-11-21",
    },
    list: "home",
    tags: ["bills"],
    priority: 3,
    taken: true,
  });
});

it("parses the fields in any order", () => {
  const expected = parse("pay rent tomorrow 9am every month @home #bills !1");
  for (const line of [
    "pay rent !1 #bills @home every month tomorrow 9am",
    "pay rent 9am #bills tomorrow !1 every month @home",
    "@home #bills !1 pay rent every month at 9am tomorrow",
    "pay rent, tomorrow 9am, every month, @home, #bills, !1",
    "pay rent — tomorrow at 9:00 @home monthly #bills !1",
    "!1 tomorrow 9am: pay rent every month @home #bills",
    "pay rent every month 9am from tomorrow #bills @home !1",
    "pay rent due tomorrow 9am every month @home #bills #Bills !1 !1 @HOME",
  ]) {
    assert.deepEqual({ ...parse(line), list: "home", tags: ["bills"] }, expected, line);
  }
});

describe("sigils", () => {
  it("a list's name may contain spaces and quotes", () => {
    assert.equal(parse('Pack @"Lisbon in March"').list, "Lisbon in March");
    assert.equal(parse("Pack @“Lisbon in March”, tomorrow").list, "Lisbon in March");
    assert.equal(parse('Pack @"the \\"good\\" one"').list, 'the "good" one');
    assert.equal(parse("Pack @🏠Home").list, "🏠Home");
  });

  it("tags may be in any script and are unique regardless of case", () => {
    const { title, tags } = parse("#été Pack #Été #日本 #15min #a-b_c #15MIN");
    assert.deepEqual([title, tags], ["Pack", ["Été", "日本", "a-b_c", "15MIN"]]);
  });

  it("tags are unique regardless of Unicode normalization", () => {
    assert.equal(parse("Pack #\u00E9t\u00E9 #e\u0301te\u0301").tags.length, 1);
  });

  it("a number is a tag only in quotes", () => {
    assert.deepEqual(parse('Pack #"12"').tags, ["12"]);
  });

  it("!1 is high, !2 medium and !3 low; the default is none", () => {
    const priorities = ["!1", "!2", "!3", ""].map((sigil) => parse(`Pay ${sigil}`).priority);
    assert.deepEqual(priorities, [3, 2, 1, 0]);
  });

  it("the last of two lists or priorities wins, and the other stays in the title", () => {
    const { title, list } = parse("Ask @ann and @bob @work");
    assert.deepEqual([title, list], ["Ask @ann and @bob", "work"]);
    const pay = parse("Pay !3 !1");
    assert.deepEqual([pay.title, pay.priority], ["Pay !3", 3]);
  });

  it("at most 20 tags are read, and the others stay in the title", () => {
    const names = Array.from({ length: 25 }, (_, index) => `t${index}`);
    const { title, tags } = parse(`Pay ${names.map((name) => `#${name}`).join(" ")}`);
    assert.equal(title, "Pay #t0 #t1 #t2 #t3 #t4");
    assert.deepEqual(tags, names.slice(5));
  });

  it("names that are too long are text", () => {
    const line = `Pay #${"a".repeat(51)} @${"b".repeat(101)}`;
    assert.equal(parse(line).title, line);
  });
});

it("keeps a note as it is, with ⏎ for a line break", () => {
  const note = (text: string) => parse(`Pay ${text}`).description;
  assert.equal(note("// see C:\\new @home tomorrow "), "see C:\\new @home tomorrow");
  assert.equal(note("//ask"), "ask");
  assert.equal(note("// - one⏎- two \\⏎"), "- one\n- two ⏎");
  assert.equal(parse("Pay //").title, "Pay //");
});

it("parses a megabyte of one character in linear time", () => {
  const many = 1_000_000;
  for (const character of [" ", "\t", "\\", "⏎"]) {
    const took = threadTimeOf(() => parse(`Pay // a${character.repeat(many)}b`));
    assert.ok(took < 2_000, `${JSON.stringify(character)}: ${Math.round(took)} ms`);
  }
});

it("reads a date after a verb of planning unless it could be the object", () => {
  for (const [line, title, day] of [
    ["Review in 2 weeks", "Review", "2026-12-04"],
    ["Prepare by monday", "Prepare", "2026-11-23"],
    ["Plan next week", "Plan next week", null],
  ] as const) {
    const read = parse(line);
    assert.deepEqual([read.title, read.dueOn], [title, day], line);
  }
});
