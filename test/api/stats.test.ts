/** A program asks how much was completed: by day, list, tag and repeat, only of its own user. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ann, api, bob, post, useApi } from "./fixture.ts";

useApi();

const LIMIT = /There must be at most 366 days/;

async function stats(query: string, user = ann) {
  const { status, body } = await user.call("GET", `/stats${query}`);
  assert.equal(status, 200, query);
  return body as unknown as {
    [Name in "from" | "to"]: string;
  } & Record<"completed" | "on_time" | "late", number> &
    Record<"days" | "lists" | "tags" | "repeats", Record<string, unknown>[]>;
}

test("counts what was completed, by day, list, tag and repeat", async () => {
  const today = new Date().toISOString().slice(0, 10);
  await post(ann, "/lists", { name: "Home" });
  await post(ann, "/tasks", { title: "On time", due_on: today, list_id: 1, tags: ["a", "b"] });
  await post(ann, "/tasks", { title: "Late", due_on: "2026-01-01", tags: ["b"] });
  await post(ann, "/tasks", { title: "Daily", due_on: today, repeat: { rule: "FREQ=DAILY" } });
  await post(ann, "/tasks", { title: "Undated" });
  for (const id of [1, 2, 3, 4]) await ann.call("PATCH", `/tasks/${id}/complete`);
  await bob.add("Bob's");
  await bob.call("PATCH", "/tasks/1/complete");
  const found = await stats("");
  assert.equal(found.to, today);
  assert.equal(found.days.length, 30);
  assert.deepEqual([found.completed, found.on_time, found.late], [4, 2, 1]);
  assert.deepEqual(found.days.at(-1), { date: today, completed: 4, on_time: 2, late: 1 });
  assert.deepEqual(found.days[0]?.completed, 0);
  assert.deepEqual(found.lists, [
    { list_id: null, name: null, completed: 3, on_time: 1, late: 1 },
    { list_id: 1, name: "Home", completed: 1, on_time: 1, late: 0 },
  ]);
  assert.deepEqual(found.tags, [
    { tag_id: 2, name: "b", completed: 2, on_time: 1, late: 1 },
    { tag_id: 1, name: "a", completed: 1, on_time: 1, late: 0 },
  ]);
  assert.deepEqual(found.repeats, [{ task_id: 5, title: "Daily", kept: 1, late: 0, skipped: 0 }]);
  assert.equal((await stats("", bob)).completed, 1);
  assert.equal((await ann.call("DELETE", "/tasks/4")).status, 204);
  assert.equal((await stats("")).completed, 3);
});

test("takes any 366 days of the calendar, and says what is wrong with others", async () => {
  for (const [query, days] of [
    ["?from=2024-01-01&to=2024-12-31", 366],
    ["?from=2026-11-20&to=2026-11-20", 1],
    ["?from=0001-01-01&to=0001-12-31", 365],
    ["?from=9999-01-01&to=9999-12-31", 365],
    ["?to=2020-02-29", 30],
  ] as const) {
    assert.equal((await stats(query)).days.length, days, query);
  }
  for (const [query, message] of [
    ["?from=2024-01-01&to=2025-01-01", LIMIT],
    ["?from=0001-01-01&to=9999-12-31", LIMIT],
    ["?from=2026-11-21&to=2026-11-20", /To must not be before From/],
    ["?from=0000-01-01&to=2026-11-20", /From must be a date/],
    ["?from=2026-11-20&to=10000-01-01", /To must be a date/],
    ["?from=2026-02-30", /From must be a date/],
    ["?from=", /From must be a date/],
    ["?to=0001-01-15", /To must be a later day/],
    ["?to=2026-11-20%00", /To must be a date/],
    ["?from=2026-11-20&from=2026-11-21", /From must be a date/],
  ] as const) {
    const { status, body } = await ann.call("GET", `/stats${query}`);
    assert.equal(status, 400, query);
    assert.match(body.error, message, query);
  }
});

test("is as readable by a token of its user, and by nobody else", async () => {
  assert.equal((await api.call("GET", `/api/${ann.id}/stats`)).status, 401);
  assert.equal((await api.call("GET", `/api/${ann.id}/stats`, { token: bob.token })).status, 403);
});
