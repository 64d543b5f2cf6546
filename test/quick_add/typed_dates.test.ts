/** Days and times as people write them into fields. The clock: Thursday 26 November 2026, 10:30. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { isDay, isTime } from "../../src/dates/calendar.ts";
import type { DateFormat } from "../../src/dates/date_format.ts";
import { parseTypedDay, parseTypedTime } from "../../src/quick_add/typed_dates.ts";

const NOW = { date: "2026-11-26", time: "10:30" };

function day(text: string, dateFormat: DateFormat | null = "day_first"): string | null {
  return parseTypedDay(text, { ...NOW, weekStart: 1, dateFormat, later: () => NOW });
}

it("reads a day in numbers, with any sign between them", () => {
  const days = {
    "2026-12-03": "2026-12-03",
    "2026-2-3": "2026-02-03",
    "2026/2/3": "2026-02-03",
    "2026.12.3.": "2026-12-03",
    "3.12.2026": "2026-12-03",
    "03.12.26": "2026-12-03",
    "3.12.": "2026-12-03",
    "3.12": "2026-12-03",
    "Thu 3.12.": "2026-12-03",
    "3/12": "2026-12-03",
    "3/12/26": "2026-12-03",
    "3-12-2026": "2026-12-03",
    "3-12": "2026-12-03",
    "24/7": "2027-07-24",
    "\uff13/\uff11\uff12": "2026-12-03",
  };
  for (const [text, expected] of Object.entries(days)) assert.equal(day(text), expected, text);
});

it("reads 3/12 in the person's order, and not at all where that is not known", () => {
  for (const text of ["3/12", "3-12", "3/12/2026"]) {
    assert.equal(day(text, "day_first"), "2026-12-03", text);
    assert.match(day(text, "month_first") ?? "", /-03-12$/, text);
    assert.equal(day(text, null), null, text);
  }
  assert.equal(day("24/12", null), "2026-12-24");
  assert.equal(day("3.12.2026", "month_first"), "2026-12-03", "dots have one order");
});

it("reads a day in words", () => {
  const days = {
    today: "2026-11-26",
    Tomorrow: "2026-11-27",
    " TOMORROW. ": "2026-11-27",
    yesterday: "2026-11-25",
    fri: "2026-11-27",
    "on Friday": "2026-11-27",
    "next tuesday": "2026-12-01",
    "in 3 days": "2026-11-29",
    "in two weeks": "2026-12-10",
    "next week": "2026-11-30",
    "end of the month": "2026-11-30",
    "3 Dec": "2026-12-03",
    "Dec 3, 2026": "2026-12-03",
    "Thu, 3 Dec": "2026-12-03",
    "Thu. 3. Dec. 2026": "2026-12-03",
    "30-Nov-2026": "2026-11-30",
    "3rd of December": "2026-12-03",
    "by 3 december": "2026-12-03",
    "until 3 december": "2026-12-03",
    "15th": "2026-12-15",
    "the 15th": "2026-12-15",
    "due tomorrow": "2026-11-27",
    "3 nov 2026": "2026-11-03",
  };
  for (const [text, expected] of Object.entries(days)) assert.equal(day(text), expected, text);
});

it("does not make up a day", () => {
  const texts = ["", "soon", "31 feb", "2026-02-30", "31/11", "13/13", "0/5", "9am", "12", "may"];
  for (const text of [...texts, "tomorrow or friday", "26-11-30-1", `tomorrow${" ".repeat(80)}`]) {
    assert.equal(day(text), null, text);
  }
});

it("reads a time as people write it", () => {
  const times = {
    "09:00": "09:00",
    "09:00:30": "09:00",
    "9:00": "09:00",
    "9am": "09:00",
    "9 a.m.": "09:00",
    "5 PM": "17:00",
    "9.30": "09:30",
    "9.05": "09:05",
    "14h": "14:00",
    "2h": "02:00",
    "14h30": "14:30",
    "17": "17:00",
    "9": "09:00",
    "5": "17:00",
    "05": "05:00",
    "1730": "17:30",
    "930": "09:30",
    "at 9": "09:00",
    noon: "12:00",
    midnight: "00:00",
    "half past 3": "15:30",
    evening: "19:00",
    "In the morning": "09:00",
  };
  for (const [text, time] of Object.entries(times)) assert.equal(parseTypedTime(text), time, text);
  for (const text of ["", "24:00", "25", "9:60", "soon", "13pm", "tomorrow", "3 dec", "99999"]) {
    assert.equal(parseTypedTime(text), null, text);
  }
});

it("gives a day and a time or nothing, for any text", () => {
  const part = fc.constantFrom(
    ..."3 12 2026 / - . : am th dec fri next week in at tomorrow".split(" "),
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(part).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(text, (written) => {
      const [found, time] = [day(written), parseTypedTime(written)];
      assert.ok(found === null || isDay(found));
      assert.ok(time === null || isTime(time));
    }),
  );
});
