/** What one form for many tasks is done to: what is ticked, or all that match; and what it refuses. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createTask, createTasks, deleteTask } from "../../src/models/tasks.ts";
import type { Fields } from "../support/browser.ts";
import { processorTimeOf } from "../support/processor_time.ts";
import { add, press, rows, undo, useBulkForm } from "./bulk_fixture.ts";
import { ann, app, bob, browser } from "./fixture.ts";

useBulkForm();

describe("nothing, or nothing right:", () => {
  it("nothing selected says so and changes nothing", async () => {
    await add("One");
    const result = await press({ action: "complete" });
    assert.equal((await browser.follow(result)).flash, "Nothing was selected.");
    assert.equal((await rows())[0]?.done, false);
  });

  it("an impossible date or tag is asked for again with the selection kept", async () => {
    await add("One", "Two");
    for (const [wrong, right, expected] of [
      [
        { action: "due", when: "date", due_on: "2027-02-30" },
        { due_on: "2027-03-01" },
        "2027-03-01",
      ],
      [{ action: "due", when: "date", due_on: "" }, { due_on: "2027-03-02" }, "2027-03-02"],
      [{ action: "due", due_on: "" }, { due_on: "2027-03-03" }, "2027-03-03"],
      [
        { action: "due", when: "tomorrow", due_on: "2027-02-30" },
        { due_on: "2027-03-04" },
        "2027-03-04",
      ],
      [{ action: "tag", tag: "two words" }, { tag: "words" }, "words"],
    ] as [Fields, Fields, string][]) {
      const page = await press({ ...wrong, task: ["1", "2"] });
      assert.equal(page.status, 422);
      const corrected = await browser.submit(page, "/tasks/bulk", right);
      assert.equal(corrected.status, 303);
      for (const row of await rows()) assert.equal(wrong.tag ? row.tags : row.due_on, expected);
    }
  });

  it("what cannot be corrected is refused with its sentence", async () => {
    await add("One");
    const was = await rows();
    for (const [fields, message] of [
      [{ action: "explode" }, /Choose what to do/],
      [{ action: "priority", priority: "9" }, /Priority must be/],
      [{ action: "due", when: "someday" }, /Choose when/],
      [{ action: "move", list: "x" }, /List not found/],
    ] as [Fields, RegExp][]) {
      const page = await press({ ...fields, task: "1" });
      assert.equal(page.status, 422);
      assert.match(page.text, message);
    }
    assert.deepEqual(await rows(), was);
  });

  it("somebody else's tasks and lists are not there", async () => {
    await createTasks(
      bob.scope,
      Array.from({ length: 9 }, (_, index) => ({ title: `Bob's ${index}` })),
    );
    await createList(bob.scope, { name: "Bob's", colour: "rose" });
    await add("One");
    const [was, bobs] = [await rows(), await rows(bob.scope)];
    const nobodys = await press({ action: "delete", task: ["77"] });
    const theirs = await press({ action: "delete", task: ["5", "9"] });
    assert.equal(theirs.status, 404);
    assert.equal(theirs.html, nobodys.html);
    assert.equal((await press({ action: "move", list: "1", task: "1" })).status, 404);
    assert.deepEqual(await rows(), was);
    // Of those that are ticked the own ones are done, as if the others were not there.
    await press({ action: "complete", task: ["1", "5"] });
    assert.equal((await rows())[0]?.done, true);
    assert.deepEqual(await rows(bob.scope), bobs);
  });

  it("numbers that are none are nobody's", async () => {
    await add("One");
    for (const task of ["x", "0", "-1", "99999999999", "1e0", ""]) {
      assert.equal((await press({ action: "complete", task })).status, 404, task);
    }
    assert.equal((await rows())[0]?.done, false);
  });
});

describe("all that match", () => {
  const many = (count: number) => add(...Array.from({ length: count }, (_, i) => `Task ${i}`));

  it("is what the address of the list says, filters and all", async () => {
    for (const priority of [0, 3, 3] as const)
      await createTask(ann.scope, { title: "x", priority });
    const returnTo = "/tasks?status=pending&priority=high";
    const result = await press({ action: "complete", all: "1", count: "2", return_to: returnTo });
    assert.equal(result.location, returnTo);
    assert.deepEqual(
      (await rows()).map(({ done }) => done),
      [false, true, true],
    );
  });

  it("asks again when another number matches than was shown, and does it when confirmed", async () => {
    await many(3);
    await deleteTask(ann.scope, 1);
    const page = await press({ action: "complete", all: "1", count: "3" });
    assert.equal(page.status, 409);
    assert.match(page.text, /it now has 2 tasks/);
    assert.equal((await rows()).filter(({ done }) => done).length, 0);
    await add("One more");
    const again = await browser.submit(page, "/tasks/bulk");
    assert.equal(again.status, 409);
    assert.match(again.text, /it now has 3 tasks/);
    const result = await browser.submit(again, "/tasks/bulk");
    assert.equal(result.status, 303);
    assert.equal((await rows()).filter(({ done }) => done).length, 3);
    await undo(result);
    assert.equal((await rows()).filter(({ done }) => done).length, 0);
  });

  it("posted twice it is answered like the first, though nothing of it matches any more", async () => {
    await many(3);
    const was = await rows();
    const return_to = "/tasks?status=pending";
    const fields = {
      action: "complete",
      all: "1",
      count: "3",
      return_to,
      request_key: "the page's",
    };
    const [first, second] = [await press(fields), await press(fields)];
    assert.deepEqual([second.status, second.location], [first.status, return_to]);
    assert.equal((await browser.copy().follow(second)).flash, "Completed 3 tasks.");
    await undo(second);
    assert.deepEqual(await rows(), was);
    const other = await press({ ...fields, request_key: "of another page", count: "2" });
    assert.equal(other.status, 409);
  });

  it("asks before more than 50 are deleted", async () => {
    await many(51);
    const page = await press({ action: "delete", all: "1", count: "51" });
    assert.equal(page.status, 200);
    assert.match(page.text, /Delete 51 tasks\?/);
    assert.equal((await rows()).filter(({ deleted }) => deleted).length, 0);
    await browser.submit(page, "/tasks/bulk");
    assert.equal((await rows()).filter(({ deleted }) => deleted).length, 51);
    const gone = await press({ action: "delete", all: "1", count: "51" });
    assert.equal((await browser.follow(gone)).flash, "No tasks match any more.");
  });

  it("is nothing of somebody else's list, and of no page that is no list", async () => {
    await createList(bob.scope, { name: "Bob's", colour: "rose" });
    await createTask(bob.scope, { title: "Bob's", listId: 1 });
    await add("One");
    for (const return_to of ["/lists/1", "/settings", "/tags/none"]) {
      const result = await press({ action: "complete", all: "1", count: "1", return_to });
      assert.equal(result.status, 404, return_to);
    }
    assert.equal((await rows())[0]?.done, false);
  });

  it("is in the Trash where a search asks for that, and stays there", async () => {
    await add("One", "Two");
    for (const id of [1, 2]) await deleteTask(ann.scope, id);
    await createTask(bob.scope, { title: "Bob's" });
    const was = await rows();
    const return_to = "/search?q=is:deleted";
    for (const chosen of [{ all: "1", count: "2" }, { task: ["1", "2"] }] as Fields[]) {
      const result = await press({ action: "complete", ...chosen, return_to });
      assert.equal(result.location, return_to);
      const { flash } = await browser.follow(result);
      assert.equal(flash, "Nothing was changed: the tasks are in the Trash.");
    }
    const single = await press({ action: "complete", task: "1", return_to });
    assert.match(single.text, /This is in the Trash/);
    assert.deepEqual(await rows(), was);
  });

  it("stops above 10,000", async () => {
    await app.database.sql(
      `insert into tasks (user_id, id, title, description, position, created_at, updated_at)
       select $1, n, 'Task ' || n, '', n, now(), now() from generate_series(1, 10001) as n`,
      [ann.scope.userId],
    );
    const page = await press({ action: "complete", all: "1", count: "10001" });
    assert.equal(page.status, 422);
    assert.match(page.text, /At most 10,000 tasks/);
    await app.database.sql("delete from tasks where user_id = $1 and id = 10001", [
      ann.scope.userId,
    ]);
    const { result, spent } = await processorTimeOf(app.database, () =>
      press({ action: "complete", all: "1", count: "10000" }),
    );
    assert.equal(result.status, 303);
    assert.ok(spent < 3_000, `${spent} ms of the processor`);
    assert.equal((await rows()).filter(({ done }) => done).length, 10_000);
    await undo(result);
    assert.equal((await rows()).filter(({ done }) => done).length, 0);
  });
});
