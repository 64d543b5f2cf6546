/** What changed, on the page of a task: from what to what for each field, each with its own Undo. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { changeTasks } from "../../src/models/bulk.ts";
import { createList, deleteList } from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import { createSection } from "../../src/models/sections.ts";
import { skipTask } from "../../src/models/skip.ts";
import { renameTag } from "../../src/models/tags.ts";
import type { TaskFieldName, TaskInput } from "../../src/models/task_fields.ts";
import {
  createTask,
  createTasks,
  deleteTask,
  findTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { saved } from "../models/people.ts";
import { DAILY } from "../models/quota_fixture.ts";
import { fieldsOfForm } from "../support/browser.ts";
import { add, ann, app, bob, browser, type Person, usePeople } from "./fixture.ts";

usePeople();

/** Without the time: "Due Wed 2 Jan 2030 to Thu 3 Jan 2030 / At 10:00 set | Undo". */
async function changesOf(task = 1, person: Person = ann): Promise<string[]> {
  const { document } = await person.browser.get(`/tasks/${task}`);
  return document.querySelectorAll(".changes > li").map((row) => {
    const lines = row.querySelectorAll(".change").map((line) => line.text.replace(/\s+/g, " "));
    const [, others = ""] = (row.querySelector("small")?.text ?? "").split(", with");
    const button = row.querySelector("button, .end")?.text.trim();
    return `${lines.join(" / ")}${others === "" ? "" : `, with${others}`} | ${button}`;
  });
}

const CHANGES: Record<TaskFieldName, [Partial<TaskInput>, string][]> = {
  title: [[{ title: "Pay the rent" }, "Title Pay rent to Pay the rent"]],
  description: [
    [{ description: "In the blue folder" }, "Notes In the blue folder set"],
    [{ description: "In the\nred folder" }, "Notes blue to red"],
    [{ description: `In the\nred ${"x".repeat(500)} folder` }, `Notes ${"x".repeat(80)}… set`],
    [{ description: "" }, `Notes In the red ${"x".repeat(69)}… removed`],
  ],
  due_on: [
    [{ dueOn: "2030-01-02" }, "Due Wed 2 Jan 2030 set"],
    [{ dueOn: "2030-01-03" }, "Due Wed 2 Jan 2030 to Thu 3 Jan 2030"],
  ],
  due_time: [
    [{ dueTime: "09:00" }, "At 09:00 set"],
    [{ dueTime: "17:30" }, "At 09:00 to 17:30"],
    [{ dueTime: null }, "At 17:30 removed"],
  ],
  starts_on: [[{ startsOn: "2029-12-31" }, "Not on Today before Mon 31 Dec 2029 set"]],
  repeat: [
    [
      {
        repeat: { rule: { unit: "day", every: 1, ends: { kind: "never" } }, mode: "rule" },
      } as never,
      "Repeats Every day set",
    ],
    [{ repeat: null }, "Repeats Every day removed"],
  ],
  priority: [
    [{ priority: 2 }, "Priority Medium set"],
    [{ priority: 3 }, "Priority Medium to High"],
    [{ priority: 0 }, "Priority High removed"],
  ],
  list: [
    [{ listId: 1 }, "List Inbox to Home"],
    [{ listId: 1, sectionId: 1 }, "List Home to Home: Kitchen"],
    [{ listId: null, sectionId: null }, "List Home: Kitchen to Inbox"],
  ],
  tags: [
    [{ tags: ["bills"] }, "Tag #bills added"],
    [{ tags: [] }, "Tag #bills removed"],
  ],
};

test("each field says from what to what, and each change has an Undo", async () => {
  saved(await createList(ann.scope, { name: "Home", colour: "moss" }));
  saved(await createSection(ann.scope, { listId: 1, name: "Kitchen" }));
  await add(ann, "Pay rent");
  const expected = ["Added | Undo"];
  for (const changes of Object.values(CHANGES)) {
    for (const [input, words] of changes) {
      saved(await updateTask(ann.scope, 1, input));
      expected.unshift(`${words} | Undo`);
      assert.deepEqual((await changesOf())[0], expected[0]);
    }
  }
  const page = await browser.get("/tasks/1");
  assert.deepEqual(await changesOf(), expected.slice(0, 10));
  const more = page.document.querySelectorAll(".past a").at(-1);
  assert.equal(more?.text, "Earlier changes");
  const all = await browser.get(more?.getAttribute("href") ?? "");
  assert.equal(all.document.querySelectorAll(".history > li").length, expected.length);
  assert.match(all.text, /Title Pay rent to Pay the rent/);
});

