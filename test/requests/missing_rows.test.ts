/** A form whose row has gone meanwhile: what was typed comes back, with ways to keep it. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { createSection, deleteSection } from "../../src/models/sections.ts";
import { deleteTag, findTag, mergeTag, renameTag } from "../../src/models/tags.ts";
import { deleteTask, updateTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { type Fields, fieldsOfForm, type PageResult } from "../support/browser.ts";
import { textIn } from "../support/fields.ts";
import { add, ann, app, bob, browser, type Person, usePeople } from "./fixture.ts";

usePeople();

// Both have tasks 1 and 2, and a list 1 with a section 1 and a task in it.
beforeEach(async () => {
  for (const person of [ann, bob]) {
    saved(await createList(person.scope, { name: "Garden", colour: "moss" }));
    saved(await createSection(person.scope, { listId: 1, name: "Beds" }));
    await add(person, "Dig", { description: "Deep", tags: ["spade"] });
    await add(person, "Rake", { listId: 1, sectionId: 1 });
  }
});

const PUT_BACK = "Put it back, and save this";

function buttonOf(page: PageResult, label: string) {
  const button = page.document
    .querySelectorAll("main form button")
    .find((one) => one.text.trim() === label);
  assert.ok(button, `no "${label}" in: ${page.text}`);
  return button;
}

/** Presses a button of the page, where it is posted. */
function press(page: PageResult, label: string): Promise<PageResult> {
  const button = buttonOf(page, label);
  const form = button.closest("form");
  assert.ok(form);
  const to = button.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
  const own = { [button.getAttribute("name") ?? ""]: button.getAttribute("value") ?? "" };
  return browser.post(to, { ...fieldsOfForm(form), ...own });
}

async function tasks({ user }: Person = ann): Promise<unknown[]> {
  const rows = await app.database.sql<{ title: string; list_id: number; parent_id: number }>(
    `select title, list_id, parent_id from tasks
     where user_id = $1 and deleted_at is null order by id`,
    [user.id],
  );
  return rows.map(({ title, list_id: list, parent_id: parent }) => [title, list, parent]);
}

async function names(table: "lists" | "sections" | "tags", { user }: Person = ann) {
  const rows = await app.database.sql<{ name: string }>(
    `select name from ${table} where user_id = $1 and deleted_at is null order by id`,
    [user.id],
  );
  return rows.map(({ name }) => name);
}

/** Opens a form, has its row deleted elsewhere, and sends it. */
async function sendAfter(
  from: string,
  { action, fields }: { action: string; fields: Fields },
  meanwhile: () => Promise<unknown>,
): Promise<PageResult> {
  const page = await browser.get(from);
  await meanwhile();
  return browser.submit(page, action, fields);
}

function assertKept(page: PageResult): void {
  assert.equal(page.status, 404);
  assert.match(page.text, /Nothing that you typed is lost/);
}

describe("an edited task that was deleted elsewhere", () => {
  const edit = { action: "/tasks/1", fields: { title: "Dig twice", description: "Two spits" } };
  const gone = () =>
    sendAfter("/tasks/1/edit", edit, async () => saved(await deleteTask(ann.scope, 1)));

  test("comes back with everything that was typed", async () => {
    const page = await gone();
    assertKept(page);
    assert.match(page.text, /The task “Dig” has been deleted/);
    assert.equal(textIn(page, "title"), "Dig twice");
    assert.equal(textIn(page, "description"), "Two spits");
    assert.deepEqual(await tasks(), [["Rake", 1, null]]);
  });

  test("is put back and saved in one press", async () => {
    assert.equal((await press(await gone(), PUT_BACK)).status, 303);
    assert.deepEqual(await tasks(), [
      ["Dig twice", null, null],
      ["Rake", 1, null],
    ]);
  });

  test("is compared with what was saved before it was deleted", async () => {
    const page = await sendAfter("/tasks/1/edit", edit, async () => {
      saved(await updateTask(ann.scope, 1, { title: "Dig the pond" }));
      saved(await deleteTask(ann.scope, 1));
    });
    const both = await press(page, PUT_BACK);
    assert.equal(both.status, 409);
    for (const words of [/twice/, /the pond/]) assert.match(both.text, words);
  });

  test("is saved as a new task in one press", async () => {
    assert.equal((await press(await gone(), "Save as a new task")).status, 303);
    assert.deepEqual(await tasks(), [
      ["Rake", 1, null],
      ["Dig twice", null, null],
    ]);
  });

  test("can still be saved as a new one after it was deleted for good", async () => {
    const page = await sendAfter("/tasks/1/edit", edit, async () => {
      saved(await deleteTask(ann.scope, 1));
      await browser.submit(await browser.get("/trash"), "/trash/1/purge", { confirmed: "1" });
    });
    assertKept(page);
    assert.doesNotMatch(page.text, /Put it back/);
    assert.equal((await press(page, "Save as a new task")).status, 303);
    assert.equal((await tasks()).length, 2);
  });

  test("leaves the other user's alone, whose numbers are the same", async () => {
    await press(await gone(), PUT_BACK);
    assert.deepEqual(await tasks(bob), [
      ["Dig", null, null],
      ["Rake", 1, null],
    ]);
  });
});

