/** The help page teaches only what is understood, on whatever day it is read, and every term there is. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { TIME_FORMATS } from "../../src/dates/clock_time.ts";
import { DATE_FORMATS } from "../../src/dates/date_format.ts";
import { PRIORITIES } from "../../src/models/priority.ts";
import {
  DATED_TITLE,
  dateExamples,
  LINES,
  queryExamples,
  REPEATS,
} from "../../src/presenters/help_examples.ts";
import { TERM_TABLES } from "../../src/presenters/help_terms.ts";
import { parseQuickAdd } from "../../src/quick_add/parse.ts";
import { unreadIn } from "../../src/quick_add/unread.ts";
import { parseQuery } from "../../src/search/parse.ts";
import { resolveQuery } from "../../src/search/resolve.ts";
import { FIELDS } from "../../src/search/terms.ts";
import { PARTS, QUERY_SORTS, STATES, termsOf } from "../../src/search/tree.ts";

/** Two years, one of which is a leap year. */
const DAYS = Array.from({ length: 731 }, (_, index) => addDays("2027-06-01", index));
const TERMS = TERM_TABLES.flatMap(({ terms }) => terms);

/** @param title what is left of the line. */
function assertRead(line: string, title: string, options: Parameters<typeof parseQuickAdd>[1]) {
  const said = parseQuickAdd(line, options);
  const context = `${line}, on ${options.now.date}`;
  assert.equal(said.title, title, context);
  assert.ok(said.taken && said.other === undefined, context);
  assert.deepEqual(unreadIn(line, said), [], context);
  return said;
}

for (const weekStart of [1, 7]) {
  it(`every line is read to its title on any day, in weeks from day ${weekStart} on`, () => {
    for (const date of DAYS) {
      const now = { date, time: "10:20" };
      for (const { line, title } of LINES) assertRead(line, title, { now, weekStart });
      for (const { line, title } of REPEATS) {
        const { repeat } = assertRead(line, title, { now, weekStart });
        assert.notEqual(repeat, null, `${line}, on ${date}`);
      }
    }
  });
}

for (const dateFormat of [...DATE_FORMATS, null]) {
  it(`every day and time is read where dates are written ${dateFormat ?? "in no known order"}`, () => {
    for (const today of DAYS) {
      for (const timeFormat of TIME_FORMATS) {
        const now = { date: today, time: "10:20" };
        for (const { words } of dateExamples({ today, dateFormat, timeFormat })) {
          const { dueOn } = assertRead(`${DATED_TITLE} ${words}`, DATED_TITLE, { now, dateFormat });
          assert.ok(dueOn !== null && dueOn >= today, `${words}, on ${today}`);
        }
      }
    }
  });
}

it("the numbers of a date stand in the person's own order", () => {
  const writing = { today: "2026-11-26", timeFormat: "24" } as const;
  const words = (dateFormat: "day_first" | "month_first" | null) =>
    dateExamples({ ...writing, dateFormat }).map((example) => example.words);
  assert.ok(words("day_first").includes("6/12/2026"));
  assert.ok(words("month_first").includes("12/6/2026"));
  assert.ok(!words(null).some((one) => one.includes("/")));
});

it("every query is understood, of who has such names and of who has none", () => {
  const named = { list: "Home", tag: "bills" };
  const home = { id: 1, name: "Home", sections: [] };
  for (const { names, known } of [
    { names: { list: null, tag: null }, known: { lists: [], tags: [] } },
    { names: named, known: { lists: [home], tags: [{ id: 1, name: "bills" }] } },
    {
      names: { list: "Café, 2 rooms", tag: null },
      known: { lists: [{ ...home, name: "Café, 2 rooms" }], tags: [] },
    },
  ]) {
    for (const { query } of queryExamples(names)) assertUnderstood(query, known);
  }
  for (const { term, isQuery } of TERMS) {
    if (isQuery) assertUnderstood(term, { lists: [], tags: [] });
    // It needs a name, and is right but for that.
    else assert.deepEqual(parse(term).faults, [], term);
  }
});

function parse(query: string) {
  return parseQuery(query, { today: "2026-11-26", weekStart: 1 });
}

function assertUnderstood(query: string, known: Parameters<typeof resolveQuery>[1]) {
  const parsed = parse(query);
  assert.deepEqual(resolveQuery(parsed, known).faults, [], query);
  // What has a sign in it was not read as a word.
  for (const { term } of termsOf(parsed.tree)) {
    assert.ok(term.kind !== "text" || /^[\p{L} ]+$/u.test(term.text), `${query}: ${term.kind}`);
  }
}

it("no term of the language is left out", () => {
  const written = TERMS.map(({ term }) => term);
  const fields = written.map((term) => /^\p{L}+(?=[:<>=])/u.exec(term)?.[0]).filter(Boolean);
  assert.deepEqual(new Set(fields), new Set(FIELDS));
  const values = (field: string) =>
    written.flatMap((term) => (term.startsWith(`${field}:`) ? [term.slice(field.length + 1)] : []));
  assert.deepEqual(values("is"), [...STATES]);
  assert.deepEqual(values("has"), [...PARTS]);
  assert.deepEqual(values("sort"), [...QUERY_SORTS]);
  assert.deepEqual(values("priority"), [...PRIORITIES]);
});
