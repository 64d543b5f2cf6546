/** The calendar over the API: the days of a range, with repeats to come. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CalendarJson } from "../../src/api/schemas/calendar.ts";
import { addDays } from "../../src/dates/calendar.ts";
import { DAYS_OF_TASK_MOST } from "../../src/models/coming_tasks.ts";
import { assertError } from "../support/api.ts";
import { ann, api, bob, post, useApi } from "./fixture.ts";

useApi();

const DAY_PROBLEM = /^(From|To) must be/;

/** The person's day, in UTC. */
function today(): string {
  return api.app.services.clock().toISOString().slice(0, 10);
}

async function calendar(user: typeof ann, query = ""): Promise<CalendarJson> {
  const { status, body } = await user.call("GET", `/calendar${query}`);
  assert.equal(status, 200);
  return body as unknown as CalendarJson;
}

test("lists the days with what is to do, to come and completed", async () => {
  const [start, next, after] = [today(), addDays(today(), 1), addDays(today(), 2)];
  const repeat = { rule: "FREQ=DAILY", mode: "rule" };
  await ann.add("Stretch", { due_on: start, due_time: "08:30", repeat });
  await ann.add("Rent", { due_on: next });
  await ann.add("Done");
  await ann.add("Late", { due_on: addDays(start, -1) });
  await ann.call("PATCH", "/tasks/3/complete");
  await bob.add("Bob's", { due_on: next });
  const { days, ...rest } = await calendar(ann, `?from=${addDays(start, -1)}&to=${after}`);
  assert.deepEqual(rest, { from: addDays(start, -1), to: after, is_cut: false });
  const stretch = { id: 1, title: "Stretch", due_time: "08:30" };
  const named = (id: number, title: string) => ({ id, title, due_time: null });
  assert.deepEqual(days, [
    { date: addDays(start, -1), count: 1, tasks: [{ ...named(4, "Late"), state: "open" }] },
    {
      date: start,
      count: 2,
      tasks: [
        { ...stretch, state: "open" },
        { ...named(3, "Done"), state: "completed" },
      ],
    },
    {
      date: next,
      count: 2,
      tasks: [
        { ...stretch, state: "to_come" },
        { ...named(2, "Rent"), state: "open" },
      ],
    },
    { date: after, count: 1, tasks: [{ ...stretch, state: "to_come" }] },
  ]);
});

test("begins today and goes on for thirty days where nothing else is asked for", async () => {
  const { from, to, days } = await calendar(ann);
  assert.deepEqual([from, to, days], [today(), addDays(today(), 30), []]);
  assert.equal((await calendar(ann, "?from=9999-12-30")).to, "9999-12-31");
  assert.equal((await calendar(ann, "?from=0001-01-01&to=0001-12-31")).days.length, 0);
});

test("says that a range has more days of a task than are answered", async () => {
  const [start, last] = [today(), addDays(today(), DAYS_OF_TASK_MOST)];
  await ann.add("Stretch", { due_on: start, repeat: { rule: "FREQ=DAILY", mode: "rule" } });
  const whole = await calendar(ann, `?from=${start}&to=${last}`);
  assert.deepEqual([whole.days.length, whole.is_cut], [DAYS_OF_TASK_MOST + 1, false]);
  const more = await calendar(ann, `?from=${start}&to=${addDays(last, 1)}`);
  assert.deepEqual([more.days.length, more.is_cut], [DAYS_OF_TASK_MOST + 1, true]);
  const others = await calendar(bob, `?from=${start}&to=${addDays(last, 1)}`);
  assert.deepEqual([others.days.length, others.is_cut], [0, false]);
});

test("names at most fifty of each kind of a day, and counts them all", async () => {
  const start = today();
  const lines = { due_on: start };
  for (let n = 1; n <= 52; n += 1) await ann.add(`Task ${n}`, lines);
  const { days } = await calendar(ann);
  assert.deepEqual([days[0]?.count, days[0]?.tasks.length], [52, 50]);
});

test("refuses a range of more than a year, or of days that do not exist", async () => {
  assert.equal((await calendar(ann, "?from=2027-01-01&to=2028-01-01")).days.length, 0);
  const long = await ann.call("GET", "/calendar?from=2027-01-01&to=2028-01-02");
  assertError(long, 400, "From and To must be at most 366 days, both included");
  const back = await ann.call("GET", "/calendar?from=2027-01-02&to=2027-01-01");
  assertError(back, 400, "To must not be before From");
  for (const query of [
    ...["from=2027-02-29", "from=0000-01-01", "from=10000-01-01", "to=tomorrow", "from="],
    ...["from=2027-01-01&from=2027-01-02", "to=%00", "to=%ED%A0%80"],
  ]) {
    const { status, body } = await ann.call("GET", `/calendar?${query}`);
    assert.equal(status, 400, query);
    assert.match(body.error, DAY_PROBLEM, query);
  }
  assert.equal((await post(ann, "/calendar", {})).status, 405);
});
