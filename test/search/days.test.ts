/** The days of queries. Today is Friday 27 November 2026. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DAY_WORDS, parseDays } from "../../src/search/days.ts";
import type { Operator } from "../../src/search/tokens.ts";
import { TODAY } from "./trees.ts";

const OPTIONS = { today: TODAY, weekStart: 1, isPast: false };

/** "2026-11-30 to 2026-12-06"; "*": without a limit. */
function days(value: string, options: Partial<typeof OPTIONS> = {}, operator: Operator = "=") {
  const found = parseDays(operator, value, { ...OPTIONS, ...options });
  if (found === null) return null;
  const limits = [found.from, found.to].map((bound) =>
    bound === null ? "*" : `${bound.isIncluded ? "" : "not "}${bound.day}`,
  );
  const [from, to] = limits;
  return from === to ? from : limits.join(" to ");
}

function are(cases: Record<string, string | null>, options: Partial<typeof OPTIONS> = {}): void {
  for (const [value, expected] of Object.entries(cases)) {
    it(value, () => assert.equal(days(value, options), expected));
  }
}

describe("a day", () => {
  are({
    "2026-11-30": "2026-11-30",
    today: "2026-11-27",
    Tomorrow: "2026-11-28",
    YESTERDAY: "2026-11-26",
    "+7d": "2026-12-04",
    "7d": "2026-12-04",
    "-7d": "2026-11-20",
    "+2w": "2026-12-11",
    "-1m": "2026-10-27",
    "1y": "2027-11-27",
    "-0d": "2026-11-27",
  });
});

describe("a weekday, today or after it", () => {
  are({
    friday: "2026-11-27",
    saturday: "2026-11-28",
    sunday: "2026-11-29",
    monday: "2026-11-30",
    tuesday: "2026-12-01",
    wednesday: "2026-12-02",
    thursday: "2026-12-03",
    FRI: "2026-11-27",
    mon: "2026-11-30",
    thurs: null,
    mo: null,
  });
});

describe("a weekday, today or before it, where it must be past", () => {
  are(
    {
      friday: "2026-11-27",
      saturday: "2026-11-21",
      sunday: "2026-11-22",
      monday: "2026-11-23",
      thursday: "2026-11-26",
    },
    { isPast: true },
  );
});

describe("a month or a year", () => {
  are({
    "2026-02": "2026-02-01 to 2026-02-28",
    "2028-02": "2028-02-01 to 2028-02-29",
    "2026-12": "2026-12-01 to 2026-12-31",
    "2026-13": null,
    "2026-00": null,
    "2026": "2026-01-01 to 2026-12-31",
    "this-month": "2026-11-01 to 2026-11-30",
    "next-month": "2026-12-01 to 2026-12-31",
    "last-month": "2026-10-01 to 2026-10-31",
    "this-year": "2026-01-01 to 2026-12-31",
    "next-year": "2027-01-01 to 2027-12-31",
    "last-year": "2025-01-01 to 2025-12-31",
  });
});

describe("a week", () => {
  const weeks: [start: number, days: string][] = [
    [1, "2026-11-23 to 2026-11-29"],
    [5, "2026-11-27 to 2026-12-03"],
    [6, "2026-11-21 to 2026-11-27"],
    [7, "2026-11-22 to 2026-11-28"],
  ];
  for (const [weekStart, expected] of weeks) {
    it(`from day ${weekStart}`, () => assert.equal(days("this-week", { weekStart }), expected));
  }
  are({ "next-week": "2026-11-30 to 2026-12-06", "last-week": "2026-11-16 to 2026-11-22" });
});

describe("the ends of months", () => {
  are({ "+1m": "2026-02-28", "next-month": "2026-02-01 to 2026-02-28" }, { today: "2026-01-31" });
  are({ "1y": "2029-02-28", "-1m": "2028-01-29" }, { today: "2028-02-29" });
  are({ "last-month": "2025-12-01 to 2025-12-31" }, { today: "2026-01-01" });
});

describe("ranges", () => {
  are({
    "2026-11-01..2026-11-30": "2026-11-01 to 2026-11-30",
    "2026-11..2026-12": "2026-11-01 to 2026-12-31",
    "today..": "2026-11-27 to *",
    "..today": "* to 2026-11-27",
    "-7d..+7d": "2026-11-20 to 2026-12-04",
    "monday..friday": "2026-11-30 to 2026-12-04",
    "monday..monday": "2026-11-30",
    "last-week..this-week": "2026-11-16 to 2026-11-29",
    "2026-11-01..2026-11-30..2026-12-01": null,
    "..": null,
    "today..soon": null,
    "soon..today": null,
  });

  it("weekdays that are past go forward from the first", () => {
    assert.equal(days("monday..wednesday", { isPast: true }), "2026-11-23 to 2026-11-25");
  });

  it("have no other operator", () => assert.equal(days("today..", {}, "<"), null));
});

describe("operators take a period from its nearer end", () => {
  const cases: [Operator, string][] = [
    ["<", "* to not 2026-11-01"],
    ["<=", "* to 2026-11-30"],
    [">", "not 2026-11-30 to *"],
    [">=", "2026-11-01 to *"],
    ["=", "2026-11-01 to 2026-11-30"],
  ];
  for (const [operator, expected] of cases) {
    it(operator, () => assert.equal(days("this-month", {}, operator), expected));
  }
});

describe("the first and the last years", () => {
  are({
    "0001-01-01": "0001-01-01",
    "0001": "0001-01-01 to 0001-12-31",
    "0000-12-31": null,
    "0000": null,
    "0000-01": null,
    "9999-12-31": "9999-12-31",
    "9999-12": "9999-12-01 to 9999-12-31",
    "10000-01-01": null,
    "10000": null,
    "-99999y": null,
    "99999y": null,
    "99999w": "3943-06-04",
    "999999d": null,
  });
  are({ tomorrow: null, "next-year": null, "next-week": null }, { today: "9999-12-31" });
  are(
    { yesterday: null, "last-month": null, "this-month": "0001-01-01 to 0001-01-31" },
    { today: "0001-01-01" },
  );
});

describe("what is not a day", () => {
  are({
    "": null,
    "2026-02-29": null,
    "2026-11-31": null,
    "20261130": null,
    "11-30": null,
    "30.11.2026": null,
    "+d": null,
    "++7d": null,
    "7h": null,
    "this-decade": null,
    "this-": null,
    constructor: null,
    "tomorrow ": null,
    "today\n": null,
    "２０２６-11-30": null,
  });
});

it("every word that is suggested is understood", () => {
  for (const word of DAY_WORDS) assert.ok(days(word), word);
});