test("completing, deleting and moving by hand are said; a renamed tag and a deleted list by their names", async () => {
  const { scope } = ann;
  saved(await createList(scope, { name: "Home", colour: "moss" }));
  await add(ann, "Pay rent", { listId: 1, tags: ["bills"] });
  await add(ann, "Buy oats", { listId: 1 });
  saved(await setCompletion(scope, 1, { done: true }));
  saved(await setCompletion(scope, 1, { done: false }));
  saved(await moveRow(scope, "tasks", 1, { move: "bottom" }));
  saved(await deleteTask(scope, 1));
  saved(await restoreTask(scope, 1));
  saved(await updateTask(scope, 1, { tags: ["post"], listId: null }));
  saved(await renameTag(scope, 2, { name: "letters" }));
  saved(await deleteList(scope, 1));
  assert.deepEqual(await changesOf(), [
    "Tag #letters added / List Home to Inbox / Tag #bills removed | Undo",
    "Restored | Undo",
    "Deleted | Undo",
    "Position changed | Undo",
    "Reopened | Undo",
    "Completed | Undo",
    "Added | Undo",
  ]);
});

test("a repeating task came up again, was skipped, or completed", async () => {
  await add(ann, "Water", { ...DAILY, dueOn: "2030-01-02" });
  saved(await skipTask(ann.scope, 1));
  saved(await setCompletion(ann.scope, 1, { done: true }));
  assert.deepEqual(await changesOf(), [
    "Completed | Undo",
    "Skipped / Due Wed 2 Jan 2030 to Thu 3 Jan 2030 | Undo",
    "Added | Undo",
  ]);
  assert.deepEqual(await changesOf(2), ["Came up again after Thu 3 Jan 2030 | Undo"]);
});

test("what was done to an item is on both pages; of many items, their number", async () => {
  const { scope } = ann;
  await add(ann, "Move");
  await add(ann, "Boxes", { parentId: 1 });
  saved(await updateTask(scope, 2, { title: "Crates", description: "blue" }));
  saved(await setCompletion(scope, 2, { done: true }));
  assert.deepEqual(await changesOf(2), [
    "Completed | Undo",
    "Title Boxes to Crates / Notes blue set | Undo",
    "Added | Undo",
  ]);
  assert.deepEqual(await changesOf(1), [
    "Crates: Completed | Undo",
    "Crates: Title Boxes to Crates / Crates: Notes changed | Undo",
    "Crates: Added | Undo",
    "Added | Undo",
  ]);
  for (const title of ["a", "b", "c", "d"]) await add(ann, title, { parentId: 1 });
  saved(await changeTasks(scope, [2, 3, 4, 5, 6], { kind: "delete" }));
  const [first] = await changesOf(1);
  const named = "Crates: Deleted / a: Deleted / b: Deleted";
  assert.equal(
    first,
    `${named} / 2 more items of the checklist changed, with 4 other tasks | Undo`,
  );
  saved(await updateTask(scope, 1, { parentId: null, title: "Move out" }));
  assert.equal((await changesOf(1))[0], "Title Move to Move out | Undo");
});

