/** The page of a task has a small form for each field: two presses, and back to the row. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createList, deleteList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import type { Task } from "../../src/models/task_records.ts";
import { findTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import type { PageResult } from "../support/browser.ts";
import { textIn } from "../support/fields.ts";
import { add, ann, app, bob, browser, usePeople } from "./fixture.ts";

usePeople();

// Each has the lists 1 and 2, a section in the second, and task 1 in the first.
beforeEach(async () => {
  for (const person of [ann, bob]) {
    await createList(person.scope, { name: "Home", colour: "moss" });
    await createList(person.scope, { name: "Garden", colour: "clay" });
    await createSection(person.scope, { listId: 2, name: "Beds" });
    await add(person, "Pay rent", { listId: 1, dueOn: "2036-02-29", tags: ["bills"] });
    await add(person, "Buy oats", { listId: 1 });
  }
});

/** The page of the task, opened from a list. */
async function open(from = "/lists/1?sort=title"): Promise<PageResult> {
  browser.headers = { Referer: `${app.config.appUrl}${from}` };
  const page = await browser.get("/tasks/1");
  browser.headers = {};
  return page;
}

/** Presses the button of the small form, with this in its field. */
async function save(summary: string, fields: Record<string, string>, from?: PageResult) {
  const page = from ?? (await open());
  const details = page.document.querySelectorAll("aside details");
  // "Change tags, now #bills"
  const facts = details.find((one) => one.querySelector("summary")?.text.startsWith(summary));
  assert.ok(facts, `no "${summary}" in: ${page.text}`);
  const sent = [...facts.querySelectorAll("input[type=hidden]")].map((one) => [
    one.getAttribute("name") ?? "",
    (one.getAttribute("value") ?? "").replaceAll("&amp;", "&"),
  ]);
  return browser.post("/tasks/1", { ...Object.fromEntries(sent), ...fields });
}

function assertOnly(task: Task | null, changed: Partial<Task>): void {
  const { title, list, section, priority, tags, dueOn } = task as Task;
  assert.deepEqual(
    { title, list: list?.id, section: section?.id, priority, tags, dueOn },
    {
      ...{ title: "Pay rent", list: 1, section: undefined, priority: 0, tags: ["bills"] },
      ...{ dueOn: "2036-02-29", ...changed },
    },
  );
}

const CHANGES = {
  Rename: [{ title: "Pay the rent" }, { title: "Pay the rent" }],
  "Set a priority": [{ priority: "high" }, { priority: 3 }],
  "Change tags": [{ tags: "home #bills" }, { tags: ["bills", "home"] }],
} as const;

for (const [summary, [fields, changed]] of Object.entries(CHANGES)) {
  test(`"${summary}" changes one field, comes back to the row and can be undone`, async () => {
    const result = await save(summary, fields);
    assert.deepEqual([result.status, result.location], [303, "/lists/1?sort=title#t-1"]);
    assertOnly(await findTask(ann.scope, 1), { ...changed } as Partial<Task>);
    assertOnly(await findTask(bob.scope, 1), {});
    const page = await browser.follow(result);
    assert.match(page.flash ?? "", /^Saved Pay (the )?rent\./);
    const [entry] = (await browser.get("/history")).document.querySelectorAll(".history li");
    assert.match(entry?.text ?? "", /^\s*Changed\s+Pay (the )?rent/);
    const form = page.document.querySelector(".flash form")?.getAttribute("action") ?? "";
    const undone = await browser.submit(page, form);
    assert.equal(undone.path, "/lists/1?sort=title");
    assertOnly(await findTask(ann.scope, 1), {});
  });
}

test("of a task that leaves its list, the row that took its place is come back to", async () => {
  const result = await save("Change list", { list: "2/1" });
  assert.equal(result.location, "/lists/1?sort=title#end");
  const task = await findTask(ann.scope, 1);
  assert.deepEqual([task?.list?.name, task?.section?.name], ["Garden", "Beds"]);
  assertOnly(await findTask(bob.scope, 1), {});
  const page = await browser.follow(result);
  const form = page.document.querySelector(".flash form")?.getAttribute("action") ?? "";
  assert.equal((await browser.submit(page, form)).location, "/lists/1?sort=title#t-1");
  assertOnly(await findTask(ann.scope, 1), {});

  await save("Change list", { list: "" }, await open("/tasks"));
  assert.equal((await findTask(ann.scope, 1))?.list, null);
  const untagged = await save("Change tags", { tags: "" }, await open("/tags/bills"));
  assert.equal(untagged.location, "/tags/bills#end");
  const ranked = await save("Set a priority", { priority: "low" }, await open("/inbox"));
  assert.equal(ranked.location, "/inbox#t-1");
  const filtered = await open("/inbox?priority=low");
  assert.equal(
    (await save("Change priority", { priority: "high" }, filtered)).location,
    "/inbox?priority=low#end",
  );
});

