/** A full account: each form comes back with what was typed and what to do, and what makes room works. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createTasks } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { plantLists, plantTags } from "../models/planted.ts";
import { fieldsOfForm, type PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";
import { add, ann, app, bob, browser, usePeople } from "./fixture.ts";

usePeople({ environment: { QUOTA_TASKS: "4", QUOTA_MB: "1" } });

const FULL = "You have 4 tasks, the most this Plainlist allows. Delete some, then empty the Trash.";

/** Four tasks: the third repeats, and the last is in the trash. */
beforeEach(async () => {
  for (const person of [ann, bob]) await add(person, "One");
  await add(ann, "Two", { done: true });
  const rule = { unit: "day", every: 1, ends: { kind: "never" } } as const;
  await add(ann, "Daily", { dueOn: ann.scope.today, repeat: { rule, mode: "rule" } });
  await add(ann, "Gone");
  assert.equal((await press("/tasks/4", "/tasks/4/deletion")).status, 303);
});

async function press(page: string, action: string, fields = {}): Promise<PageResult> {
  return browser.submit(await browser.get(page), action, fields);
}

function tasks(of = ann): Promise<{ title: string }[]> {
  const sql = "select title from tasks where user_id = $1 order by id";
  return app.database.sql<{ title: string }>(sql, [of.user.id]);
}

/** The form comes back with the message at its field, and nothing is stored. */
async function assertRefused(page: PageResult, name: string, value: string): Promise<void> {
  assert.equal(page.status, 422, page.text);
  assertProblems(page, { [name]: FULL });
  assert.equal(textIn(page, name), value);
  assert.equal((await tasks()).length, 4);
}

describe("a new task for a full account", () => {
  it("is kept on the line where it was typed", async () => {
    const line = "Call Grandma tomorrow #family";
    for (const page of ["/dashboard", "/tasks"]) {
      await assertRefused(await press(page, "/tasks", { title: line }), "title", line);
    }
  });

  it("is kept in its form, with its notes", async () => {
    const typed = { title: "Call Grandma", description: "Ask about\nthe photos" };
    const page = await press("/tasks/new", "/tasks", typed);
    await assertRefused(page, "title", typed.title);
    assert.equal(textIn(page, "description"), typed.description);
  });

  it("is kept among the lines of many", async () => {
    saved(await createList(ann.scope, { name: "Family", colour: "sea" }));
    const lines = "Call Grandma\nCall Grandpa";
    const page = await press("/tasks/many?list=1", "/tasks/many", { lines });
    await assertRefused(page, "lines", lines);
    assert.equal(fieldsOfForm(page.form("/tasks/many")).list, "1");
  });

  it("is kept as an item of a checklist", async () => {
    const action = "/tasks/1/checklist";
    const page = await press("/tasks/1", action, { title: "Photos" });
    await assertRefused(page, "title", "Photos");
  });

  it("is added once there is room, with its undo, and undone and redone", async () => {
    assert.equal((await press("/trash", "/trash/purge", { confirmed: "1" })).status, 303);
    const added = await press("/dashboard", "/tasks", { title: "Call Grandma" });
    assert.equal(added.status, 303);
    assert.equal((await press("/history", "/undo/8")).status, 303);
    await add(ann, "Instead");
    const redo = await press("/history", "/undo/9");
    assert.equal(redo.status, 422);
    assert.match(redo.text, /^There is no room for this You have 4 tasks, the most/);
    assert.equal(redo.form("/undo/9").querySelector("button")?.text, "Undo");
  });
});

describe("a full account", () => {
  it("can change, complete, reopen, delete and restore, and another person is not full", async () => {
    for (const [page, action, fields] of [
      ["/tasks/1/edit", "/tasks/1", { title: "Changed", description: "Notes", tags: "new" }],
      ["/tasks/1", "/tasks/1/completion", {}],
      ["/tasks/1", "/tasks/1/completion", {}],
      ["/tasks/3", "/tasks/3/skip", {}],
      ["/trash", "/tasks/4/restoration", {}],
      ["/tasks/1", "/tasks/1/deletion", {}],
    ] as const) {
      const result = await press(page, action, fields);
      assert.equal(result.status, 303, `${action}: ${result.text}`);
    }
    assert.deepEqual(
      (await tasks()).map(({ title }) => title),
      ["Changed", "Two", "Daily", "Gone"],
    );
    const other = await bob.browser.get("/dashboard");
    const added = await bob.browser.submit(other, "/tasks", { title: "Bob's" });
    assert.equal(added.status, 303);
    assert.equal((await tasks(bob)).length, 2);
  });

  it("is told so where an occurrence cannot have a next one", async () => {
    const page = await press("/tasks/3", "/tasks/3/completion");
    assert.equal(page.status, 422);
    assert.ok(page.text.includes(FULL), page.text);
    assert.equal(
      page.form("/tasks/3/completion").querySelector("button")?.text,
      "Complete the task",
    );
  });
});

describe("text for which there is no room", () => {
  const NO_ROOM =
    "Your text and history take up the 1 MB that this Plainlist allows. Delete some tasks, then empty the Trash.";

  beforeEach(async () => {
    for (let isOver = false; !isOver; ) {
      const saving = await bob.browser.submit(await bob.browser.get("/tasks/1/edit"), "/tasks/1", {
        description: "ä".repeat(9_000) + Math.random(),
      });
      isOver = saving.status === 422;
    }
  });

  it("stays in the form of the task", async () => {
    const description = "ö".repeat(10_000);
    const page = await bob.browser.submit(await bob.browser.get("/tasks/1/edit"), "/tasks/1", {
      description,
    });
    assert.deepEqual([page.status, page.problems], [422, [NO_ROOM]]);
    assert.equal(textIn(page, "description"), description);
  });
});

describe("more than 1,000 lists or 5,000 tags", () => {
  it("are refused by their forms", async () => {
    await plantLists(app.database, bob.user.id, 1_000);
    const { browser: own } = bob;
    const list = await own.submit(await own.get("/lists/new"), "/lists", { name: "New" });
    assert.deepEqual(
      [list.status, list.problems, textIn(list, "name")],
      [422, ["You have 1,000 lists, the most this Plainlist allows. Delete some first."], "New"],
    );
    saved(await createTasks(bob.scope, [{ title: "Two" }, { title: "Three" }]));
    await plantTags(app.database, bob.user.id, 5_000, "false");
    const message = "You have 5,000 tags, the most this Plainlist allows. Delete some first.";
    const line = await own.submit(await own.get("/tasks"), "/tasks", { title: "Four #new" });
    assert.deepEqual([line.status, line.problems], [422, [message]]);
    assert.equal(textIn(line, "title"), "Four #new");
    const _csrf = await own.token();
    const fields = { _csrf, action: "tag", tag: "new", task: ["1", "2"] };
    const bulk = await own.post("/tasks/bulk", fields);
    assert.equal(bulk.status, 422);
    assert.ok(bulk.text.includes(message), bulk.text);
    assert.equal(
      bulk.form("/tasks/bulk").querySelector('[name="tag"]')?.getAttribute("value"),
      "new",
    );
  });
});
