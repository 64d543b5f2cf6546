/** What a view is narrowed and sorted by, its form for a line, its pages, and where it is in the navigation. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { createSearch } from "../../src/models/searches.ts";
import { saved } from "../models/people.ts";
import { fieldsOfForm } from "../support/browser.ts";
import { add, app } from "./fixture.ts";
import { bob, furnished, inDays, useViews } from "./views_fixture.ts";

useViews();

it("the tools keep to the place and to each other", async () => {
  const { browser } = await furnished();
  const page = await browser.get("/lists/1?section=1&status=all&sort=title&priority=high&limit=20");
  const form = page.document.querySelector("main form[method=get]");
  assert.equal(form?.getAttribute("action"), "/lists/1");
  const hidden = form
    ?.querySelectorAll("input[type=hidden]")
    .map((input) => [input.getAttribute("name"), input.getAttribute("value")]);
  assert.deepEqual(hidden, [
    ["status", "all"],
    ["section", "1"],
    ["limit", "20"],
  ]);
  const chosen = form
    ?.querySelectorAll("option[selected]")
    .map((option) => option.getAttribute("value"));
  assert.deepEqual(chosen, ["title", "", "high"]);
  const links = page.document
    .querySelectorAll('main nav[aria-label="Show"] a')
    .map((link) => [link.text, link.getAttribute("href")?.replaceAll("&amp;", "&")]);
  assert.deepEqual(links, [
    ["To do", "/lists/1?sort=title&priority=high&section=1&limit=20"],
    ["Completed", "/lists/1?status=completed&sort=title&priority=high&section=1&limit=20"],
    ["All", "/lists/1?status=all&sort=title&priority=high&section=1&limit=20"],
  ]);
});

it("a line that is added gets what the place says: list, tag or day", async () => {
  const { browser } = await furnished();
  for (const [path, name, value] of [
    ["/lists/2", "list", "2"],
    ["/tags/chores", "tag", "chores"],
    ["/dashboard", "due_on", inDays(0)],
    ["/upcoming", "due_on", inDays(1)],
  ] as const) {
    const page = await browser.get(path);
    const form = page.form("/tasks");
    assert.equal(form.querySelector(`input[name=${name}]`)?.getAttribute("value"), value, path);
    assert.equal(form.querySelector("input[name=return_to]")?.getAttribute("value"), path);
    assert.equal(form.querySelectorAll("input[name=quick][value='1']").length, 1);
  }
  const done = await browser.get("/completed");
  assert.equal(done.document.querySelectorAll('main form[action="/tasks"]').length, 0);
});

it("the navigation counts each place, and says which one it is, filters or not", async () => {
  const { browser } = await furnished();
  for (const [path, href] of [
    ["/lists/1?sort=title&priority=high", "/lists/1"],
    ["/tags/CHORES", "/tags/chores"],
    ["/inbox?status=all", "/inbox"],
  ]) {
    const page = await browser.get(path ?? "");
    const current = page.document
      .querySelectorAll('nav a[aria-current="page"]')
      .map((link) => link.getAttribute("href"));
    assert.deepEqual([...new Set(current)], [href], path);
  }
});

for (const query of [
  "/inbox?status=done",
  "/lists/1?sort=due_on",
  "/lists/1?sort=completed",
  "/tags/chores?priority=4",
  "/someday?tag=a&tag=b",
  "/lists/1?section=x",
  "/upcoming?cursor=x",
  "/completed?limit=201",
  "/lists/1?sort=title&cursor=WyJkdWUiLCJhIiwiYiIsIjEiXQ",
]) {
  it(`${query} is a 400 that says what is wrong`, async () => {
    const page = await bob.browser.get(query);
    assert.equal(page.status, 400);
    assert.match(
      page.text,
      /(Status|Sort|Priority|Tag|Section|Limit) must be|This page of the list has moved/,
    );
  });
}

it("every place leads on from page to page, with its filters", async () => {
  const ann = await app.signedUp("Ann");
  for (let n = 1; n <= 7; n += 1) {
    await add(ann, `Task ${n}`, { dueOn: inDays(n % 3), tags: ["x"], done: n % 7 === 0 });
  }
  for (const path of [
    "/inbox?sort=due&tag=x",
    "/tags/x?sort=priority",
    "/upcoming",
    "/tasks?sort=title&status=all",
    "/inbox?sort=manual",
  ]) {
    const all = await ann.browser.get(path);
    const glue = path.includes("?") ? "&" : "?";
    const found: string[] = [];
    let next: string | undefined = `${path}${glue}limit=2`;
    while (next !== undefined) {
      const page = await ann.browser.get(next.replaceAll("&amp;", "&"));
      assert.equal(page.status, 200, next);
      found.push(...page.titles);
      next = page.document.querySelector('a[rel="next"]')?.getAttribute("href");
      assert.ok(found.length < 20);
    }
    assert.deepEqual(found, all.titles, path);
  }
});

it("every list can be narrowed by words from its own page", async () => {
  const ann = await furnished();
  saved(await createSearch(ann.scope, { name: "Everything", query: "is:open" }));
  await add(ann, "Rent for the boat", { dueOn: inDays(0), tags: ["chores"], priority: 3 });
  for (const [path, q, titles] of [
    ["/dashboard", "rént", ["Rent", "Rent for the boat"]],
    ["/upcoming", "pass", ["Passport"]],
    ["/inbox", "oats", ["Oats"]],
    ["/someday", "oats", ["Oats"]],
    ["/lists/1", "mop", ["Mop"]],
    ["/tags/chores", "mop", ["Mop"]],
    ["/searches/1", "mop", ["Mop"]],
    ["/tasks", "mop", ["Mop"]],
  ] as const) {
    const form = (await ann.browser.get(path)).document.querySelector("main form[method=get]");
    assert.ok(form !== null && form.querySelector("input[name=q]") !== null, path);
    const sent = new URLSearchParams({ ...fieldsOfForm(form), q });
    const page = await ann.browser.get(`${form.getAttribute("action")}?${sent}`);
    assert.deepEqual(page.titles, titles, path);
    assert.match(page.document.querySelector("#explained")?.text ?? "", /with the word/, path);
  }
});

it("Today is a list where it is filtered or sorted, and itself where it is not", async () => {
  const ann = await furnished();
  await add(ann, "Boat", { dueOn: inDays(-1), tags: ["chores"], priority: 3 });
  const titles = async (query: string) => (await ann.browser.get(`/dashboard?${query}`)).titles;
  assert.deepEqual(await titles("sort=title"), ["Boat", "Rent"]);
  assert.deepEqual(await titles("sort=created"), ["Boat", "Rent"]);
  assert.deepEqual(await titles("tag=chores"), ["Boat"]);
  assert.deepEqual(await titles("priority=none&q=&sort=due&tag="), ["Rent"]);
  const whole = await ann.browser.get("/dashboard?q=&sort=due&tag=&priority=");
  assert.ok(whole.document.querySelector("#overdue"), "a form that asks for nothing");
  assert.deepEqual(whole.titles.slice(0, 2), ["Boat", "Rent"]);
  // Nothing is to do: there is nothing to narrow.
  const idle = await app.signedUp("Ida");
  const { document } = await idle.browser.get("/dashboard");
  assert.equal(document.querySelector("main form[method=get]"), null);
});
