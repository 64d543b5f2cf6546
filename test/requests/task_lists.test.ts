/** All tasks: in which order, and page by page. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createTask, setCompletion } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { plantTasks } from "../models/planted.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";

let app: TestApp;
/** Has tasks of his own, which are to be seen nowhere. */
let bob: Awaited<ReturnType<TestApp["signedUp"]>>;

before(async () => {
  app = await startTestApp();
  bob = await app.signedUp("Bob");
  for (const title of ["Bob's one", "Bob's two"]) await add(bob.scope, title);
});

after(async () => app.close());

async function add(scope: typeof bob.scope, title: string, done = false): Promise<void> {
  const { value } = saved(await createTask(scope, { title }));
  if (done) await complete(scope, value.id);
}

async function complete(scope: typeof bob.scope, id: number): Promise<void> {
  await setCompletion(scope, id, { done: true });
}

/** The first page and all that "More tasks" leads to. */
async function allPages(browser: Browser, path: string): Promise<PageResult[]> {
  const pages = [await browser.get(path)];
  for (;;) {
    const next = pages.at(-1)?.document.querySelector('a[rel="next"]')?.getAttribute("href");
    if (next === undefined || next === null) return pages;
    pages.push(await browser.get(next.replaceAll("&amp;", "&")));
    assert.ok(pages.length < 20, "the pages come to an end");
  }
}

test("the list has all, those to do and those completed, newest first", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  await add(scope, "First");
  await add(scope, "Second", true);
  await add(scope, "Third");
  await add(scope, "Fourth", true);
  for (const [query, titles] of [
    ["", ["Fourth", "Third", "Second", "First"]],
    ["?status=all", ["Fourth", "Third", "Second", "First"]],
    ["?status=pending", ["Third", "First"]],
    ["?status=completed", ["Fourth", "Second"]],
  ] as const) {
    const page = await browser.get(`/tasks${query}`);
    assert.equal(page.status, 200);
    assert.deepEqual(page.titles, titles, query);
    assert.match(page.text, /2 to do, 2/);
  }
});

test("completed ones come by when they were completed, the latest first", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  for (const title of ["One", "Two", "Three"]) await add(scope, title);
  for (const id of [2, 1, 3]) {
    app.advance(1000);
    await complete(scope, id);
  }
  const page = await browser.get("/tasks?status=completed");
  assert.deepEqual(page.titles, ["Three", "One", "Two"]);
});

for (const [status, count] of [
  ["all", 120],
  ["pending", 60],
  ["completed", 60],
] as const) {
  test(`${status}: fifty a page, none twice, none left out, and one added meanwhile moves nothing`, async () => {
    const { browser, user, scope } = await app.signedUp("Ann");
    // Sixty completed at one and the same time, so that only the id puts them in order.
    await plantTasks(app.database, user.id, 120, {
      completed_at: "case when n % 2 = 0 then now() end",
    });
    const path = status === "all" ? "/tasks" : `/tasks?status=${status}`;
    const first = await browser.get(path);
    assert.equal(first.titles.length, 50);
    assert.equal(first.document.querySelectorAll('a[rel="next"]').length, 1);
    const pages = await allPages(browser, path);
    assert.deepEqual(
      pages.map(({ titles }) => titles.length),
      status === "all" ? [50, 50, 20] : [50, 10],
    );
    const numbers = pages.flatMap(({ titles }) => titles.map((title) => Number(title.slice(5))));
    assert.equal(new Set(numbers).size, count);
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => b - a),
    );
    // The second page as its address was before.
    await add(scope, "Newer than all", status === "completed");
    const next = first.document.querySelector('a[rel="next"]')?.getAttribute("href") ?? "";
    const second = await browser.get(next.replaceAll("&amp;", "&"));
    assert.deepEqual(second.titles, pages[1]?.titles);
    const back = second.document
      .querySelectorAll("main a")
      .find((link) => link.text.includes("Back to the first page"));
    assert.equal(back?.getAttribute("href"), path);
  });
}

test("a page size is kept from page to page", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  for (let n = 1; n <= 5; n += 1) await add(scope, `Task ${n}`);
  const pages = await allPages(browser, "/tasks?limit=2");
  assert.deepEqual(
    pages.map(({ titles }) => titles),
    [["Task 5", "Task 4"], ["Task 3", "Task 2"], ["Task 1"]],
  );
});

test("a deleted task is in no list and on no page", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  await add(scope, "Stays");
  await add(scope, "Goes", true);
  await browser.submit(await browser.get("/tasks/2"), "/tasks/2/deletion");
  await browser.get("/tasks");
  for (const path of ["/tasks", "/tasks?status=pending", "/tasks?status=completed", "/dashboard"]) {
    assert.ok(!(await browser.get(path)).html.includes("Goes"), path);
  }
  assert.equal((await browser.get("/tasks/2")).status, 404);
});

for (const query of [
  "status=done",
  "limit=0",
  "limit=201",
  "limit=x",
  "cursor=x",
  "cursor=WzFd",
  "status=all&status=pending",
]) {
  test(`?${query} is a 400 that says what is wrong`, async () => {
    const page = await bob.browser.get(`/tasks?${query}`);
    assert.equal(page.status, 400);
    assert.match(page.text, /Status must be|Limit must be|This page of the list has moved/);
  });
}

test("a cursor that is no longer valid offers the first page with the same filters", async () => {
  const page = await bob.browser.get("/tasks?status=pending&cursor=x&limit=1");
  const top = page.document.querySelector("a.btn");
  assert.equal(top?.text, "Start at the top");
  const href = top?.getAttribute("href")?.replaceAll("&amp;", "&");
  assert.equal(href, "/tasks?status=pending&limit=1");
  const first = await bob.browser.get(href ?? "");
  assert.deepEqual([first.status, first.titles], [200, ["Bob's two"]]);
});

test("a cursor of one person shows another only what is theirs", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  for (let n = 1; n <= 4; n += 1) await add(scope, `Ann's ${n}`);
  const first = await browser.get("/tasks?limit=2");
  const next = first.document.querySelector('a[rel="next"]')?.getAttribute("href") ?? "";
  const page = await bob.browser.get(next.replaceAll("&amp;", "&"));
  assert.equal(page.status, 200);
  assert.deepEqual(page.titles, ["Bob's two", "Bob's one"]);
});
