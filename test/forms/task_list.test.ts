/** Which part of the list is asked for: status, page size, cursor. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { encodeCursor, parseTaskList } from "../../src/forms/task_list.ts";
import { anyText } from "../support/arbitraries.ts";

const STATUS = "Status must be all, pending or completed";
const LIMIT = "Limit must be a whole number from 1 to 200";
const CURSOR = "Cursor is not one that this list gave";
const TIME = "2026-11-21 08:41:07.123456Z";

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

it("is the first fifty of all where nothing is said", () => {
  assert.deepEqual(parseTaskList({}), { status: "all", limit: 50, cursor: null });
  assert.deepEqual(parseTaskList({ page: "2", user_id: "x" }), parseTaskList({}));
});

it("takes each status", () => {
  for (const status of ["all", "pending", "completed"]) {
    assert.deepEqual(parseTaskList({ status }), { status, limit: 50, cursor: null });
  }
  for (const status of ["", "done", "ALL", " all", ["all"], ["all", "pending"], {}, null, 1]) {
    assert.equal(parseTaskList({ status }), STATUS, JSON.stringify(status));
  }
});

it("takes a page of 1 to 200", () => {
  for (const limit of ["1", "50", "200"]) {
    assert.deepEqual(parseTaskList({ limit }), {
      status: "all",
      limit: Number(limit),
      cursor: null,
    });
  }
  for (const limit of [
    "",
    "0",
    "201",
    "-1",
    "1.5",
    "ten",
    "1e2",
    " 5",
    ["5"],
    ["5", "6"],
    {},
    null,
  ]) {
    assert.equal(parseTaskList({ limit }), LIMIT, JSON.stringify(limit));
  }
});

describe("a cursor", () => {
  const ids = fc.integer({ min: 1, max: 2_147_483_647 });
  const micros = fc.integer({ min: 0, max: 999_999 });
  const dates = fc.date({
    min: new Date("1970-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  /** As PostgreSQL writes it: no more digits than it takes. */
  const times = fc.tuple(dates, micros).map(([date, micro]) => {
    const fraction = `.${String(micro).padStart(6, "0")}`.replace(/\.?0+$/, "");
    return `${date.toISOString().slice(0, 19).replace("T", " ")}${fraction}Z`;
  });

  it("comes back as it was given, in characters that need no escaping", () => {
    fc.assert(
      fc.property(ids, times, fc.constantFrom("all", "pending"), (id, completedAt, status) => {
        for (const cursor of [
          { id, completedAt },
          { id, completedAt: null },
        ]) {
          const text = encodeCursor(cursor);
          assert.match(text, /^[\w-]+$/);
          const asked = cursor.completedAt === null ? status : "completed";
          assert.deepEqual(parseTaskList({ status: asked, cursor: text }), {
            status: asked,
            limit: 50,
            cursor,
          });
        }
      }),
    );
  });

  it("of one list is not taken by another kind of list", () => {
    const byTime = encodeCursor({ id: 7, completedAt: TIME });
    const byId = encodeCursor({ id: 7, completedAt: null });
    assert.equal(parseTaskList({ status: "completed", cursor: byId }), CURSOR);
    for (const status of ["all", "pending"]) {
      assert.equal(parseTaskList({ status, cursor: byTime }), CURSOR);
    }
  });

  it("that this list did not give is refused", () => {
    const forged = [
      ...["", " ", "7", "abc", "!!!!", "AAAA", "null", "x".repeat(201)],
      ...[encoded([7]), encoded([7, null, null]), encoded({ id: 7 }), encoded(7), encoded(null)],
      ...[0, -1, 1.5, "x", null, 2_147_483_648, "1 or 1=1", [7]].map((id) => encoded([id, null])),
      ...[[encodeCursor({ id: 7, completedAt: null })], {}, null, 7],
    ];
    for (const cursor of forged) {
      assert.equal(parseTaskList({ cursor }), CURSOR, JSON.stringify(cursor));
    }
  });

  it("with a time that PostgreSQL would refuse, or read in another way, is refused", () => {
    const wrong = [
      ...["", "now", "infinity", "-infinity", "epoch", "tomorrow", "'", "2026-11-21", 7, true],
      ...["2026-13-01 00:00:00Z", "2026-02-30 00:00:00Z", "2025-02-29 00:00:00Z"],
      ...["2026-00-10 00:00:00Z", "2026-01-00 00:00:00Z", "0000-01-01 00:00:00Z"],
      ...["2026-01-01 24:00:01Z", "2026-01-01 00:60:00Z", "2026-01-01 00:00:61Z"],
      ...["2026-01-01 00:00:00", "2026-01-01 00:00:00+99:99", "2026-01-01 00:00:00 PST"],
      ...["294277-01-01 00:00:00Z", "2026-01-01 00:00:00.1234567Z", `${TIME} BC`, ` ${TIME}`],
    ];
    for (const time of wrong) {
      const asked = { status: "completed", cursor: encoded([7, time]) };
      assert.equal(parseTaskList(asked), CURSOR, JSON.stringify(time));
    }
  });
});

it("answers whatever is asked", () => {
  const cursor = fc.oneof(
    anyText,
    fc.jsonValue().map(encoded),
    fc.tuple(fc.integer(), anyText).map(encoded),
    fc.anything(),
  );
  const value = fc.oneof(anyText, fc.anything(), fc.constantFrom("all", "completed", "50"));
  const query = fc.record({ status: value, limit: value, cursor }, { requiredKeys: [] });
  fc.assert(
    fc.property(query, (asked) => {
      const result = parseTaskList(asked);
      if (typeof result === "string") assert.ok([STATUS, LIMIT, CURSOR].includes(result));
      else assert.ok(result.limit >= 1 && result.limit <= 200);
    }),
    { numRuns: 300 },
  );
});
