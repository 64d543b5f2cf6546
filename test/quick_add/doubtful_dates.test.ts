/** Numbers that look like a date and are not understood. It is Friday 20 November 2026, 10:30. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseQuickAdd, plain } from "../../src/quick_add/parse.ts";
import { dueText, NOW, parse, parseDayFirst } from "./fixed_clock.ts";

describe("nothing beside a number that looks like a date is taken", () => {
  for (const line of [
    "dentist 3/12 14:30",
    "dentist 12/3/2026 14:30",
    "dentist 3/12/26 14:30",
    "exam 3-12-2026 14:30",
    "flight 3-12 14:30",
    "flight 3–12 14:30",
    "dentist 3/12 at 2pm",
    "dentist 3/12, 2pm",
    "dentist (3/12) 2pm",
    "dentist 31/13 tomorrow 31/12 3/12 9am",
    "swim mon-fri 7am",
    "swim mon/wed/fri 7am",
    "swim Mon-Fri 7am tomorrow",
    "ski dec-feb 7am",
    "exam 3.12 14:30",
    "exam 3. 14:30",
    "exam 3.12. 14:30",
    "exam 3.12.26 14:30",
    "upgrade to node 24.12.1. 3.12. 14:30",
    "dentist 12th 14:30",
    "dentist 3-dec 14:30",
    "dentist 3dec 14:30",
    "dentist 2026/3/12 14:30",
    "dentist 3/12 tomorrow",
    "dentist 3/12 every week",
    // Also where words stand between them.
    "exam 3/12 in room B 14:30",
    // Days that do not exist or are past.
    "dentist 31/2/2027 14:30",
    "dentist 2026-11-18 noon",
  ]) {
    it(line, () => assert.deepEqual(parse(line), plain(line)));
  }

  it("but its sigils are", () => {
    const { title, tags, list, dueOn } = parse("dentist 3/12 @home 14:30 #teeth");
    assert.deepEqual(
      { title, tags, list, dueOn },
      { title: "dentist 3/12 @home 14:30", tags: ["teeth"], list: null, dueOn: null },
    );
  });
});

describe("what only has numbers, or names its day, is taken", () => {
  const cases: [string, string, string][] = [
    ["Read pages 3-12 tomorrow", "Read pages 3-12", "2026-11-21"],
    ["Release 2.4 tomorrow 9am", "Release 2.4", "2026-11-21 09:00"],
    ["Pay 24.50 at 2pm", "Pay 24.50", "2026-11-20 14:00"],
    ["Support 24/7 at 2pm", "Support 24/7", "2026-11-20 14:00"],
    ["Finish 9th tomorrow", "Finish 9th", "2026-11-21"],
    ["Upgrade to 24.12.1 at 2pm", "Upgrade to 24.12.1", "2026-11-20 14:00"],
    ["Meet 2026-12-01 @work 2026-12-02", "Meet 2026-12-01", "2026-12-02"],
    ['Read "3/12" at 2pm', 'Read "3/12"', "2026-11-20 14:00"],
    ["Buy 3/4 inch pipe tomorrow", "Buy 3/4 inch pipe", "2026-11-21"],
  ];
  for (const [line, title, due] of cases) {
    it(line, () => {
      const read = parse(line);
      assert.deepEqual([read.title, dueText(read)], [title, due]);
    });
  }
});

describe("numbers are a date in the order that the person writes them", () => {
  const cases: [string, string, string][] = [
    ["3/12 14:30", "2026-12-03 14:30", "2027-03-12 14:30"],
    ["3/12", "2026-12-03", "2027-03-12"],
    ["by 3/12", "2026-12-03", "2027-03-12"],
    ["03/12/2027 at 2pm", "2027-12-03 14:00", "2027-03-12 14:00"],
    ["3/12/27", "2027-12-03", "2027-03-12"],
    ["3-12-2027", "2027-12-03", "2027-03-12"],
    // Only one of the orders is possible.
    ["24/12", "2026-12-24", "2026-12-24"],
    ["12/24/2027 9am", "2027-12-24 09:00", "2027-12-24 09:00"],
    ["exam 3.12. 14:30", "2026-12-03 14:30", ""],
    ["24.12. 14:30", "2026-12-24 14:30", "2026-12-24 14:30"],
    ["thu 3/12", "2026-12-03", ""],
  ];
  for (const [phrase, dayFirst, monthFirst] of cases) {
    it(phrase, () => {
      const due = (dateFormat: "day_first" | "month_first") =>
        dueText(parseQuickAdd(`Dentist ${phrase}`, { now: NOW, dateFormat }));
      assert.deepEqual([due("day_first"), due("month_first")], [dayFirst, monthFirst]);
    });
  }

  it("but not pages, or what stands inside a title", () => {
    for (const line of ["Read pages 3-12", "Buy 3/4 inch pipe", "Support 24/7", "Pay 31/2"]) {
      assert.deepEqual(parseDayFirst(line), plain(line));
    }
  });
});
