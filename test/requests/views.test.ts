/** Inbox, Someday, Upcoming, Completed, lists and tags: what is where, in which order and groups. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createList, updateList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { plantTasks } from "../models/planted.ts";
import { fieldsOfForm, type PageResult } from "../support/browser.ts";
import { add, app } from "./fixture.ts";
import { furnished, inDays, useViews } from "./views_fixture.ts";

useViews();

/** The headings of the groups of rows, in order. */
function headings(page: PageResult): string[] {
  return page.document
    .querySelectorAll("main form.list section h2 .text")
    .map((heading) => heading.text.trim());
}

describe("each place has its own", () => {
  for (const [path, titles, named] of [
    ["/inbox", ["Oats", "Rent", "Passport"], "Inbox"],
    ["/someday", ["Oats", "Fridge", "Stove", "Mop"], "Someday"],
    ["/upcoming", ["Mirror", "Call", "Passport"], "Upcoming"],
    ["/completed", [], "Completed"],
    ["/lists/1", ["Mop", "Stove", "Fridge", "Mirror"], "Home"],
    ["/lists/1?section=1", ["Stove", "Fridge"], "Home"],
    ["/lists/1?sort=title", ["Fridge", "Mirror", "Mop", "Stove"], "Home"],
    ["/lists/1?sort=priority", ["Fridge", "Mirror", "Stove", "Mop"], "Home"],
    ["/lists/2", ["Call"], "Work"],
    ["/tags/chores", ["Passport", "Mop"], "#chores"],
    ["/tags/CHORES?sort=created", ["Passport", "Mop"], "#chores"],
    ["/inbox?priority=high", [], "Inbox"],
    ["/lists/1?priority=high", ["Fridge"], "Home"],
    ["/tasks?status=pending&tag=chores&sort=title", ["Mop", "Passport"], "To do"],
    ["/tasks?tag=%23chores&priority=none", ["Passport", "Mop"], "All tasks"],
    ["/tasks?tag=nothing", [], "All tasks"],
    ["/inbox/", ["Oats", "Rent", "Passport"], "Inbox"],
  ] as const) {
    it(path, async () => {
      const { browser } = await furnished();
      const page = await browser.get(path);
      assert.equal(page.status, 200);
      assert.deepEqual(page.titles, titles);
      assert.match(page.title, new RegExp(`^${named} – Plainlist$`));
      assert.ok(!page.html.includes("Bob's"));
    });
  }
});

it("Reopen is the first action for tasks that are all completed, Complete for others", async () => {
  const ann = await furnished();
  await add(ann, "Finished", { done: true });
  const buttons = async (path: string, within: string) => {
    const page = await ann.browser.get(path);
    const all = page.document.querySelectorAll(`${within} button[name="action"]`);
    return all.map((button) => button.getAttribute("value"));
  };
  for (const path of ["/completed", "/inbox?status=completed"]) {
    assert.deepEqual(await buttons(path, ".bulk"), ["reopen", "delete"], path);
    assert.ok((await buttons(path, "#more")).includes("complete"), path);
  }
  for (const path of ["/inbox", "/tasks"]) {
    assert.deepEqual(await buttons(path, ".bulk"), ["complete", "delete"], path);
    assert.ok((await buttons(path, "#more")).includes("reopen"), path);
  }
});

