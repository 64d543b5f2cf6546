/** Dates and times in quick-add lines. It is Friday 20 November 2026, 10:30. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addDays, daysBetween } from "../../src/dates/calendar.ts";
import { parseQuickAdd } from "../../src/quick_add/parse.ts";
import { dueText, NOW, parse } from "./fixed_clock.ts";

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
    ["tonight", "2026-11-20 19:00"],
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
    ["on 24.12.", "2026-12-24"],
    ["by 3.12.", "2026-12-03"],
    ["due 3.12.26", "2026-12-03"],
    ["24.12. 14:30", "2026-12-24 14:30"],
    ["14:30 24.12.", "2026-12-24 14:30"],
    ["thu 24.12.", "2026-12-24"],
    ["thu 3.12.26", "2026-12-03"],
    ["thu 24.12.2026", "2026-12-24"],
    ["1.5.2027", "2027-05-01"],
    ["2026-12-24", "2026-12-24"],
    ["12/24", "2026-12-24"],
    ["24/12", "2026-12-24"],
    ["24/12/2027", "2027-12-24"],
    ["on the 5th", "2026-12-05"],
    ["on the 31st", "2026-12-31"],
    ["due 2020-01-31", "2020-01-31"],
    // A past date without a year moves to the next year that has it.
    ["19 nov", "2027-11-19"],
    ["20 nov", "2026-11-20"],
    ["29 feb", "2028-02-29"],
    // Hours as people say them.
    ["tomorrow at 8", "2026-11-21 08:00"],
    ["tomorrow at 5", "2026-11-21 17:00"],
    ["tomorrow at 05", "2026-11-21 05:00"],
    ["at 8 tomorrow", "2026-11-21 08:00"],
    ["at 17", "2026-11-20 17:00"],
    ["14h", "2026-11-20 14:00"],
    ["15h30", "2026-11-20 15:30"],
    ["at 9h", "2026-11-21 09:00"],
    ["9h30 tomorrow", "2026-11-21 09:30"],
    ["tomorrow 6h30", "2026-11-21 06:30"],
    ["7h30", "2026-11-21 07:30"],
    ["at 1h30", "2026-11-21 01:30"],
    ["friday 14.30", "2026-11-20 14:30"],
    ["at 14.30", "2026-11-20 14:30"],
    ["9 a.m.", "2026-11-21 09:00"],
    ["half past 3", "2026-11-20 15:30"],
    ["at half past nine tomorrow", "2026-11-21 09:30"],
    ["quarter past 8", "2026-11-21 08:15"],
    ["tomorrow at quarter to 7", "2026-11-21 06:45"],
    ["at 11 o'clock on monday", "2026-11-23 11:00"],
    ["midnight", "2026-11-21 00:00"],
    ["today at midnight", "2026-11-21 00:00"],
    ["before noon", "2026-11-20 12:00"],
    ["in 30 min", "2026-11-20 11:00"],
    ["in 30 mins", "2026-11-20 11:00"],
    ["in 2 hrs", "2026-11-20 12:30"],
    ["in half an hour", "2026-11-20 11:00"],
    // Other days.
    ["yesterday", "2026-11-19"],
    ["in a fortnight", "2026-12-04"],
    ["in 2 fortnights", "2026-12-18"],
    ["before 24 dec", "2026-12-24"],
    ["by 24 dec", "2026-12-24"],
    ["until 24 dec", "2026-12-24"],
    ["before friday", "2026-11-20"],
    ["on the 15th", "2026-12-15"],
    ["end of the week", "2026-11-22"],
    ["by the end of next week", "2026-11-29"],
    ["end of the year", "2026-12-31"],
    ["end of next month", "2026-12-31"],
    ["next week tuesday", "2026-11-24"],
    ["next week on tuesday at 9am", "2026-11-24 09:00"],
    ["tuesday next week", "2026-11-24"],
    ["2026/12/03", "2026-12-03"],
    ["2026/12/03 14:30", "2026-12-03 14:30"],
    // Years of two digits.
    ["12 dec 26", "2026-12-12"],
    ["12 dec '26", "2026-12-12"],
    ["3 jan 27", "2027-01-03"],
    ["3 jan 27 9am", "2027-01-03 09:00"],
    ["9am 3 jan 27", "2027-01-03 09:00"],
    ["at 14:30 on 3 jan 27", "2027-01-03 14:30"],
    ["sun 3 jan 27 14:30", "2027-01-03 14:30"],
    ["jan 3rd 27", "2027-01-03"],
    ["January 3, 27", "2027-01-03"],
    ["3rd of january ’27", "2027-01-03"],
    ["24/12/26", "2026-12-24"],
    ["12/24/26 9am", "2026-12-24 09:00"],
    ["due 3 jan 27", "2027-01-03"],
  ];
  for (const [phrase, expected] of cases) {
    it(`${phrase} is ${expected}`, () => {
      const read = parse(`Pay rent ${phrase}`);
      assert.deepEqual([read.title, dueText(read)], ["Pay rent", expected]);
    });
  }

  it('a weekday is the next one, today included; "next" means the one of next week', () => {
    const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    for (const [today, name] of names.entries()) {
      const date = addDays("2026-11-16", today);
      for (const [day, other] of names.entries()) {
        const away = (phrase: string) =>
          daysBetween(date, parse(`Call ${phrase}`, { date, time: "08:00" }).dueOn ?? "");
        assert.equal(away(other), (day - today + 7) % 7, `${other} on ${name}`);
        assert.equal(away(`next ${other}`), day - today + 7, `next ${other} on ${name}`);
      }
    }
  });

  const leading: [string, string, string][] = [
    ["tomorrow call mum", "call mum", "2026-11-21"],
    ["Tomorrow call Mum", "call Mum", "2026-11-21"],
    ["tomorrow at 8 call mum", "call mum", "2026-11-21 08:00"],
    ["tomorrow call mum at 2pm", "call mum", "2026-11-21 14:00"],
    ["tonight, water the fig", "water the fig", "2026-11-20 19:00"],
    ["Dec 24 wrap gifts", "wrap gifts", "2026-12-24"],
    ["24 December wrap gifts", "wrap gifts", "2026-12-24"],
    ["thu 24 dec 9am wrap gifts", "wrap gifts", "2026-12-24 09:00"],
    ["2026-12-24 wrap gifts", "wrap gifts", "2026-12-24"],
    ["in 3 days call Bob", "call Bob", "2026-11-23"],
    ["on friday call Bob", "call Bob", "2026-11-20"],
    ["by 24 dec wrap gifts", "wrap gifts", "2026-12-24"],
    ["next friday call Bob", "call Bob", "2026-11-27"],
    ["fri 11am dentist", "dentist", "2026-11-20 11:00"],
    ["#home tomorrow call mum", "call mum", "2026-11-21"],
    // Of two dates the last one counts.
    ["tomorrow plan the trip 24 dec", "tomorrow plan the trip", "2026-12-24"],
  ];
  for (const [line, title, due] of leading) {
    it(`a date leads: ${line}`, () => {
      const read = parse(line);
      assert.deepEqual([read.title, dueText(read)], [title, due]);
    });
  }

  it("the week ends, and the next one begins, as the person's does", () => {
    const due = (phrase: string, weekStart: number) =>
      parseQuickAdd(`Pay ${phrase}`, { now: NOW, weekStart }).dueOn;
    assert.equal(due("end of the week", 7), "2026-11-21");
    assert.equal(due("next week sunday", 7), "2026-11-22");
    assert.equal(due("next week sunday", 1), "2026-11-29");
  });

  it("a month later is the last day of a month that is too short", () => {
    const now = { date: "2027-01-31", time: "08:00" };
    assert.equal(dueText(parse("Pay in a month", now)), "2027-02-28");
    assert.equal(dueText(parse("Pay in 2 years", { ...now, date: "2028-02-29" })), "2030-02-28");
  });

  it("tonight has no time when the evening has started", () => {
    assert.equal(dueText(parse("Call Ann tonight", { ...NOW, time: "21:15" })), "2026-11-20");
    const day = { ...NOW, time: "18:59" };
    assert.equal(dueText(parse("Call Ann tonight", day)), "2026-11-20 19:00");
  });

  it("next week is its Monday, whichever day the week starts on", () => {
    const next = (date: string, weekStart: number) =>
      parseQuickAdd("Pay next week", { now: { ...NOW, date }, weekStart }).dueOn;
    assert.equal(next("2026-11-22", 1), "2026-11-23");
    assert.equal(next("2026-11-22", 7), "2026-11-30");
    assert.equal(next("2026-11-21", 7), "2026-11-23");
    assert.equal(next("2026-11-23", 1), "2026-11-30");
  });

  it("dates after 9999-12-31 are text", () => {
    const now = { date: "9999-12-30", time: "23:00" };
    for (const line of [
      "Pay in 2 days",
      "Pay in 9999 years",
      "Pay next year",
      "Pay in 40 hours",
      "Pay every 5th",
    ]) {
      assert.equal(parse(line, now).title, line);
    }
    assert.equal(dueText(parse("Pay tomorrow", now)), "9999-12-31");
  });

  it("the last of two dates wins, and the other stays in the title", () => {
    const read = parse("Move friday meeting to monday friday");
    assert.equal(read.title, "Move friday meeting to monday friday");
    const other = parse("Meet 2026-12-01 @work 2026-12-02");
    assert.deepEqual([other.title, other.dueOn], ["Meet 2026-12-01", "2026-12-02"]);
  });
});
