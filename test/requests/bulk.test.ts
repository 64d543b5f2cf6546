/** One form for many tasks: what is chosen, what is done with it, one Undo, and the questions back. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { createTask, createTasks, deleteTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, Fields, PageResult } from "../support/browser.ts";
import { fieldsOfForm } from "../support/browser.ts";

let app: TestApp;
let browser: Browser;
let scope: UserScope;
let token: string;
let people = 0;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

beforeEach(async () => {
  people += 1;
  ({ browser, scope } = await app.signedUp(`Ann${people}`));
  token = await browser.token("/tasks");
});

interface Row {
  id: number;
  title: string;
  done: boolean;
  deleted: boolean;
  due_on: string | null;
  priority: number;
  list_id: number | null;
  section_id: number | null;
  tags: string | null;
}

function rows(of = scope): Promise<Row[]> {
  return app.database.sql<Row & Record<string, unknown>>(
    `select id, title, completed_at is not null as done, deleted_at is not null as deleted, due_on,
       priority, list_id, section_id,
       (select string_agg(name, ' ' order by name) from task_tags k join tags t
          on t.user_id = k.user_id and t.id = k.tag_id
        where k.user_id = tasks.user_id and k.task_id = tasks.id) as tags
     from tasks where user_id = $1 order by id`,
    [of.userId],
  );
}

async function add(...titles: string[]): Promise<void> {
  await createTasks(
    scope,
    titles.map((title) => ({ title })),
  );
}

function press(fields: Fields): Promise<PageResult> {
  return browser.post("/tasks/bulk", { _csrf: token, return_to: "/tasks", ...fields });
}

/** Presses Undo of the flash on the page that a redirect leads to. */
async function undo(result: PageResult): Promise<PageResult> {
  const page = await browser.follow(result);
  const form = page.document.querySelectorAll(".flash form").find((one) => /Undo/.test(one.text));
  assert.ok(form, `no Undo in: ${page.flash}`);
  return browser.post(form.getAttribute("action") ?? "", fieldsOfForm(form));
}

