/** One form for many tasks: what is done with those that are chosen, its one message, and one Undo. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { createTask, findTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import type { Fields } from "../support/browser.ts";
import { add, press, type Row, rows, undo, useBulkForm } from "./bulk_fixture.ts";
import { ann, app, browser } from "./fixture.ts";

useBulkForm();

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

  it("a filled day wins over a choice beside it, and the button of a day over both", async () => {
    await add("One", "Two");
    const dues = async () => (await rows()).map((row) => row.due_on);
    const page = await browser.get("/tasks");
    const buttons = page.document.querySelectorAll("#more [name=when]");
    const whens = ["today", "tomorrow", "next-week", "none"];
    assert.deepEqual(
      buttons.map((button) => button.getAttribute("value")),
      whens,
    );
    for (const [fields, expected] of [
      [{ action: "due", when: "tomorrow", due_on: "2027-12-24" }, "2027-12-24"],
      [{ action: "due", when: "none", due_on: "2027-12-25" }, "2027-12-25"],
      [{ action: "due", due_on: "2027-12-26" }, "2027-12-26"],
      [{ action: "due", when: "none", due_on: "" }, null],
      [{ when: "tomorrow", due_on: "" }, addDays(ann.scope.today, 1)],
      [{ when: "today", due_on: "2027-12-24" }, ann.scope.today],
      [{ when: "none" }, null],
    ] as [Fields, string | null][]) {
      assert.equal((await press({ ...fields, task: ["1", "2"] })).status, 303);
      assert.deepEqual(await dues(), [expected, expected], JSON.stringify(fields));
    }
  });

  it("reopen and untag take back what complete and tag did", async () => {
    await createTask(ann.scope, { title: "One", tags: ["home"], completed: true });
    await createTask(ann.scope, { title: "Two", tags: ["home"], completed: true });
    await press({ action: "reopen", task: ["1", "2"] });
    await press({ action: "untag", tag: "HOME", task: ["1", "2"] });
    for (const row of await rows()) assert.deepEqual([row.done, row.tags], [false, null]);
  });

  it("move, into a section and out of it", async () => {
    await createList(ann.scope, { name: "Home", colour: "sea" });
    const section = saved(await createSection(ann.scope, { listId: 1, name: "Kitchen" }));
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
      ann.scope.userId,
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
      [ann.scope.userId],
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
    await app.database.sql("update tasks set position = 1 where user_id = $1", [ann.scope.userId]);
    await press({ action: "up", task: "3" });
    assert.equal(await order(), "ACB");
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

describe("the day from which Today shows a task", () => {
  const dayOf = async (id: number) => (await findTask(ann.scope, id))?.startsOn;

  it("goes when the task becomes due before it, by the bar and by the form", async () => {
    for (const title of ["One", "Two", "Three"]) {
      await createTask(ann.scope, { title, dueOn: "2027-12-24", startsOn: "2027-12-20" });
    }
    const was = await rows();
    const result = await press({ action: "due", due_on: "2027-12-19", task: ["1", "2"] });
    assert.deepEqual(await Promise.all([1, 2, 3].map(dayOf)), [null, null, "2027-12-20"]);
    await undo(result);
    assert.deepEqual(await rows(), was);
    assert.equal(await dayOf(1), "2027-12-20");
    await press({ action: "due", due_on: "2027-12-20", task: "1" });
    assert.equal(await dayOf(1), "2027-12-20", "from that day on it may be due");
    await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", {
      starts_on: "2027-12-24",
    });
    await press({ action: "due", due_on: "2027-12-20", task: "1" });
    assert.equal(await dayOf(1), "2027-12-24", "it is due on that day already");
    const form = await browser.get("/tasks/3/edit");
    assert.match(form.text, /Not on Today before/);
    await browser.submit(form, "/tasks/3", { due_on: "2027-12-01" });
    assert.equal(await dayOf(3), null);
    const again = await browser.get("/tasks/3/edit");
    await browser.submit(again, "/tasks/3", { due_on: "2027-11-01", starts_on: "2027-11-05" });
    assert.equal(await dayOf(3), "2027-11-05", "what is set at once is kept");
  });
});
