/** A page sends as many statements for a person with much as for one with little. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import {
  plantLists,
  plantSearches,
  plantSections,
  plantTags,
  plantTasks,
} from "../models/planted.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { roundTripsOf, statementsOf } from "../support/statements.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(async () => app.close());

/** Somebody with so many lists, sections of the first, tags, searches, and tasks in each place. */
async function withMany(count: number, { searches = count } = {}) {
  const person = await app.signedUp("Ann");
  const { id } = person.user;
  const { database } = app;
  await plantLists(database, id, count);
  await plantSections(database, id, { listId: 1, to: count });
  await plantTasks(database, id, count * 5, {
    list_id: `case when n <= ${count} then n when n <= ${count * 2} then 1 end`,
    section_id: `case when n > ${count} and n <= ${count * 2} then n - ${count} end`,
    due_on: `case when n > ${count * 3} then current_date - 3 + n % 20 end`,
    completed_at: "case when n % 5 = 0 then now() end",
    priority: "n % 4",
  });
  await plantTags(database, id, count, "n % 3 = 0");
  await plantSearches(database, id, searches);
  return person;
}

const PAGES = [
  "/dashboard",
  "/catch-up",
  "/upcoming",
  "/inbox",
  "/someday",
  "/completed",
  "/search",
  "/search?q=task",
  "/search?q=zebra+is:open+list:list1",
  "/inbox?q=task",
  "/calendar",
  "/calendar?month=2026-12",
  "/calendar?week=2026-W48",
  "/tasks",
  "/tasks/1",
  "/tasks/1/edit",
  "/tasks/new",
  "/tasks/many",
  "/settings",
  "/settings/sessions",
  "/settings/tokens",
  "/settings/security",
  "/tasks?status=pending&sort=due&tag=tag1&priority=high",
  "/lists/1",
  "/lists/2",
  "/lists/1?section=1",
  "/lists",
  "/lists/new",
  "/lists/1/edit",
  "/searches",
  "/searches/1/edit",
  "/tags",
  "/tags/tag1",
  "/tags/tag1/edit",
  "/review",
  "/review?year=2025",
  "/help",
  "/help?try=pay+rent+tomorrow+%40list1",
  "/history",
  "/history?q=task&kind=added",
  "/history?task=1&kind=added",
  "/trash",
];

it("whatever the number of tasks, lists, sections and tags", async () => {
  const [few, many] = [await withMany(3), await withMany(60)];
  for (const path of PAGES) {
    const [forFew, forMany] = [
      await statementsOf(async () => assert.equal((await few.browser.get(path)).status, 200)),
      await statementsOf(async () => assert.equal((await many.browser.get(path)).status, 200)),
    ];
    assert.equal(forMany.length, forFew.length, `${path}: ${forMany.join("\n\n")}`);
    assert.ok(forMany.length <= 8, `${path}: ${forMany.length} statements`);
  }
});

/** These wait for the names in their query first, and then, where nothing was found, for what would be. */
const QUERIED: Record<string, number> = {
  "/search?q=task": 3,
  "/search?q=zebra+is:open+list:list1": 5,
  "/inbox?q=task": 3,
};

it("and waits twice: for the sign-in, and for all that it reads", async () => {
  const trips = await tripsOf((await withMany(3, { searches: 0 })).browser);
  const paths = PAGES.filter((path) => !path.startsWith("/searches/"));
  assert.deepEqual(trips, Object.fromEntries(paths.map((path) => [path, QUERIED[path] ?? 2])));
});

it("and once more to count what saved searches find", async () => {
  const trips = await tripsOf((await withMany(3)).browser);
  for (const [path, count] of Object.entries(trips)) {
    assert.ok(count <= (QUERIED[path] ?? 2) + 1, `${path}: ${count}`);
  }
});

async function tripsOf(browser: Browser): Promise<Record<string, number>> {
  const trips: Record<string, number> = {};
  for (const path of PAGES.filter((own) => !own.startsWith("/searches/"))) {
    // Opens the connections.
    await browser.get("/settings");
    await app.database.database.write("update users set last_change_id = last_change_id + 1", []);
    trips[path] = await roundTripsOf(() => browser.get(path));
  }
  return trips;
}