describe("each action is done to what is ticked, has one message, and is undone by one press:", () => {
  const cases: [Fields, Partial<Row>, RegExp][] = [
    [{ action: "complete" }, { done: true }, /^Completed 2 tasks\./],
    [{ action: "delete" }, { deleted: true }, /^Deleted 2 tasks\./],
    [
      { action: "priority", priority: "high" },
      { priority: 3 },
      /^Changed the priority of 2 tasks\./,
    ],
    [{ action: "due", when: "date", due_on: "2027-02-28" }, { due_on: "2027-02-28" }, /2 tasks\./],
    [{ action: "tag", tag: "#Ämter" }, { tags: "Ämter" }, /^Tagged 2 tasks\. #Ämter/],
  ];
  for (const [fields, expected, flash] of cases) {
    it(String(fields.action), async () => {
      await add("One", "Two", "Three");
      const was = await rows();
      const result = await press({ ...fields, task: ["1", "3"] });
      assert.equal(result.path, "/tasks");
      const now = await rows();
      for (const index of [0, 2]) assert.deepEqual(now[index], { ...was[index], ...expected });
      assert.deepEqual(now[1], was[1]);
      const page = await browser.copy().follow(result);
      assert.match(page.flash ?? "", flash);
      assert.equal((await undo(result)).status, 303);
      assert.deepEqual(await rows(), was);
    });
  }

  it("reopen and untag take back what complete and tag did", async () => {
    await createTask(scope, { title: "One", tags: ["home"], completed: true });
    await createTask(scope, { title: "Two", tags: ["home"], completed: true });
    await press({ action: "reopen", task: ["1", "2"] });
    await press({ action: "untag", tag: "HOME", task: ["1", "2"] });
    for (const row of await rows()) assert.deepEqual([row.done, row.tags], [false, null]);
  });

  it("move, into a section and out of it", async () => {
    await createList(scope, { name: "Home", colour: "sea" });
    const section = saved(await createSection(scope, { listId: 1, name: "Kitchen" }));
    await add("One", "Two");
    await press({ action: "move", list: `1/${section.value.id}`, task: ["1", "2"] });
    assert.deepEqual(
      (await rows()).map((row) => [row.list_id, row.section_id]),
      [
        [1, 1],
        [1, 1],
      ],
    );
    await press({ action: "move", list: "", task: ["2"] });
    assert.deepEqual(
      (await rows()).map((row) => [row.list_id, row.section_id]),
      [
        [1, 1],
        [null, null],
      ],
    );
  });

  it("days as words are the person's own, in their zone", async () => {
    await app.database.sql("update users set time_zone = 'Pacific/Kiritimati' where id = $1", [
      scope.userId,
    ]);
    await add("One");
    const there = new Intl.DateTimeFormat("sv", { timeZone: "Pacific/Kiritimati" });
    const day = (ahead: number) =>
      there.format(app.services.clock().getTime() + ahead * 86_400_000);
    for (const [when, ahead] of [
      ["today", 0],
      ["tomorrow", 1],
    ] as const) {
      await press({ action: "due", when, task: "1" });
      assert.equal((await rows())[0]?.due_on, day(ahead));
    }
    await press({ action: "due", when: "next-week", task: "1" });
    const due = (await rows())[0]?.due_on ?? "";
    assert.equal(new Date(due).getUTCDay(), 1);
    assert.ok(due > day(0) && due <= day(7));
    await press({ action: "due", when: "none", task: "1" });
    assert.equal((await rows())[0]?.due_on, null);
  });

  it("posted twice it is done once, and the second answer offers the same Undo", async () => {
    await add("One", "Two");
    for (const action of ["complete", "delete"]) {
      const was = await rows();
      const fields = { action, task: ["1", "2"], request_key: `the page's, to ${action}` };
      const [first, second] = [await press(fields), await press(fields)];
      assert.deepEqual([second.status, second.location], [first.status, first.location]);
      await undo(second);
      assert.deepEqual(await rows(), was);
    }
  });
});

it("where nothing changes it says why, and offers no Undo", async () => {
  await add("One", "Two");
  await press({ action: "complete", task: "1" });
  for (const [fields, reason] of [
    [{ action: "complete", task: "1" }, "it is already completed"],
    [{ action: "reopen", task: "2" }, "it is not completed"],
    [{ action: "due", when: "none", task: ["1", "2"] }, "they already have no date"],
    [{ action: "untag", tag: "bills", task: ["1", "2"] }, "they are not tagged #bills"],
    [{ action: "move", list: "", task: "2" }, "it is already in that list"],
    [{ action: "top", task: "2" }, "it is already at the top"],
  ] as [Fields, string][]) {
    const page = await browser.follow(await press(fields));
    assert.equal(page.flash, `Nothing changed: ${reason}.`);
    assert.equal(page.document.querySelector(".flash form"), null);
  }
});

describe("by hand", () => {
  async function order(): Promise<string> {
    const found = await app.database.sql<{ title: string }>(
      "select title from tasks where user_id = $1 order by position, id",
      [scope.userId],
    );
    return found.map(({ title }) => title).join("");
  }
  const cases: [string, string[], string][] = [
    ["top", ["4", "2"], "BDACE"],
    ["bottom", ["4", "2"], "ACEBD"],
    ["up", ["2", "3"], "BCADE"],
    ["up", ["1", "4"], "ABDCE"],
    ["down", ["2", "3"], "ADBCE"],
    ["down", ["3", "5"], "ABDCE"],
    ["top", ["1", "2"], "ABCDE"],
    ["up", ["1", "2", "3", "4", "5"], "ABCDE"],
  ];
  for (const [action, task, expected] of cases) {
    it(`${task.join(" and ")} to ${action}`, async () => {
      await add("A", "B", "C", "D", "E");
      const result = await press({ action, task });
      assert.equal(await order(), expected);
      if (expected === "ABCDE") return;
      assert.match(result.location ?? "", /#t-\d$/);
      await undo(result);
      assert.equal(await order(), "ABCDE");
    });
  }

  it("two with the same place are distinct", async () => {
    await add("A", "B", "C");
    await app.database.sql("update tasks set position = 1 where user_id = $1", [scope.userId]);
    await press({ action: "up", task: "3" });
    assert.equal(await order(), "ACB");
  });
});

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
    const bob = await app.signedUp("Bob");
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
    for (const priority of [0, 3, 3] as const) await createTask(scope, { title: "x", priority });
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
    await deleteTask(scope, 1);
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
    const bob = await app.signedUp("Bob");
    await createList(bob.scope, { name: "Bob's", colour: "rose" });
    await createTask(bob.scope, { title: "Bob's", listId: 1 });
    await add("One");
    for (const return_to of ["/lists/1", "/settings", "/tags/none"]) {
      const result = await press({ action: "complete", all: "1", count: "1", return_to });
      assert.equal(result.status, 404, return_to);
    }
    assert.equal((await rows())[0]?.done, false);
  });

  it("stops above 10,000", async () => {
    await app.database.sql(
      `insert into tasks (user_id, id, title, description, position, created_at, updated_at)
       select $1, n, 'Task ' || n, '', n, now(), now() from generate_series(1, 10001) as n`,
      [scope.userId],
    );
    const page = await press({ action: "complete", all: "1", count: "10001" });
    assert.equal(page.status, 422);
    assert.match(page.text, /At most 10,000 tasks/);
    await app.database.sql("delete from tasks where user_id = $1 and id = 10001", [scope.userId]);
    const start = performance.now();
    const result = await press({ action: "complete", all: "1", count: "10000" });
    assert.equal(result.status, 303);
    assert.ok(performance.now() - start < 6_000, `${performance.now() - start} ms`);
    assert.equal((await rows()).filter(({ done }) => done).length, 10_000);
    await undo(result);
    assert.equal((await rows()).filter(({ done }) => done).length, 0);
  });
});

describe("a row's own tick", () => {
  it("is done to that row whatever else is selected", async () => {
    await add("One", "Two");
    const result = await press({ "complete-2": "Done", task: "1", when: "tomorrow", list: "" });
    assert.match(result.location ?? "", /^\/tasks#/);
    assert.deepEqual(
      (await rows()).map(({ done }) => done),
      [false, true],
    );
    assert.match((await browser.copy().follow(result)).flash ?? "", /^Completed Two/);
    await undo(result);
    assert.equal((await rows())[1]?.done, false);
    assert.equal((await press({ "reopen-9": "Reopen" })).status, 404);
  });
});
