/** The API's task query: filters, order, page size and cursor. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseApiTaskQuery } from "../../src/api/schemas/task_query.ts";
import { encodeCursor, parsePaging } from "../../src/forms/task_list.ts";
import type { Sort } from "../../src/models/task_filters.ts";
import { anyText } from "../support/arbitraries.ts";

const STATUS = "Status must be all, pending or completed";
const LIMIT = "Limit must be a whole number from 1 to 200";
const CURSOR = "Cursor must be one that this list returned";
const MOVED = "This page of the list has moved. Start at the top";
const TIME = "2026-11-21 08:41:07.123456Z";
const FIRST = {
  status: "all",
  sort: "created",
  tag: null,
  priority: null,
  dueFrom: null,
  dueTo: null,
  limit: 50,
  cursor: null,
  archived: false,
  q: null,
};

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

it("defaults to the first 50 tasks, newest first", () => {
  assert.deepEqual(parseApiTaskQuery({}), FIRST);
  assert.deepEqual(parseApiTaskQuery({ page: "2", user_id: "x" }), FIRST);
});

it("accepts each status, and orders completed tasks by completion", () => {
  for (const status of ["all", "pending", "completed"]) {
    const sort = status === "completed" ? "completed" : "created";
    assert.deepEqual(parseApiTaskQuery({ status }), { ...FIRST, status, sort });
    assert.deepEqual(parseApiTaskQuery({ status, sort: "due" }), { ...FIRST, status, sort: "due" });
  }
  for (const status of ["done", "ALL", " all", ["all"], ["all", "pending"], {}, null, 1]) {
    assert.equal(parseApiTaskQuery({ status }), STATUS, JSON.stringify(status));
  }
});

it("accepts a limit of 1 to 200", () => {
  for (const limit of ["1", "50", "200"]) {
    assert.deepEqual(parseApiTaskQuery({ limit }), { ...FIRST, limit: Number(limit) });
  }
  const wrong = ["", "0", "201", "-1", "1.5", "ten", "1e2", " 5", ["5"], ["5", "6"], {}, null];
  for (const limit of wrong)
    assert.equal(parseApiTaskQuery({ limit }), LIMIT, JSON.stringify(limit));
});

describe("a cursor", () => {
  const ids = fc.integer({ min: 1, max: 2_147_483_647 }).map(String);
  const micros = fc.integer({ min: 0, max: 999_999 });
  const dates = fc.date({
    min: new Date("1970-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  /** As PostgreSQL writes it: without trailing zeros. */
  const times = fc.tuple(dates, micros).map(([date, micro]) => {
    const fraction = `.${String(micro).padStart(6, "0")}`.replace(/\.?0+$/, "");
    return `${date.toISOString().slice(0, 19).replace("T", " ")}${fraction}Z`;
  });
  const days = dates.map((date) => date.toISOString().slice(0, 10));
  const clocks = dates.map((date) => date.toISOString().slice(11, 19));
  const numbers = fc.tuple(fc.bigInt(), fc.nat()).map(([whole, part]) => `${whole}.${part}`);
  const titles = fc
    .string({ unit: "grapheme", maxLength: 200 })
    .filter((text) => !text.includes("\0"));
  const keys: Record<Sort, fc.Arbitrary<string>[]> = {
    manual: [fc.oneof(numbers, ids), ids],
    due: [fc.oneof(days, fc.constant("infinity")), fc.oneof(clocks, fc.constant("24:00:00")), ids],
    priority: [fc.constantFrom("0", "1", "2", "3"), ids],
    created: [ids],
    title: [titles, ids],
    completed: [times, ids],
    rank: [fc.constantFrom("0", "1"), ids, times, ids],
  };

  for (const [sort, parts] of Object.entries(keys) as [Sort, fc.Arbitrary<string>[]][]) {
    it(`by ${sort} is decoded as it was encoded, in URL-safe characters`, () => {
      fc.assert(
        fc.property(fc.tuple(...parts), (cursor) => {
          const text = encodeCursor(sort, cursor);
          assert.match(text, /^[\w-]+$/);
          assert.deepEqual(parsePaging({ cursor: text }, sort), { limit: 50, cursor });
        }),
      );
    });
  }

  it("of one order is rejected in another", () => {
    for (const one of Object.keys(keys) as Sort[]) {
      for (const other of Object.keys(keys) as Sort[]) {
        if (one === other) continue;
        const [cursor = []] = fc.sample(fc.tuple(...keys[one]), 1);
        assert.equal(parsePaging({ cursor: encodeCursor(one, cursor) }, other), MOVED);
      }
    }
  });

  it("that was forged is rejected", () => {
    const given = encodeCursor("created", ["7"]);
    const forged = [
      ...["", " ", "7", "abc", "!!!!", "AAAA", "null", "x".repeat(2_001), given.repeat(2)],
      ...[encoded([7]), encoded(["created"]), encoded(["created", "7", "7"]), encoded({ id: 7 })],
      ...[0, -1, 7, "x", "0", "-1", null, "2147483648", "1 or 1=1", ["7"]].map((id) =>
        encoded(["created", id]),
      ),
      ...[[given], {}, null, 7],
    ];
    for (const cursor of forged) {
      assert.equal(parseApiTaskQuery({ cursor }), CURSOR, JSON.stringify(cursor));
    }
  });

  it("with a key that PostgreSQL would reject, or read in another way, is rejected", () => {
    const wrong: [Sort, unknown[]][] = [
      ...["", "now", "infinity", "epoch", "'", "2026-11-21", 7, true].map(at),
      ...["2026-13-01 00:00:00Z", "2026-02-30 00:00:00Z", "2025-02-29 00:00:00Z"].map(at),
      ...["0000-01-01 00:00:00Z", "2026-01-01 24:00:01Z", "2026-01-01 00:60:00Z"].map(at),
      ...["2026-01-01 00:00:00", "2026-01-01 00:00:00+99:99", `${TIME} BC`, ` ${TIME}`].map(at),
      ...["", "NaN", "Infinity", "1e9", "1.", ".5", "--1", "1,5", " 1", "0x1"].map(
        (key): [Sort, unknown[]] => ["manual", [key, "1"]],
      ),
      ...["-infinity", "today", "2026-02-30", "10000-01-01", "20261121", ""].map(
        (key): [Sort, unknown[]] => ["due", [key, "09:00:00", "1"]],
      ),
      ...["24:00:01", "25:00:00", "09:00", "09:00:60", "9:00:00", "now", ""].map(
        (key): [Sort, unknown[]] => ["due", ["2026-11-21", key, "1"]],
      ),
      ...["4", "-1", "32768", "", "high"].map((key): [Sort, unknown[]] => ["priority", [key, "1"]]),
      ...["a\0b", "\ud800", 7, null].map((key): [Sort, unknown[]] => ["title", [key, "1"]]),
    ];
    for (const [sort, keysOf] of wrong) {
      const cursor = encoded([sort, ...keysOf]);
      assert.equal(parsePaging({ cursor }, sort), MOVED, JSON.stringify([sort, keysOf]));
    }
    assert.deepEqual(parsePaging({ cursor: encoded(["completed", TIME, "1"]) }, "completed"), {
      limit: 50,
      cursor: [TIME, "1"],
    });
  });

  function at(time: unknown): [Sort, unknown[]] {
    return ["completed", [time, "1"]];
  }
});

it("returns a query or a message for any parameters", () => {
  const cursor = fc.oneof(
    anyText,
    fc.jsonValue().map(encoded),
    fc.tuple(fc.constant("created"), anyText).map(encoded),
    fc.anything(),
  );
  const value = fc.oneof(anyText, fc.anything(), fc.constantFrom("all", "completed", "50", "due"));
  const query = fc.record(
    { status: value, limit: value, sort: value, tag: value, priority: value, cursor },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(query, (parameters) => {
      const result = parseApiTaskQuery(parameters);
      if (typeof result === "string") assert.match(result, / must be /);
      else assert.ok(result.limit >= 1 && result.limit <= 200);
    }),
    { numRuns: 100 },
  );
});
