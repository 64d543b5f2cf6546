/** After a press one is where one was: at the row, or at the one that took its place. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createTask } from "../../src/models/tasks.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";

let app: TestApp;
let browser: Browser;

before(async () => {
  app = await startTestApp();
});

// List 1 has tasks 1 to 3, in this order by hand; Bob has tasks of the same numbers.
beforeEach(async () => {
  const [ann, bob] = [await app.signedUp("Ann"), await app.signedUp("Bob")];
  browser = ann.browser;
  for (const { scope } of [ann, bob]) {
    await createList(scope, { name: "Home", colour: "moss" });
    for (const [index, title] of ["Oats", "Lemons", "Soap"].entries()) {
      const task = { title, listId: 1, dueOn: `2026-01-0${3 - index}` };
      await createTask(scope, task);
    }
  }
});

after(async () => app.close());

/** Where a post leads. */
async function lead(path: string, fields: Record<string, string>): Promise<string | undefined> {
  const result = await browser.post(path, { ...fields, _csrf: await browser.token() });
  assert.equal(result.status, 303);
  return result.location;
}

test("a row that stays on its page is come back to", async () => {
  for (const page of ["/tasks", "/lists/1?status=all", "/tasks?status=all&sort=title"]) {
    const done = await lead("/tasks/2/completion", { done: "1", return_to: `${page}#t-9` });
    assert.equal(done, `${page}#t-2`);
    await lead("/tasks/2/completion", { done: "0", return_to: page });
  }
});

test("of a row that goes, the next one in that order, or the end", async () => {
  const cases = [
    ["/lists/1", "#b3"],
    ["/lists/1?sort=due", "#b1"],
    ["/tasks?status=pending", "#b1"],
    ["/dashboard", "#b1"],
    ["/lists/1?sort=title", "#b1"],
    ["/tags/none", ""],
  ];
  for (const [page, anchor] of cases) {
    const to = await lead("/tasks/2/completion", { done: "1", return_to: `${page}` });
    assert.equal(to, `${page}${anchor}`);
    await lead("/tasks/2/completion", { done: "0", return_to: "/tasks" });
  }
  assert.equal(await lead("/tasks/3/deletion", { return_to: "/lists/1" }), "/lists/1#end");
});

test("a page that is no list stays as it is, and nonsense is no way out", async () => {
  const to = (return_to: string) => lead("/tasks/1/completion", { done: "1", return_to });
  assert.equal(await to("/tasks/1"), "/tasks/1");
  assert.equal(await to("/history"), "/history");
  assert.equal(await to("/tasks?status=bogus"), "/tasks?status=bogus");
  assert.equal(await to("/lists/99"), "/lists/99");
  assert.equal(await to("//evil.example"), "/tasks/1");
});

test("a task's page leads back to the list that it was opened from, at its row", async () => {
  const crumb = async (referer: string | null, id = 2) => {
    browser.headers = referer === null ? {} : { Referer: `${app.config.appUrl}${referer}` };
    const link = (await browser.get(`/tasks/${id}`)).document.querySelector(".breadcrumb");
    browser.headers = {};
    return [link?.text.trim(), link?.getAttribute("href")?.replaceAll("&amp;", "&")];
  };
  assert.deepEqual(await crumb(null), ["Home", "/lists/1#t-2"]);
  assert.deepEqual(await crumb("/dashboard"), ["Today", "/dashboard#t-2"]);
  assert.deepEqual(await crumb("/tasks?sort=due"), ["All tasks", "/tasks?sort=due#t-2"]);
  assert.deepEqual(await crumb("/settings"), ["Home", "/lists/1#t-2"]);
  await lead("/tasks/2/completion", { done: "1" });
  assert.deepEqual(await crumb(null), ["Completed", "/completed#t-2"]);
});

test("moving by hand comes back to where the row stands now", async () => {
  const moved = await lead("/tasks/3/position", { to: "top", return_to: "/lists/1" });
  assert.equal(moved, "/lists/1#t-3");
  assert.deepEqual((await browser.get("/lists/1")).titles, ["Soap", "Oats", "Lemons"]);
  await lead("/tasks/3/position", { to: "after", after: "1", return_to: "/lists/1" });
  assert.deepEqual((await browser.get("/lists/1")).titles, ["Oats", "Soap", "Lemons"]);
  for (const wrong of [{}, { to: "left" }, { to: "after" }, { to: "after", after: "x" }]) {
    const _csrf = await browser.token();
    assert.equal((await browser.post("/tasks/3/position", { ...wrong, _csrf })).status, 400);
  }
});