test("a change of many tasks says so, and Undo takes all of it back and returns to the page", async () => {
  for (const title of ["Oats", "Soap", "Rice"]) await add(ann, title);
  await add(bob, "Bob's");
  saved(await changeTasks(ann.scope, [1, 2, 3], { kind: "priority", priority: 3 }));
  assert.deepEqual(await changesOf(2), [
    "Priority High set, with 2 other tasks | Undo",
    "Added | Undo",
  ]);
  const page = await browser.get("/tasks/2");
  const form = page.document.querySelector(".changes form");
  assert.ok(form);
  const done = await browser.post(form.getAttribute("action") ?? "", fieldsOfForm(form));
  assert.equal(done.location, "/tasks/2");
  assert.match(
    (await browser.follow(done)).flash ?? "",
    /^Undone: Changed the priority of 3 tasks/,
  );
  for (const id of [1, 2, 3]) assert.equal((await findTask(ann.scope, id))?.priority, 0);
  assert.deepEqual(await changesOf(2), [
    "Priority High set, with 2 other tasks | undone",
    "Added | Undo",
  ]);
  assert.deepEqual(await changesOf(1, bob), ["Added | Undo"]);
});

test("of a change of hundreds of tasks it says what it did to this one, and only that items changed", async () => {
  await add(ann, "Move");
  await add(ann, "Boxes", { parentId: 1 });
  const titles = Array.from({ length: 320 }, (_, index) => ({ title: `Task ${index}` }));
  saved(await createTasks(ann.scope, titles));
  const all = Array.from({ length: 322 }, (_, index) => index + 1);
  saved(await changeTasks(ann.scope, all, { kind: "priority", priority: 1 }));
  saved(await changeTasks(ann.scope, all.slice(1), { kind: "delete" }));
  saved(await changeTasks(ann.scope, [1], { kind: "tag", name: "x" }));
  assert.deepEqual((await changesOf()).slice(0, 3), [
    "Tag #x added | Undo",
    "Something on its checklist changed, with 320 other tasks | Undo",
    "Priority Low set, with 321 other tasks | Undo",
  ]);
});

test("entries of the previous version, without the ids of their tasks, are shown by their rows", async () => {
  await add(ann, "Oats", { tags: ["shop"] });
  saved(await updateTask(ann.scope, 1, { title: "Rice", tags: [] }));
  await add(bob, "Bob's");
  const before = await changesOf();
  await app.database.sql("update changes set task_ids = null");
  // Counted as a change, so that nothing is remembered.
  await app.database.sql("update users set last_change_id = last_change_id + 1");
  assert.deepEqual(await changesOf(), before);
  assert.deepEqual(await changesOf(1, bob), ["Added | Undo"]);
});

test("a task that is older than 30 days says that its history is not", async () => {
  await add(ann, "Oats");
  const shown = async () => (await browser.get("/tasks/1")).document.querySelector(".past")?.text;
  assert.doesNotMatch((await shown()) ?? "", /30 days/);
  await app.database.sql(
    "update tasks set created_at = created_at - interval '31 days' where user_id = $1",
    [ann.scope.userId],
  );
  await app.database.sql("delete from changes where user_id = $1", [ann.scope.userId]);
  await app.database.sql("update users set last_change_id = last_change_id + 1");
  assert.match((await shown()) ?? "", /^\s*What changed\s*Changes are kept for 30 days\.\s*$/);
});

test("what is deleted for good is in nobody's history of a task any more", async () => {
  await add(ann, "Move");
  await add(ann, "Secret", { parentId: 1 });
  await add(bob, "Bob's");
  saved(await deleteTask(ann.scope, 2));
  await purgeTrash(ann.scope, 2);
  assert.deepEqual(await changesOf(), ["Added | Undo"]);
  assert.doesNotMatch((await browser.get("/history?task=1")).html, /Secret/);
  assert.equal((await browser.get("/history?task=2")).status, 404);
});

test("texts that look like markup are text", async () => {
  await add(ann, "<b>Oats</b>");
  saved(await updateTask(ann.scope, 1, { title: "<i>Rice</i> & co", tags: ["<x>"] }));
  saved(await createTask(ann.scope, { title: "<u>Item</u>", parentId: 1 }));
  assert.deepEqual(await changesOf(), [
    "<u>Item</u>: Added | Undo",
    "Tag #<x> added / Title <b>Oats</b> to <i>Rice</i> & co | Undo",
    "Added | Undo",
  ]);
  const { html } = await browser.get("/tasks/1");
  assert.doesNotMatch(html, /<u>Item|#<x>|<b>Oats|<i>Rice/);
});