/** The field of the small form has the message, and the summary leads to it. */
function assertWrong({ document, problems }: PageResult, name: string, message: string): void {
  const id = `fact-${name}`;
  assert.deepEqual(problems, [message]);
  assert.equal(document.querySelector("#problems a")?.getAttribute("href"), `#${id}`);
  const field = document.getElementById(id);
  assert.equal(field?.getAttribute("aria-invalid"), "true");
  const said = document.getElementById(
    field.getAttribute("aria-describedby")?.split(" ").at(-1) ?? "",
  );
  assert.equal(said?.text, `Error: ${message}`);
}

const LONG_TAG = "x".repeat(51);
const WRONG = {
  Rename: ["title", "t".repeat(201), "Title must be 200 characters or less"],
  "Change tags": ["tags", LONG_TAG, `A tag must be 50 characters or less, not: ${LONG_TAG}`],
} as const;

for (const [summary, [name, text, message]] of Object.entries(WRONG)) {
  test(`"${summary}" is open with its error and what was typed`, async () => {
    const page = await save(summary, { [name]: text });
    assert.equal(page.status, 422);
    assertWrong(page, name, message);
    assert.equal(page.document.getElementById(`fact-${name}`)?.getAttribute("value"), text);
    const [shown, ...more] = page.document.querySelectorAll("details[open] > summary");
    assert.ok(shown?.text.startsWith(summary), shown?.text);
    assert.equal(more.length, 0);
    assert.equal(page.document.querySelector("h1")?.text, "Pay rent");
    const again = await save(summary, { [name]: "fine" }, page);
    assert.equal(again.location, "/lists/1?sort=title#t-1");
  });
}

test("a list that was deleted meanwhile is put back, or another one is chosen", async () => {
  const page = await open();
  await deleteList(ann.scope, 2);
  const refused = await save("Change list", { list: "2" }, page);
  assert.equal(refused.status, 422);
  assertWrong(refused, "list", "List not found");
  assert.match(
    refused.document.querySelector("#fact-list option[selected]")?.text ?? "",
    /^Garden \(deleted/,
  );
  assert.equal((await save("Change list", { list: "2" }, refused)).status, 303);
  assert.equal((await findTask(ann.scope, 1))?.list?.name, "Garden");
});

test("nobody can move a task to a list of another's", async () => {
  await createList(bob.scope, { name: "Bob’s own", colour: "moss" });
  const page = await save("Change list", { list: "3" });
  assert.equal(page.status, 422);
  assert.doesNotMatch(page.text, /Bob/);
  assertOnly(await findTask(ann.scope, 1), {});
});

test("saved elsewhere meanwhile, there are two versions, of this field only", async () => {
  const page = await open();
  await updateTask(ann.scope, 1, { title: "Pay the rent", tags: ["home"] });
  const conflict = await save("Change tags", { tags: "flat" }, page);
  assert.equal(conflict.status, 409);
  const labels = conflict.document.querySelectorAll(".version dt").map((one) => one.text.trim());
  assert.deepEqual([...new Set(labels)], ["Tags"]);
  const kept = await browser.submit(conflict, "/tasks/1", {}, "Keep yours");
  assert.equal(kept.location, "/lists/1?sort=title#t-1");
  const task = await findTask(ann.scope, 1);
  assert.deepEqual([task?.title, task?.tags], ["Pay the rent", ["flat"]]);
});

test("completed elsewhere meanwhile, an error comes back in the whole form", async () => {
  const page = await open();
  await setCompletion(ann.scope, 1, { done: true });
  const refused = await save("Rename", { title: "t".repeat(201) }, page);
  assert.equal(refused.status, 422);
  assert.equal(textIn(refused, "title"), "t".repeat(201));
});

test("sent twice, it is saved once", async () => {
  const page = await open();
  for (const _ of [1, 2]) await save("Rename", { title: "Pay the rent" }, page);
  const rows = (await browser.get("/history")).document.querySelectorAll(".history > li");
  assert.equal(rows.filter(({ text }) => text.includes("Changed")).length, 1);
});

test("an item of a checklist has no list of its own, and a completed task no small forms", async () => {
  await add(ann, "Ask for the receipt", { parentId: 1 });
  const summaries = async (id: number) =>
    (await browser.get(`/tasks/${id}`)).document
      .querySelectorAll("aside summary")
      .map((one) => one.text);
  assert.deepEqual(await summaries(3), ["Add tags", "Set a priority", "Rename", "Change position"]);
  await setCompletion(ann.scope, 1, { done: true });
  assert.deepEqual(await summaries(1), []);
});
