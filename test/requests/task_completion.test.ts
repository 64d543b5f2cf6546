/** Completing, reopening, deleting and taking it back: by every kind of button, with one message. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { localMoment } from "../../src/dates/local_time.ts";
import type { PageResult } from "../support/browser.ts";
import { add, ann, app, bob, browser, type Person, usePeople } from "./fixture.ts";

usePeople();

// Both have a task 1 to 3, so that a mix-up would be seen.
beforeEach(async () => {
  const dueOn = localMoment(app.services.clock(), null).date;
  for (const person of [ann, bob]) {
    for (const title of ["Oats", "Lemons", "Soap"]) {
      await add(person, title, { description: `About ${title}`, dueOn });
    }
  }
});

interface State {
  title: string;
  description: string;
  done: boolean;
  deleted: boolean;
}

async function state({ user }: Person, id: number): Promise<State | undefined> {
  const [row] = await app.database.sql<State>(
    `select title, description, completed_at is not null as done, deleted_at is not null as deleted
     from tasks where user_id = $1 and id = $2`,
    [user.id, id],
  );
  return row;
}

/** What is done, by id, of either; Bob's must never be. */
async function done(person: Person): Promise<number[]> {
  const rows = await app.database.sql<{ id: number }>(
    "select id from tasks where user_id = $1 and completed_at is not null order by id",
    [person.user.id],
  );
  return rows.map(({ id }) => id);
}

/** Presses the first button in the flash message. */
function undo(page: PageResult, label = "Undo"): Promise<PageResult> {
  const button = page.document.querySelector(".flash form button");
  assert.equal(button?.text.trim(), label, page.flash ?? "no flash");
  return browser.press(button);
}

describe("a row's button", () => {
  for (const path of ["/tasks", "/tasks?status=pending", "/dashboard"]) {
    test(`completes its own task on ${path}, and comes back there`, async () => {
      const page = await browser.get(path);
      const result = await browser.press(page.rowButton("Lemons"));
      assert.deepEqual([result.status, result.path], [303, path]);
      const back = await browser.follow(result);
      assert.match(back.flash ?? "", /^Completed Lemons\./);
      assert.deepEqual([await done(ann), await done(bob)], [[2], []]);
    });
  }

  test("reopens a completed one, from the completed ones", async () => {
    await browser.press((await browser.get("/tasks")).rowButton("Lemons"));
    const page = await browser.get("/tasks?status=completed");
    assert.deepEqual(page.titles, ["Lemons"]);
    const result = await browser.press(page.rowButton("Lemons"));
    assert.equal(result.path, "/tasks?status=completed");
    assert.match((await browser.follow(result)).flash ?? "", /^Reopened Lemons\./);
    assert.deepEqual(await done(ann), []);
  });

  test("pressed twice does it once, and does not turn it back", async () => {
    const button = (await browser.get("/tasks")).rowButton("Oats");
    await browser.press(button);
    const twice = await browser.press(button);
    assert.equal(twice.status, 303);
    assert.deepEqual(await done(ann), [1]);
  });
});

test("the list's form without any button changes nothing and comes back", async () => {
  const page = await browser.get("/tasks?status=pending");
  const result = await browser.submit(page, "/tasks/bulk");
  assert.deepEqual([result.status, result.path], [303, "/tasks?status=pending"]);
  assert.deepEqual(await done(ann), []);
});

test("the task's own page completes and reopens it, and stays", async () => {
  const page = await browser.get("/tasks/3");
  const completed = await browser.submit(page, "/tasks/3/completion");
  assert.deepEqual([completed.status, completed.path], [303, "/tasks/3"]);
  assert.deepEqual(await done(ann), [3]);
  const reopened = await browser.submit(await browser.follow(completed), "/tasks/3/completion");
  assert.match((await browser.follow(reopened)).flash ?? "", /^Reopened Soap\./);
  assert.deepEqual([await done(ann), await done(bob)], [[], []]);
});

for (const value of [undefined, "", "2", "yes", "true"]) {
  test(`a post that names no state (done=${value}) changes nothing`, async () => {
    const fields = value === undefined ? {} : { done: value };
    const _csrf = await browser.token();
    const page = await browser.post("/tasks/1/completion", { ...fields, _csrf });
    assert.equal(page.status, 400);
    assert.deepEqual(await done(ann), []);
  });
}

