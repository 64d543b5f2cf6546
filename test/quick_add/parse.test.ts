/** What a line of quick add is understood as. It is Friday 20 November 2026, 10:30. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addDays, daysBetween } from "../../src/dates/calendar.ts";
import { parseQuickAdd } from "../../src/quick_add/parse.ts";
import { due, NOW, quick } from "./at.ts";

it("understands a whole line", () => {
  assert.deepEqual(quick("pay rent tomorrow 9am every month @home #bills !1 // ask // twice"), {
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

it("understands it in any order", () => {
  const expected = quick("pay rent tomorrow 9am every month @home #bills !1");
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
    assert.deepEqual({ ...quick(line), list: "home", tags: ["bills"] }, expected, line);
  }
});

describe("dates and times", () => {
  const cases: [string, string][] = [
    ["today", "2026-11-20"],
    ["tomorrow", "2026-11-21"],
    ["tomorrow.", "2026-11-21"],
    ["TOMORROW", "2026-11-21"],
    ["the day after tomorrow", "2026-11-22"],
    ["day after tomorrow", "2026-11-22"],
    ["today 17:00", "2026-11-20 17:00"],
    ["today 9am", "2026-11-20 09:00"],
    ["9am", "2026-11-21 09:00"],
    ["10:30am", "2026-11-20 10:30"],
    ["11am", "2026-11-20 11:00"],
    ["12am", "2026-11-21 00:00"],
    ["12 PM", "2026-11-20 12:00"],
    ["17:00", "2026-11-20 17:00"],
    ["at 9:42", "2026-11-21 09:42"],
    ["noon", "2026-11-20 12:00"],
    ["tonight", "2026-11-20 20:00"],
    ["tonight 9.30pm", "2026-11-20 21:30"],
    ["this evening", "2026-11-20 19:00"],
    ["tomorrow morning", "2026-11-21 09:00"],
    ["fri", "2026-11-20"],
    ["fri 9am", "2026-11-27 09:00"],
    ["9am #x on fri", "2026-11-27 09:00"],
    ["fri 11am", "2026-11-20 11:00"],
    ["on Sunday", "2026-11-22"],
    ["by tues", "2026-11-24"],
    ["next friday", "2026-11-27"],
    ["this weekend", "2026-11-21"],
    ["next week", "2026-11-23"],
    ["next month", "2026-12-01"],
    ["next year", "2027-01-01"],
    ["by the end of the month", "2026-11-30"],
    ["in 3 days", "2026-11-23"],
    ["in a week", "2026-11-27"],
    ["2 weeks from now", "2026-12-04"],
    ["in one month", "2026-12-20"],
    ["in 2 hours", "2026-11-20 12:30"],
    ["in 14 hours", "2026-11-21 00:30"],
    ["24 dec", "2026-12-24"],
    ["Dec 24th", "2026-12-24"],
    ["24th of December 2027, 10am", "2027-12-24 10:00"],
    ["thu 24 dec", "2026-12-24"],
    ["24.12.", "2026-12-24"],
    ["1.5.2027", "2027-05-01"],
    ["2026-12-24", "2026-12-24"],
    ["12/24", "2026-12-24"],
    ["24/12", "2026-12-24"],
    ["24/12/2027", "2027-12-24"],
    ["on the 5th", "2026-12-05"],
    ["on the 31st", "2026-12-31"],
    ["due 2020-01-31", "2020-01-31"],
    // Past dates without a year roll forward, a leap day by years.
    ["19 nov", "2027-11-19"],
    ["20 nov", "2026-11-20"],
    ["29 feb", "2028-02-29"],
  ];
  for (const [phrase, expected] of cases) {
    it(`${phrase} is ${expected}`, () => {
      const read = quick(`Pay rent ${phrase}`);
      assert.deepEqual([read.title, due(read)], ["Pay rent", expected]);
    });
  }

  it("a weekday is the next one there is, today included; with next, the one of next week", () => {
    const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    for (const [today, name] of names.entries()) {
      const date = addDays("2026-11-16", today);
      for (const [day, other] of names.entries()) {
        const away = (phrase: string) =>
          daysBetween(date, quick(`Call ${phrase}`, { date, time: "08:00" }).dueOn ?? "");
        assert.equal(away(other), (day - today + 7) % 7, `${other} on ${name}`);
        assert.equal(away(`next ${other}`), day - today + 7, `next ${other} on ${name}`);
      }
    }
  });

  it("a month later never skips a month: it is the last day of a shorter one", () => {
    const now = { date: "2027-01-31", time: "08:00" };
    assert.equal(due(quick("Pay in a month", now)), "2027-02-28");
    assert.equal(due(quick("Pay in 2 years", { ...now, date: "2028-02-29" })), "2030-02-28");
  });

  it("the evening that has begun is just today", () => {
    assert.equal(due(quick("Call Ann tonight", { ...NOW, time: "21:15" })), "2026-11-20");
  });

  it("next week is its Monday, whenever the person's week begins", () => {
    const next = (date: string, weekStart: number) =>
      parseQuickAdd("Pay next week", { now: { ...NOW, date }, weekStart }).dueOn;
    assert.equal(next("2026-11-22", 1), "2026-11-23");
    assert.equal(next("2026-11-22", 7), "2026-11-30");
    assert.equal(next("2026-11-21", 7), "2026-11-23");
    assert.equal(next("2026-11-23", 1), "2026-11-30");
  });

  it("no day is beyond the calendar", () => {
    const now = { date: "9999-12-30", time: "23:00" };
    for (const line of [
      "Pay in 2 days",
      "Pay in 9999 years",
      "Pay next year",
      "Pay in 40 hours",
      "Pay every 5th",
    ]) {
      assert.equal(quick(line, now).title, line);
    }
    assert.equal(due(quick("Pay tomorrow", now)), "9999-12-31");
  });

  it("of two dates or times the last one counts, and the other stays", () => {
    const read = quick("Move friday meeting to monday friday");
    assert.equal(read.title, "Move friday meeting to monday friday");
    const other = quick("Meet 2026-12-01 @work 2026-12-02");
    assert.deepEqual([other.title, other.dueOn], ["Meet 2026-12-01", "2026-12-02"]);
  });
});

describe("repeats", () => {
  const month = (on: object, every = 1) => ({ unit: "month", every, on });
  const week = (every: number, ...days: number[]) => ({ unit: "week", every, days });
  const cases: [string, object, string][] = [
    ["every day", { unit: "day", every: 1 }, "2026-11-20"],
    ["daily", { unit: "day", every: 1 }, "2026-11-20"],
    ["every day 9am", { unit: "day", every: 1 }, "2026-11-21 09:00"],
    ["every day at 17:00", { unit: "day", every: 1 }, "2026-11-20 17:00"],
    ["every other day", { unit: "day", every: 2 }, "2026-11-20"],
    ["every weekday at 7am", { unit: "weekday", every: 1 }, "2026-11-23 07:00"],
    ["every week", week(1, 5), "2026-11-20"],
    ["weekly", week(1, 5), "2026-11-20"],
    ["every two weeks", week(2, 5), "2026-11-20"],
    ["fortnightly", week(2, 5), "2026-11-20"],
    ["monday every 2 weeks", week(2, 1), "2026-11-23"],
    ["tomorrow every 2 weeks", week(2, 6), "2026-11-21"],
    ["every Monday", week(1, 1), "2026-11-23"],
    ["every monday and thursday", week(1, 1, 4), "2026-11-23"],
    ["every fri, mon and wed 8pm", week(1, 1, 3, 5), "2026-11-20 20:00"],
    ["every second friday", week(2, 5), "2026-11-20"],
    ["weekly on mondays", week(1, 1), "2026-11-23"],
    ["every 3 weeks on tue", week(3, 2), "2026-11-24"],
    ["due every month", month({ kind: "day", day: 20 }), "2026-11-20"],
    ["monthly on the 1st", month({ kind: "day", day: 1 }), "2026-12-01"],
    ["every month on the 31st", month({ kind: "day", day: 31 }), "2026-11-30"],
    ["every 15th", month({ kind: "day", day: 15 }), "2026-12-15"],
    ["every 3 months on the 15th", month({ kind: "day", day: 15 }, 3), "2026-12-15"],
    ["quarterly", month({ kind: "day", day: 20 }, 3), "2026-11-20"],
    ["every last day of the month", month({ kind: "last_day" }), "2026-11-30"],
    ["on the last day of every month", month({ kind: "last_day" }), "2026-11-30"],
    ["every last weekday of the month", month({ kind: "last_weekday" }), "2026-11-30"],
    ["every first monday", month({ kind: "nth", nth: 1, weekday: 1 }), "2026-12-07"],
    ["every first monday of the month", month({ kind: "nth", nth: 1, weekday: 1 }), "2026-12-07"],
    ["every third friday of the month", month({ kind: "nth", nth: 3, weekday: 5 }), "2026-11-20"],
    ["every month on the last sun", month({ kind: "nth", nth: -1, weekday: 7 }), "2026-11-29"],
    ["every year", { unit: "year", every: 1, on: { kind: "anchor" } }, "2026-11-20"],
    ["24 dec every year", { unit: "year", every: 1, on: { kind: "anchor" } }, "2026-12-24"],
    ["every 24 dec", { unit: "year", every: 1, on: { kind: "anchor" } }, "2026-12-24"],
    ["every 29 feb", { unit: "year", every: 1, on: { kind: "anchor" } }, "2028-02-29"],
    [
      "every year on the fourth thursday of november",
      { unit: "year", every: 1, on: { kind: "nth", nth: 4, weekday: 4, month: 11 } },
      "2026-11-26",
    ],
  ];
  for (const [phrase, expected, first] of cases) {
    it(`${phrase}, first on ${first}`, () => {
      const read = quick(`Pay rent ${phrase}`);
      const rule = { ...expected, ends: { kind: "never" } };
      const anchor = first.slice(0, 10);
      assert.deepEqual(read.repeat, { rule, mode: "rule", anchor });
      assert.deepEqual([read.title, due(read)], ["Pay rent", first]);
    });
  }

  it("goes on from completion, or past what was missed", () => {
    const filter = quick("Filter every 6 weeks from completion").repeat;
    // Exactly six weeks after the tick, not on that day of the week.
    assert.deepEqual(filter?.rule, { unit: "day", every: 42, ends: { kind: "never" } });
    assert.equal(filter?.mode, "completion");
    assert.equal(quick("Walk daily skipping what was missed").repeat?.mode, "catch_up");
  });

  it("ends on a day or after some times", () => {
    const ends = (phrase: string) => quick(`Pay every week ${phrase}`).repeat?.rule.ends;
    assert.deepEqual(ends("until 24 dec"), { kind: "on", day: "2026-12-24" });
    assert.deepEqual(ends("for 10 times"), { kind: "after", count: 10 });
    assert.deepEqual(ends("9am from tomorrow 3 times"), { kind: "after", count: 3 });
  });

  it("is counted from the day that is named, whatever is due first", () => {
    const { dueOn, repeat } = quick("Pay due 2027-02-28 every month on the 31st from 2027-01-31");
    assert.deepEqual([dueOn, repeat?.anchor], ["2027-02-28", "2027-01-31"]);
    const started = quick("Gym every monday starting 1 dec");
    assert.deepEqual([started.dueOn, started.repeat?.anchor], ["2026-12-07", "2026-12-07"]);
  });
});

describe("sigils", () => {
  it("a list may have spaces and quotes in its name", () => {
    assert.equal(quick('Pack @"Lisbon in March"').list, "Lisbon in March");
    assert.equal(quick("Pack @“Lisbon in March”, tomorrow").list, "Lisbon in March");
    assert.equal(quick('Pack @"the \\"good\\" one"').list, 'the "good" one');
    assert.equal(quick("Pack @🏠Home").list, "🏠Home");
  });

  it("tags are in any script, each once in whatever case", () => {
    const { title, tags } = quick("#été Pack #Été #日本 #15min #a-b_c #15MIN");
    assert.deepEqual([title, tags], ["Pack", ["Été", "日本", "a-b_c", "15MIN"]]);
  });

  it("a tag is the same however its accents are encoded", () => {
    assert.equal(quick("Pack #\u00E9t\u00E9 #e\u0301te\u0301").tags.length, 1);
  });

  it("a number is a tag when it is quoted", () => {
    assert.deepEqual(quick('Pack #"12"').tags, ["12"]);
  });

  it("!1 is high, !2 medium, !3 low; none is 0", () => {
    const priorities = ["!1", "!2", "!3", ""].map((sigil) => quick(`Pay ${sigil}`).priority);
    assert.deepEqual(priorities, [3, 2, 1, 0]);
  });

  it("of two lists or priorities the last one counts, and the other stays", () => {
    const { title, list } = quick("Ask @ann and @bob @work");
    assert.deepEqual([title, list], ["Ask @ann and @bob", "work"]);
    const pay = quick("Pay !3 !1");
    assert.deepEqual([pay.title, pay.priority], ["Pay !3", 3]);
  });

  it("takes at most 20 tags; the others stay", () => {
    const names = Array.from({ length: 25 }, (_, index) => `t${index}`);
    const { title, tags } = quick(`Pay ${names.map((name) => `#${name}`).join(" ")}`);
    assert.equal(title, "Pay #t0 #t1 #t2 #t3 #t4");
    assert.deepEqual(tags, names.slice(5));
  });

  it("what is too long for a name is text", () => {
    const line = `Pay #${"a".repeat(51)} @${"b".repeat(101)}`;
    assert.equal(quick(line).title, line);
  });
});

it("reads a note as it is, with ⏎ for a line break", () => {
  const note = (text: string) => quick(`Pay ${text}`).description;
  assert.equal(note("// see C:\\new @home tomorrow "), "see C:\\new @home tomorrow");
  assert.equal(note("//ask"), "ask");
  assert.equal(note("// - one⏎- two \\⏎"), "- one\n- two ⏎");
  assert.equal(quick("Pay //").title, "Pay //");
});

it("is not held up by a megabyte of one character", () => {
  const many = 1_000_000;
  for (const character of [" ", "\t", "\\", "⏎"]) {
    const start = performance.now();
    quick(`Pay // a${character.repeat(many)}b`);
    const took = performance.now() - start;
    assert.ok(took < 2_000, `${JSON.stringify(character)}: ${Math.round(took)} ms`);
  }
});

it("takes when something is to be planned or reviewed, and not what is planned", () => {
  for (const [line, title, day] of [
    ["Review in 2 weeks", "Review", "2026-12-04"],
    ["Prepare by monday", "Prepare", "2026-11-23"],
    ["Plan next week", "Plan next week", null],
  ] as const) {
    const read = quick(line);
    assert.deepEqual([read.title, read.dueOn], [title, day], line);
  }
});