it("says how many there are, exactly up to 1,000", async () => {
  const cleo = await app.signedUp("Cleo");
  const plant = (count: number) => plantTasks(app.database, cleo.user.id, count);
  const said = async (path: string) => {
    await app.database.sql("update users set last_change_id = last_change_id + 1");
    return (await cleo.browser.get(path)).text;
  };
  await plant(150);
  assert.match(await said("/inbox"), /150 to do\./);
  assert.match(await said("/inbox?limit=20"), /All 150 tasks/);
  await app.database.sql("delete from tasks where user_id = $1", [cleo.user.id]);
  await plant(1_000);
  assert.match(await said("/inbox"), /\b1,000 to do\./);
  await app.database.sql("delete from tasks where user_id = $1", [cleo.user.id]);
  await plant(1_001);
  assert.match(await said("/inbox"), /More than 1,000 to do\./);
  assert.match(await said("/tasks"), /More than 1,000 to do, 0 completed\./);
  // Nobody has seen a number that it could differ from.
  const page = await cleo.browser.get("/inbox?limit=20");
  const fields = fieldsOfForm(page.form("/tasks/bulk"));
  const asked = await cleo.browser.post("/tasks/bulk", { ...fields, all: "1", action: "complete" });
  assert.equal(asked.status, 200);
  assert.doesNotMatch(asked.text, /has changed/);
});

it("a list has a group for each section in their order, those in none first", async () => {
  const { browser, scope } = await furnished();
  assert.deepEqual(headings(await browser.get("/lists/1")), ["Kitchen", "Bath"]);
  await browser.post("/lists/1/sections/2/position", {
    _csrf: await browser.token(),
    to: "up",
  });
  const page = await browser.get("/lists/1");
  assert.deepEqual(headings(page), ["Bath", "Kitchen"]);
  assert.deepEqual(page.titles, ["Mop", "Mirror", "Stove", "Fridge"]);
  const narrowed = await browser.get("/lists/1?priority=high");
  assert.deepEqual(headings(narrowed), ["Kitchen"]);
  await createSection(scope, { listId: 1, name: "Attic" });
  assert.equal((await browser.get("/lists/1")).titles.length, 4);
});

it("a section with more than fifty leads to all of it, and the list goes on by what is in none", async () => {
  const ann = await furnished();
  for (let n = 1; n <= 52; n += 1) {
    await add(ann, `In ${n}`, { listId: 1, sectionId: 2 });
    await add(ann, `Out ${n}`, { listId: 1 });
  }
  const page = await ann.browser.get("/lists/1");
  assert.equal(page.titles.length, 50 + 2 + 50);
  const more = page.document
    .querySelectorAll("main a")
    .find((link) => link.text.includes("All of Bath"));
  assert.equal(more?.getAttribute("href"), "/lists/1?section=2");
  const bath = await ann.browser.get("/lists/1?section=2");
  assert.deepEqual(bath.titles.slice(0, 2), ["Mirror", "In 1"]);
  const next = page.document.querySelector('a[rel="next"]')?.getAttribute("href") ?? "";
  const second = await ann.browser.get(next.replaceAll("&amp;", "&"));
  assert.deepEqual(second.titles, ["Out 50", "Out 51", "Out 52"]);
  assert.match(page.text, /All 108 tasks/);
});

it("Upcoming has a heading for each day of two weeks, and then Later", async () => {
  const { browser } = await furnished();
  const page = await browser.get("/upcoming");
  const [first, second, last] = headings(page);
  assert.equal(first, "Tomorrow");
  assert.ok(second);
  assert.equal(last, "Later");
  assert.match(page.text, /09:00/);
});

it("Completed has a heading for each day on which something was, in the person's own zone", async () => {
  const ann = await app.signedUp("Ann");
  await app.database.sql("update users set time_zone = 'Pacific/Kiritimati' where id = $1", [
    ann.user.id,
  ]);
  for (const title of ["First", "Second", "Third"]) await add(ann, title, { done: true });
  const set = (title: string, when: string) =>
    app.database.sql("update tasks set completed_at = $3 where user_id = $1 and title = $2", [
      ann.user.id,
      title,
      when,
    ]);
  // Kiritimati is fourteen hours ahead: its day begins at 10:00 UTC.
  await set("First", "2025-03-01T09:59:00Z");
  await set("Second", "2025-03-01T10:00:00Z");
  await set("Third", "2025-03-02T09:00:00Z");
  const page = await ann.browser.get("/completed");
  assert.deepEqual(page.titles, ["Third", "Second", "First"]);
  assert.deepEqual(headings(page), ["Sun 2 Mar 2025", "Sat 1 Mar 2025"]);
});