test("completing can be undone from the message, and that too", async () => {
  const completed = await browser.press((await browser.get("/tasks")).rowButton("Oats"));
  const page = await browser.follow(completed);
  const undone = await undo(page);
  assert.deepEqual([undone.status, undone.path], [303, "/tasks"]);
  assert.deepEqual(await done(ann), []);
  const again = await browser.follow(undone);
  assert.match(again.flash ?? "", /^Undone: Completed Oats\./);
  await undo(again, "Redo");
  assert.deepEqual([await done(ann), await done(bob)], [[1], []]);
});

test("sent again, it offers the Undo of its own, whatever was completed by that title since", async () => {
  await add(ann, "Oats");
  const _csrf = await browser.token();
  const complete = (id: number) => {
    const fields = { done: "1", return_to: "/tasks", request_key: `key ${id}`, _csrf };
    return browser.post(`/tasks/${id}/completion`, fields);
  };
  await complete(4);
  await complete(1);
  await undo(await browser.follow(await complete(4)));
  assert.deepEqual(await done(ann), [1]);
});

describe("deleting", () => {
  const remove = async (path: string) =>
    browser.submit(await browser.get(path), `${path}/deletion`);

  test("takes the task off every list, with an Undo that really restores it", async () => {
    await browser.press((await browser.get("/tasks")).rowButton("Lemons"));
    const before = await state(ann, 2);
    const deleted = await remove("/tasks/2");
    assert.equal(deleted.status, 303);
    const page = await browser.follow(deleted);
    assert.equal(page.status, 200);
    assert.match(page.flash ?? "", /^Deleted Lemons\./);
    assert.ok(!page.titles.includes("Lemons"));
    assert.equal((await browser.get("/tasks/2")).status, 404);
    assert.equal((await state(ann, 2))?.deleted, true);
    const restored = await undo(page);
    assert.equal(restored.status, 303);
    assert.match((await browser.follow(restored)).flash ?? "", /^Undone: Deleted Lemons\./);
    assert.deepEqual(await state(ann, 2), before, "its text, and that it was done");
    assert.equal((await browser.get("/tasks/2")).status, 200);
    assert.deepEqual((await browser.get("/tasks")).titles, ["Soap", "Lemons", "Oats"]);
    assert.equal((await state(bob, 2))?.deleted, false);
  });

  test("pressed twice deletes once, and can still be undone", async () => {
    const page = await browser.get("/tasks/1");
    await browser.submit(page, "/tasks/1/deletion");
    const twice = await browser.submit(page, "/tasks/1/deletion");
    assert.equal(twice.status, 303);
    await undo(await browser.follow(twice));
    assert.equal((await state(ann, 1))?.deleted, false);
  });

  test("again without a key does nothing, and offers to bring the task back", async () => {
    const _csrf = await browser.token();
    await browser.post("/tasks/1/deletion", { _csrf });
    const twice = await browser.post("/tasks/1/deletion", { _csrf });
    assert.deepEqual([twice.status, twice.path], [303, "/tasks"]);
    await undo(await browser.follow(twice), "Restore");
    assert.equal((await state(ann, 1))?.deleted, false);
  });

  test("leaves no way to change the task while it is away", async () => {
    const edit = await browser.get("/tasks/1/edit");
    await remove("/tasks/1");
    assert.equal((await browser.submit(edit, "/tasks/1", { title: "Changed" })).status, 404);
    const _csrf = await browser.token();
    const completed = await browser.post("/tasks/1/completion", { done: "1", _csrf });
    assert.equal(completed.status, 404);
    assert.deepEqual(await state(ann, 1), {
      title: "Oats",
      description: "About Oats",
      done: false,
      deleted: true,
    });
  });

  test("and undoing twice restores once", async () => {
    const page = await browser.follow(await remove("/tasks/1"));
    await undo(page);
    const twice = await undo(page);
    assert.equal(twice.status, 303);
    assert.equal((await state(ann, 1))?.deleted, false);
  });
});

test("where to go on to after a button is only ever a page of ours", async () => {
  for (const path of [
    "/tasks/1/completion",
    "/tasks/1/deletion",
    "/tasks/1/restoration",
    "/tasks",
  ]) {
    const _csrf = await browser.token();
    const fields = { title: "New", done: "1", return_to: "https://evil.example/", _csrf };
    const result = await browser.post(path, fields);
    assert.equal(result.status, 303);
    assert.match(result.location ?? "", /^\/(?!\/)/);
    const twisted = await browser.post(path, { ...fields, return_to: "//evil.example/" });
    assert.equal(twisted.status, 303);
    assert.match(twisted.location ?? "", /^\/(?!\/)/);
  }
});
