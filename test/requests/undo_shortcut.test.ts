/** Undo is also a button at the place that the page is shown from, for Tab: see test/browser/keyboard.ts. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { findTask } from "../../src/models/tasks.ts";
import type { PageResult } from "../support/browser.ts";
import { add, ann, bob, browser, usePeople } from "./fixture.ts";

usePeople();

// Each has list 1 with tasks 1 to 3.
beforeEach(async () => {
  for (const person of [ann, bob]) {
    await createList(person.scope, { name: "Home", colour: "moss" });
    for (const title of ["Oats", "Lemons", "Soap"]) await add(person, title, { listId: 1 });
  }
});

async function after(path: string, fields: Record<string, string>): Promise<PageResult> {
  const sent = { ...fields, _csrf: await browser.token() };
  return browser.follow(await browser.post(path, sent));
}

/** The button for Tab at a place of the page. */
function shortcutAt({ document }: PageResult, id: string) {
  const button = document.getElementById(id)?.querySelector("[data-name]");
  assert.ok(button, `none at #${id}`);
  return { name: button.getAttribute("name"), label: button.getAttribute("data-name") };
}

const complete = (id: number, return_to: string) =>
  after(`/tasks/${id}/completion`, { done: "1", return_to });

test("it is in the row that was changed, and in the one that took its place", async () => {
  const stays = await complete(2, "/lists/1?status=all");
  const [{ id: first }] = await lastChange();
  assert.deepEqual(shortcutAt(stays, "t-2"), { name: `undo-${first}-2`, label: "Undo" });
  assert.equal(stays.document.querySelectorAll("main [data-name]").length, 1);
  const goes = await complete(1, "/lists/1");
  const [{ id: second }] = await lastChange();
  assert.deepEqual(shortcutAt(goes, "b3"), { name: `undo-${second}-1`, label: "Undo" });
  // The tick is still named by its own words and the title.
  const tick = goes.document.querySelector("[name=complete-3]");
  const names = tick?.getAttribute("aria-labelledby")?.split(" ") ?? [];
  const words = names.map((id) => goes.document.getElementById(id)?.text.trim());
  assert.deepEqual(words, ["Complete", "Soap"]);
  assert.equal((await browser.get("/lists/1")).document.querySelector("[data-name]"), null);
});

test("it comes after the end of the rows where the last one has gone", async () => {
  const page = await complete(3, "/lists/1");
  const next = page.document.getElementById("end")?.nextElementSibling?.querySelector("button");
  assert.equal(next?.getAttribute("data-name"), "Undo");
});

test("it takes back, and redoes, and one is at the row again", async () => {
  let page = await complete(1, "/lists/1");
  for (const done of [false, true]) {
    const name = page.document.querySelector("[data-name]")?.getAttribute("name") ?? "";
    const sent = await browser.submit(page, "/tasks/bulk", { [name]: "" });
    assert.equal(sent.location, "/lists/1#t-1");
    page = await browser.follow(sent);
    assert.match(page.flash ?? "", done ? /^Redone/ : /^Undone/);
    assert.equal((await findTask(ann.scope, 1))?.completedAt !== null, done);
    if (!done) assert.equal(shortcutAt(page, "t-1").label, "Redo");
  }
  assert.equal((await findTask(bob.scope, 1))?.completedAt, null);
});

test("another’s change is not undone by it, and nothing is learned", async () => {
  await add(ann, "Rice");
  const [{ id }] = await lastChange();
  const _csrf = await bob.browser.token();
  const tried = await bob.browser.post("/tasks/bulk", { _csrf, [`undo-${id}-4`]: "" });
  const unknown = await bob.browser.post("/tasks/bulk", { _csrf, "undo-999999-4": "" });
  assert.deepEqual([tried.status, unknown.status], [404, 404]);
  assert.equal(tried.text, unknown.text);
  assert.equal((await findTask(ann.scope, 4))?.title, "Rice");
});

test("it is a form of its own on the pages of a task, of the lists and of a list", async () => {
  await createList(ann.scope, { name: "Garden", colour: "clay" });
  for (const name of ["Beds", "Pots"]) await createSection(ann.scope, { listId: 1, name });
  const places: [string, Record<string, string>, string][] = [
    ["/tasks/1/position", { to: "bottom", return_to: "/tasks/1" }, "t-1"],
    ["/lists/1/position", { to: "down" }, "l-1"],
    ["/lists/1/sections/2/position", { to: "up" }, "s-2"],
  ];
  for (const [path, fields, id] of places) {
    const page = await after(path, fields);
    const [{ id: change }] = await lastChange();
    assert.deepEqual(shortcutAt(page, id), { name: undefined, label: "Undo" });
    const form = page.document.getElementById(id)?.querySelector("form");
    assert.equal(form?.getAttribute("action"), `/undo/${change}`);
  }
});

test("elsewhere the message has the focus, so that its Undo is next", async () => {
  const page = await after("/tasks/bulk", { task: "1", action: "complete", return_to: "/lists/1" });
  const focused = page.document.querySelectorAll("[autofocus]");
  assert.deepEqual([focused.length, focused[0]?.getAttribute("tabindex")], [1, "-1"]);
  assert.equal(focused[0]?.querySelector("button, a")?.text, "Undo");
  const named = page.document.getElementById(focused[0]?.getAttribute("aria-labelledby") ?? "");
  assert.match(named?.text ?? "", /^Completed\s+Oats/);
});

async function lastChange(): Promise<[{ id: string }]> {
  const page = await browser.get("/history");
  const id = page.document.querySelector(".history li")?.getAttribute("id") ?? "";
  return [{ id: id.slice("h-".length) }];
}