it("what is in an archived list is on its own page, and elsewhere only if asked for", async () => {
  const { browser, scope } = await furnished();
  assert.equal((await browser.get("/tasks")).titles.length, 8);
  assert.doesNotMatch((await browser.get("/tasks")).text, /archived/);
  await updateList(scope, 1, { archived: true });
  for (const [path, titles] of [
    ["/someday", ["Oats"]],
    ["/upcoming", ["Call", "Passport"]],
    ["/tags/chores", ["Passport"]],
    ["/lists/1", ["Mop", "Stove", "Fridge", "Mirror"]],
  ] as const) {
    assert.deepEqual((await browser.get(path)).titles, titles, path);
  }
  const page = await browser.get("/tasks");
  assert.match(page.text, /4 to do, 0 completed\..*With archived lists/);
  assert.deepEqual(page.titles, ["Passport", "Rent", "Oats", "Call"]);
  const whole = await browser.get("/tasks?archived=1");
  assert.equal(whole.titles.length, 8);
  assert.match(whole.text, /Without archived lists/);
  const kept = whole.document.querySelector('form[method="get"] [name="archived"]');
  assert.equal(kept?.getAttribute("value"), "1", "a filter keeps it");
});

it("an archived list says so, can be brought back on its page, and takes no tasks", async () => {
  const { browser, scope } = await furnished();
  const token = await browser.token();
  const before = await browser.get("/lists/1");
  const line = { ...fieldsOfForm(before.form("/tasks")), title: "Broom tomorrow" };
  await updateList(scope, 1, { archived: true });
  const page = await browser.get("/lists/1");
  assert.match(page.text, /Archived\. Bring it back/);
  for (const found of ['[action="/tasks"]', '[href^="/tasks/many"]', '[href^="/tasks/new"]']) {
    assert.equal(page.document.querySelector(`main ${found}`), null, found);
  }
  // From pages that were open before.
  const refused = await browser.post("/tasks", line);
  assert.equal(refused.status, 422);
  assert.match(refused.text, /This list is archived: bring it back first, or choose another/);
  const form = fieldsOfForm(refused.form("/tasks"));
  assert.deepEqual([form.title, form.due_on], ["Broom", inDays(1)], "what was typed is kept");
  for (const [address, fields] of [
    ["/tasks", { title: "Broom", list: "1" }],
    ["/tasks/many", { lines: "Broom\nPan", list: "1" }],
    ["/tasks/bulk", { action: "move", list: "1", task: "6" }],
  ] as const) {
    const answer = await browser.post(address, { _csrf: token, ...fields });
    assert.equal(answer.status, 422, address);
    assert.match(answer.text, /list is archived: bring it back first/, address);
  }
  // What is in it can be changed.
  const edit = await browser.get("/tasks/1/edit");
  assert.equal((await browser.submit(edit, "/tasks/1", { title: "Mop up" })).status, 303);
  const back = await browser.follow(await browser.submit(page, "/lists/1/archiving"));
  assert.match(back.flash ?? "", /^Brought back the list Home/);
  assert.doesNotMatch(back.text, /Archived\./);
  assert.equal((await browser.submit(back, "/tasks", { title: "Broom" })).status, 303);
});

it("another's list, section and tag are the 404 of what is not there, byte for byte", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  await createList(scope, { name: "Only", colour: "moss" });
  const { html } = await browser.get("/lists/99");
  for (const path of [
    "/lists/2",
    "/lists/abc",
    "/lists/0",
    "/tags/chores",
    "/tags/%00",
    "/tags/%ff",
  ]) {
    const page = await browser.get(path);
    assert.ok(page.status === 404 || path === "/tags/%ff", path);
    if (path !== "/tags/%ff") assert.equal(page.html, html, path);
  }
  // The list is hers, the section of that number Bob's.
  assert.deepEqual((await browser.get("/lists/1?section=1")).titles, []);
});