test("an item for the checklist of a deleted task", async () => {
  const item = { action: "/tasks/1/checklist", fields: { title: "Sharpen" } };
  const page = await sendAfter("/tasks/1", item, async () => saved(await deleteTask(ann.scope, 1)));
  assertKept(page);
  assert.equal(textIn(page, "title"), "Sharpen");
  buttonOf(page, "Save as a new task");
  await press(page, PUT_BACK);
  assert.deepEqual((await tasks()).at(-1), ["Sharpen", null, 1]);
});

test("the plain words of a deleted task", async () => {
  const _csrf = await browser.token();
  saved(await deleteTask(ann.scope, 1));
  const page = await browser.post("/tasks/1/plain", { _csrf, text: "Dig tomorrow" });
  assertKept(page);
  assert.equal(textIn(page, "title"), "Dig tomorrow");
  await press(page, "Save as a new task");
  assert.deepEqual((await tasks()).at(-1), ["Dig tomorrow", null, null]);
});

describe("a deleted list", () => {
  const rename = { action: "/lists/1", fields: { name: "Orchard" } };
  const deletion = async () => saved(await deleteList(ann.scope, 1));

  test("is put back with its tasks, and renamed", async () => {
    const page = await sendAfter("/lists/1/edit", rename, deletion);
    assertKept(page);
    assert.equal(textIn(page, "name"), "Orchard");
    assert.equal((await press(page, PUT_BACK)).status, 303);
    assert.deepEqual(await names("lists"), ["Orchard"]);
    assert.equal((await tasks()).length, 2);
    assert.deepEqual(await names("lists", bob), ["Garden"]);
  });

  test("has its name given to a new one", async () => {
    await press(await sendAfter("/lists/1/edit", rename, deletion), "Save as a new list");
    assert.deepEqual(await names("lists"), ["Orchard"]);
    assert.deepEqual(await tasks(), [["Dig", null, null]]);
  });

  test("is not put back over another one of its name, and the text is still there", async () => {
    const page = await sendAfter("/lists/1/edit", rename, async () => {
      await deletion();
      saved(await createList(ann.scope, { name: "garden", colour: "sea" }));
    });
    const refused = await press(page, PUT_BACK);
    assertKept(refused);
    assert.match(refused.text, /another one has its name/);
    assert.equal(textIn(refused, "name"), "Orchard");
    assert.equal((await press(refused, "Save as a new list")).status, 303);
  });

  test("is put back by a quick add on its page, or left out", async () => {
    const line = { action: "/tasks", fields: { title: "Prune tomorrow !1" } };
    const page = await sendAfter("/lists/1", line, deletion);
    assert.equal(page.status, 422);
    assert.equal(textIn(page, "title"), "Prune");
    const chosen = page.document.querySelector("select[name=list] option[selected]");
    assert.match(chosen?.text ?? "", /Garden \(deleted/);
    assert.equal((await browser.submit(page, "/tasks")).status, 303);
    assert.deepEqual((await tasks()).at(-1), ["Prune", 1, null]);
    assert.deepEqual(await names("lists"), ["Garden"]);
  });

  test("is left out of it where another one is chosen", async () => {
    const line = { action: "/tasks", fields: { title: "Prune" } };
    const page = await sendAfter("/lists/1", line, deletion);
    assert.equal((await browser.submit(page, "/tasks", { list: "" })).status, 303);
    assert.deepEqual((await tasks()).at(-1), ["Prune", null, null]);
    assert.deepEqual(await names("lists"), []);
  });

  test("is put back by a task that is moved to it", async () => {
    const edit = { action: "/tasks/1", fields: { title: "Dig more", list: "1" } };
    const page = await sendAfter("/tasks/1/edit", edit, deletion);
    assert.equal(page.status, 422);
    assert.equal((await browser.submit(page, "/tasks/1")).status, 303);
    assert.deepEqual((await tasks())[0], ["Dig more", 1, null]);
  });

  test("is put back for a section of its own", async () => {
    const section = { action: "/lists/1/sections", fields: { name: "Shed" } };
    const page = await sendAfter("/lists/1/edit", section, deletion);
    assertKept(page);
    await press(page, PUT_BACK);
    assert.deepEqual(
      [await names("lists"), await names("sections")],
      [["Garden"], ["Beds", "Shed"]],
    );
  });
});

test("a renamed section that was deleted is put back, or a new one", async () => {
  const rename = { action: "/lists/1/sections/1", fields: { name: "Borders" } };
  const page = await sendAfter("/lists/1/edit", rename, async () =>
    saved(await deleteSection(ann.scope, 1)),
  );
  assertKept(page);
  buttonOf(page, "Save as a new section");
  assert.equal((await press(page, PUT_BACK)).status, 303);
  assert.deepEqual(await names("sections"), ["Borders"]);
});

test("a tag that was deleted is put back and renamed", async () => {
  const rename = { action: "/tags/spade/name", fields: { name: "shovel" } };
  const tag = await findTag(ann.scope, "spade");
  const page = await sendAfter("/tags/spade/edit", rename, async () =>
    saved(await deleteTag(ann.scope, tag?.id ?? null)),
  );
  assertKept(page);
  assert.equal(textIn(page, "name"), "shovel");
  assert.equal((await press(page, PUT_BACK)).status, 303);
  assert.deepEqual([await names("tags"), await names("tags", bob)], [["shovel"], ["spade"]]);
});

test("a tag that was renamed elsewhere can be renamed once more", async () => {
  const rename = { action: "/tags/spade/name", fields: { name: "shovel" } };
  const tag = await findTag(ann.scope, "spade");
  const page = await sendAfter("/tags/spade/edit", rename, async () =>
    saved(await renameTag(ann.scope, tag?.id ?? null, { name: "tool" })),
  );
  assertKept(page);
  assert.match(page.text, /it is called #tool/);
  assert.equal((await press(page, "Rename #tool")).status, 303);
  assert.deepEqual(await names("tags"), ["shovel"]);
});

test("a tag that was merged into another elsewhere can be renamed, as that one", async () => {
  const rename = { action: "/tags/spade/name", fields: { name: "shovel" } };
  await add(ann, "Water", { tags: ["can"] });
  const tag = await findTag(ann.scope, "spade");
  const page = await sendAfter("/tags/spade/edit", rename, async () =>
    saved(await mergeTag(ann.scope, tag?.id ?? null, { name: "can" })),
  );
  assertKept(page);
  assert.equal((await press(page, "Rename #can")).status, 303);
  assert.deepEqual([await names("tags"), await names("tags", bob)], [["shovel"], ["spade"]]);
});

test("a move, and a press on a task, that was deleted", async () => {
  for (const [action, fields] of [
    ["/tasks/2/position", { to: "top" }],
    ["/tasks/2/completion", { done: "1" }],
  ] as const) {
    const _csrf = await browser.token();
    saved(await deleteTask(ann.scope, 2));
    const page = await browser.post(action, { ...fields, _csrf });
    assert.match(page.text, /The task “Rake” has been deleted/);
    assert.equal((await press(page, PUT_BACK)).status, 303);
    assert.equal((await tasks()).length, 2);
  }
});

test("a move after a task that was deleted", async () => {
  await add(ann, "Hoe");
  const _csrf = await browser.token();
  saved(await deleteTask(ann.scope, 1));
  const page = await browser.post("/tasks/3/position", { to: "after", after: "1", _csrf });
  assert.match(page.text, /The task “Dig” has been deleted/);
  assert.equal((await press(page, PUT_BACK)).status, 303);
});

describe("“Keep my words as they were”", () => {
  test("wipes nothing that was changed since", async () => {
    const page = await browser.submit(await browser.get("/inbox"), "/tasks", {
      title: "Sow tomorrow",
    });
    const shown = await browser.follow(page);
    const edit = { title: "Sow peas", description: "In rows", due_on: "2027-03-01" };
    await browser.submit(await browser.get("/tasks/3/edit"), "/tasks/3", edit);
    const back = await browser.follow(await browser.submit(shown, "/tasks/3/plain"));
    assert.match(
      back.flash ?? "",
      /has been changed since.*Sow peas.*The words were: Sow tomorrow/,
    );
    const [task] = await app.database.sql(
      "select title, description, due_on from tasks where user_id = $1 and id = 3",
      [ann.user.id],
    );
    assert.deepEqual(task, edit);
  });
});

test("an archived list is not put back by accident", async () => {
  saved(await updateList(ann.scope, 1, { archived: true }));
  const _csrf = await browser.token();
  const result = await browser.post("/lists/1", { name: "Orchard", put_back: "1", _csrf });
  assert.equal(result.status, 303);
  const [list] = await app.database.sql("select archived_at from lists where user_id = $1", [
    ann.user.id,
  ]);
  assert.notEqual(list?.archived_at, null);
});
