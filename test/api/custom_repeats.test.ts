/** A program sends plain rules, and rules that the form cannot draw. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiUser, TaskJson } from "../support/api.ts";
import { ann, bob, useApi } from "./fixture.ts";

useApi();

/** A Thursday. */
const DUE = "2026-11-26";

async function write(json: object, id = 1, user: ApiUser = ann): Promise<TaskJson> {
  const { status, body } = await user.call("PATCH", `/tasks/${id}`, { json });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** Completes the task. @returns the one that follows. */
async function next(id: number): Promise<TaskJson | null> {
  const done = await ann.call("PATCH", `/tasks/${id}/complete`);
  const { next } = done.body as unknown as { next: number | null };
  return next === null ? null : (await ann.call("GET", `/tasks/${next}`)).body;
}

test("a plain rule is filled in from the due date, by POST, PUT and PATCH alike", async () => {
  const repeat = { rule: "FREQ=WEEKLY", mode: "rule" };
  const filled = { rule: "FREQ=WEEKLY;BYDAY=TH", mode: "rule", anchor: DUE };
  assert.deepEqual((await ann.add("Bin", { due_on: DUE, repeat })).repeat, filled);
  await bob.add("Bob's");
  const put = await ann.call("PUT", "/tasks/1", { json: { title: "Bin", due_on: DUE, repeat } });
  assert.deepEqual([put.status, put.headers["plainlist-change"]], [200, undefined]);
  assert.deepEqual(put.body.repeat, filled);
  assert.deepEqual((await write({ repeat: { rule: "FREQ=MONTHLY" } })).repeat, {
    rule: "FREQ=MONTHLY;BYMONTHDAY=26",
    mode: "rule",
    anchor: DUE,
  });
  // The rule that it has, with another due date: this occurrence is moved.
  const moved = await write({ due_on: "2026-11-30", repeat: { rule: "FREQ=MONTHLY" } });
  assert.deepEqual([moved.repeat?.rule, moved.moved_from], ["FREQ=MONTHLY;BYMONTHDAY=26", DUE]);
  assert.deepEqual((await bob.call("GET", "/tasks/1")).body.repeat, null);
  assert.equal((await bob.call("PATCH", "/tasks/2", { json: { repeat } })).status, 404);
});

test("FREQ=MONTHLY;BYMONTHDAY=31 has the last day of a shorter month, and with SKIP=OMIT none", async () => {
  const rule = "FREQ=MONTHLY;BYMONTHDAY=31";
  await ann.add("Rent", { due_on: "2027-01-31", repeat: { rule } });
  assert.equal((await next(1))?.due_on, "2027-02-28");
  const omitting = `RSCALE=GREGORIAN;${rule};SKIP=OMIT`;
  await ann.add("Rent", { due_on: "2027-01-31", repeat: { rule: omitting } });
  const march = await next(3);
  assert.deepEqual([march?.due_on, march?.repeat?.rule], ["2027-03-31", omitting]);
});

test("a rule that the form cannot draw is kept in one form, followed, moved and ended", async () => {
  const rule = "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=15,30;SKIP=BACKWARD";
  const task = await ann.add("Pay", {
    due_on: "2027-01-30",
    repeat: { rule: "bymonthday=30,15;freq=monthly;count=3", mode: "catch_up" },
  });
  const counted = `${rule};COUNT=3`;
  assert.deepEqual(task.repeat, { rule: counted, mode: "catch_up", anchor: "2027-01-30" });
  const same = await ann.call("PATCH", "/tasks/1", { json: { repeat: task.repeat } });
  assert.equal(same.headers["plainlist-change"], undefined);
  const moved = await write({ due_on: "2027-02-02" });
  assert.deepEqual([moved.repeat?.rule, moved.moved_from], [counted, "2027-01-30"]);
  assert.equal((await next(1))?.due_on, "2027-02-15");
  assert.equal((await next(2))?.due_on, "2027-02-28");
  assert.equal(await next(3), null);
});

test("an UNTIL with a time is a day in the person's time zone", async () => {
  await ann.call("PATCH", "/settings", { json: { time_zone: "America/New_York" } });
  const rule = "FREQ=DAILY;UNTIL=20261225T045959Z";
  const task = await ann.add("Bin", { due_on: DUE, due_time: "09:00", repeat: { rule } });
  assert.equal(task.repeat?.rule, "FREQ=DAILY;UNTIL=20261224");
  const changed = await write({ repeat: { rule: "FREQ=WEEKLY;UNTIL=20261210T140000" } });
  assert.equal(changed.repeat?.rule, "FREQ=WEEKLY;BYDAY=TH;UNTIL=20261210");
});

test("reopened and undone, a custom rule is what it was", async () => {
  const rule = "FREQ=MONTHLY;BYDAY=1FR,3FR";
  await ann.add("Band", { due_on: "2026-12-04", repeat: { rule } });
  assert.equal((await next(1))?.due_on, "2026-12-18");
  const reopened = await ann.call("PATCH", "/tasks/1/complete", { json: { completed: false } });
  assert.equal(reopened.body.repeat?.rule, rule);
  assert.equal((await ann.call("GET", "/tasks/2")).status, 404);
  const other = await ann.call("PATCH", "/tasks/1", { json: { repeat: null } });
  const change = other.headers["plainlist-change"];
  await ann.call("POST", `/history/${change}/undo`);
  assert.equal((await ann.call("GET", "/tasks/1")).body.repeat?.rule, rule);
});
