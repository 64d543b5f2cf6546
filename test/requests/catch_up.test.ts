/** The page that catches up, its form, and the buttons of Today for what is late. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { findTask, updateTask } from "../../src/models/tasks.ts";
import { plantTasks } from "../models/planted.ts";
import { seriesOf } from "../recurrence/series.ts";
import { PASSWORD } from "../support/app.ts";
import { type Fields, fieldsOfForm, type PageResult } from "../support/browser.ts";
import { statementsOf } from "../support/statements.ts";
import { rows, undo } from "./bulk_fixture.ts";
import { add, ann, app, bob, browser, usePeople } from "./fixture.ts";

usePeople();

const day = (ahead: number) => addDays(ann.scope.today, ahead);

/** Adds late tasks: the first is late by a day, the second by two. */
async function addLate(...titles: string[]): Promise<void> {
  for (const [index, title] of titles.entries()) {
    await add(ann, title, { dueOn: day(-index - 1) });
  }
}

async function apply(fields: Fields, path = "/catch-up"): Promise<PageResult> {
  return browser.post(path, { _csrf: await browser.token(), ...fields });
}

/** The heading and the titles of each group. */
function groups(page: PageResult): [string, string[]][] {
  return page.document
    .querySelectorAll(".catch section")
    .map((section) => [
      section.querySelector("h2 .text")?.text ?? "",
      section.querySelectorAll("legend").map((legend) => legend.text.trim()),
    ]);
}

const dues = async () => (await rows()).map((row) => row.due_on);

describe("the page", () => {
  it("has each late task with its decisions, the oldest first, and nothing else", async () => {
    await addLate("One", "Two");
    await add(ann, "Old", { dueOn: day(-14), priority: 3, tags: ["bills"] });
    await add(ann, "A week", { dueOn: day(-7) });
    await add(ann, "Eight", { dueOn: day(-8) });
    await add(ann, "Bin", { dueOn: day(-3), repeat: seriesOf(day(-3), "FREQ=DAILY") });
    await add(ann, "Today's", { dueOn: day(0) });
    await add(ann, "No date");
    await add(ann, "Done", { dueOn: day(-1), done: true });
    await add(bob, "Bob's", { dueOn: day(-1) });
    const page = await browser.get("/catch-up");
    assert.equal(page.status, 200);
    assert.match(page.title, /^Catch up – Plainlist$/);
    assert.match(page.text, /6 are late, the oldest by 14 days\. Choose what becomes of each;/);
    assert.deepEqual(groups(page), [
      ["More than a week late", ["Old", "Eight"]],
      ["Up to a week late", ["A week", "Bin", "Two", "One"]],
    ]);
    const labels = (id: number) =>
      page.document.querySelectorAll(`#t-${id} .opt label`).map((label) => label.text);
    const shared = ["Leave", "Done", "Today", "Tomorrow", "Next week", "Pick a day", "Someday"];
    assert.deepEqual(labels(1), [...shared, "Drop"]);
    assert.deepEqual(labels(6), [...shared, "Skip"]);
    assert.match(page.text, /every day · Someday ends the repeat/);
    const chosen = page.document.querySelectorAll(".opt input[checked]");
    // So that a day that is typed can count as picking it. Text browsers choose the first, "Leave".
    assert.deepEqual(chosen, []);
    assert.equal(page.document.querySelector(".opt input")?.getAttribute("value"), "");
    assert.equal(
      page.document.querySelector("nav [aria-current]")?.getAttribute("href"),
      "/dashboard",
    );
  });

  it("says kindly that nothing is late, and of one task that it is one", async () => {
    const page = await browser.get("/catch-up");
    assert.equal(page.status, 200);
    assert.match(page.text, /Nothing is late\. You are all caught up\./);
    assert.equal(page.document.querySelector(".catch"), null);
    await addLate("One");
    assert.match(
      (await browser.get("/catch-up")).text,
      /1 is late, by 1 day\. Choose what becomes of it;/,
    );
  });

  it("has a hundred at a time, and leads to the others", async () => {
    await plantTasks(app.database, ann.user.id, 130, { due_on: `date '${day(0)}' - n` });
    const page = await browser.get("/catch-up");
    assert.equal(page.document.querySelectorAll(".fate").length, 100);
    assert.match(page.text, /130 are late\. Here are 100 of them, oldest first\./);
    const next = page.document.querySelector("a[rel=next]")?.getAttribute("href") ?? "";
    const second = await browser.get(next);
    assert.equal(second.document.querySelectorAll(".fate").length, 30);
    const fields = fieldsOfForm(second.form("/catch-up"));
    const result = await browser.post("/catch-up", { ...fields, rest: "today" });
    assert.equal(result.location, next, "to the same page");
    assert.match(
      (await browser.copy().follow(result)).flash ?? "",
      /Caught up on 30 tasks\. 30 moved to today/,
    );
    const after = await browser.copy().get(next);
    assert.match(after.text, /Nothing more here\./);
    const first = await browser.copy().get("/catch-up");
    assert.equal(first.document.querySelectorAll(".fate").length, 100);
    await undo(result);
    assert.equal((await browser.get(next)).document.querySelectorAll(".fate").length, 30);
    for (const cursor of ["x", "%00", "WyJkdWUiXQ"]) {
      assert.equal((await browser.get(`/catch-up?cursor=${cursor}`)).status, 400, cursor);
    }
  });
});

describe("Apply", () => {
  it("does each decision as one change, says what it did, and one Undo takes it back", async () => {
    await addLate("One", "Two", "Three", "Four", "Five", "Six", "Seven");
    await add(ann, "Bin", { dueOn: day(-1), repeat: seriesOf(day(-1), "FREQ=DAILY") });
    const was = await rows();
    const page = await browser.get("/catch-up");
    const decisions: Fields = {
      "task-1": "done",
      "task-2": "tomorrow",
      "task-3": "date",
      "day-3": day(9),
      "task-4": "someday",
      "task-5": "drop",
      "task-6": "",
      "task-7": day(9),
      "task-8": "drop",
    };
    const result = await browser.submit(page, "/catch-up", decisions);
    assert.equal(result.status, 303);
    assert.equal(result.location, "/catch-up");
    const after = await browser.copy().follow(result);
    assert.equal(
      after.flash,
      "Caught up on 7 tasks. 1 done, 3 moved, 1 for someday, 1 skipped, 1 in the Trash",
    );
    assert.deepEqual(
      (await rows()).map((row) => (row.deleted ? "deleted" : row.done ? "done" : row.due_on)),
      ["done", day(1), day(9), null, "deleted", day(-6), day(9), day(0)],
    );
    assert.match((await browser.copy().get("/history")).text, /Caught up on 7 tasks/);
    await undo(result);
    assert.deepEqual(await rows(), was);
    assert.match((await browser.copy().get("/history")).text, /Undone: caught up on 7 tasks/);
  });

  it("leaves the rest, or moves it to today", async () => {
    await addLate("One", "Two", "Three");
    const fields = { "task-1": "", "task-2": "done", "task-3": "" };
    const result = await apply({ ...fields, rest: "today" });
    assert.match(
      (await browser.copy().follow(result)).flash ?? "",
      /Caught up on 3 tasks\. 1 done, 2 moved to today/,
    );
    await undo(result);
    await apply(fields);
    assert.deepEqual(await dues(), [day(-1), day(-2), day(-3)]);
    await apply({ "task-1": "", rest: "today" });
    assert.deepEqual(await dues(), [day(0), day(-2), day(-3)], "what it names, and nothing else");
  });

  it("with nothing chosen says so", async () => {
    await addLate("One");
    for (const fields of [
      {},
      { "task-1": "" },
      { rest: "" },
      { "task-x": "done", "task-0": "done" },
    ]) {
      const result = await apply(fields);
      assert.equal(result.location, "/catch-up");
      assert.equal((await browser.copy().follow(result)).flash, "Nothing was chosen.");
    }
    assert.deepEqual(await dues(), [day(-1)]);
  });

  it("leaves what is not late any more, or gone, or another's, and says so", async () => {
    await add(bob, "Bob's 1", { dueOn: day(-1) });
    await add(bob, "Bob's 2", { dueOn: day(-1) });
    await addLate("One");
    const others = await rows(bob.scope);
    const result = await apply({ "task-1": "done", "task-2": "drop", "task-99": "drop" });
    assert.equal(
      (await browser.copy().follow(result)).flash,
      "Caught up on 1 task. 1 done. 2 are left as they are: they are not late any more",
    );
    const page = await browser.get("/catch-up");
    assert.equal(page.document.querySelector(".catch"), null);
    await add(ann, "Late", { dueOn: day(-1) });
    await updateTask(ann.scope, 2, { dueOn: day(3) });
    const none = await browser.follow(await apply({ "task-2": "today" }));
    assert.equal(none.flash, "Nothing was changed. 1 is left as it is: it is not late any more");
    assert.equal((await findTask(ann.scope, 2))?.dueOn, day(3));
    assert.deepEqual(await rows(bob.scope), others);
  });

  it("twice by the same page does it once", async () => {
    await addLate("One", "Two");
    const page = await browser.get("/catch-up");
    const chosen = { "task-1": "drop", "task-2": day(-1) };
    const first = await browser.submit(page, "/catch-up", chosen);
    const second = await browser.submit(page, "/catch-up", chosen);
    const [one, other] = [await browser.copy().follow(first), await browser.follow(second)];
    assert.match(one.flash ?? "", /^Caught up on 2 tasks\./);
    const undoOf = ({ document }: PageResult) =>
      document.querySelector(".flash form")?.getAttribute("action");
    assert.equal(undoOf(other), undoOf(one));
    assert.equal((await browser.copy().get("/history")).text.match(/Caught up/g)?.length, 1);
  });

  it("needs a token of the form, and a sign-in", async () => {
    await addLate("One");
    assert.equal((await browser.post("/catch-up", { "task-1": "done" })).status, 403);
    const visitor = app.visitor();
    assert.equal((await visitor.post("/catch-up", { "task-1": "done" })).status, 303);
    assert.deepEqual(await dues(), [day(-1)]);
  });

  it("keeps every choice of a form whose sign-in has ended", async () => {
    await addLate("One", "Two");
    const _csrf = await browser.token();
    await browser.copy().signOut();
    const chosen = { "task-1": "date", "day-1": day(5), "task-2": "done", rest: "today" };
    const refused = await browser.post("/catch-up", { _csrf, ...chosen });
    const signIn = await browser.follow(refused);
    const { email } = ann.user;
    const kept = await browser.follow(
      await browser.submit(signIn, "/auth/signin", { email, password: PASSWORD }),
    );
    assert.match(kept.text, /What you wrote is still here/);
    const result = await browser.submit(kept, "/catch-up");
    assert.match((await browser.follow(result)).flash ?? "", /^Caught up on 2 tasks\./);
    assert.deepEqual(await dues(), [day(5), day(-2)]);
  });
});

describe("a day", () => {
  it("is read as one writes it, also in place of the decision", async () => {
    await addLate("One", "Two", "Three");
    await apply({
      "task-1": "date",
      "day-1": "Tomorrow",
      "task-2": "31 Dec 2030",
      "task-3": "next-week",
    });
    const [one, two, three] = await dues();
    assert.deepEqual([one, two], [day(1), "2030-12-31"]);
    assert.equal(new Date(`${three}T00:00Z`).getUTCDay(), 1);
  });

  it("that is wrong shows the page with all that was chosen, and the message beside it", async () => {
    await addLate("One", "Two", "Three");
    const page = await browser.get("/catch-up");
    const chosen = { "task-1": "date", "day-1": "when it rains", "task-2": "done", rest: "today" };
    const again = await browser.submit(page, "/catch-up", chosen);
    assert.equal(again.status, 422);
    assert.match(again.title, /^Error: 1 problem – Catch up/);
    const message = "Day must be a date, such as 2026-11-30, 30 Nov or tomorrow";
    assert.deepEqual(again.problems, [message]);
    assert.equal(again.document.querySelector("#problems a")?.getAttribute("href"), "#day-1");
    const error = again.document.querySelector("#t-1 #day-1-error")?.text;
    assert.equal(error, `Error: ${message}`);
    const sent = fieldsOfForm(again.form("/catch-up"));
    assert.deepEqual({ ...sent, ...chosen }, sent);
    assert.equal(sent["task-3"], undefined);
    assert.deepEqual(await dues(), [day(-1), day(-2), day(-3)]);
    const mended = await browser.post("/catch-up", { ...sent, "day-1": day(3) });
    assert.equal(mended.status, 303);
    assert.deepEqual(
      (await rows()).map((row) => [row.due_on, row.done]),
      [
        [day(3), false],
        [day(-2), true],
        [day(0), false],
      ],
    );
  });

  it("that is typed without a choice is picked, and nothing else is", async () => {
    await addLate("One", "Two", "Three", "Four");
    await add(bob, "Bob's", { dueOn: day(-1) });
    const page = await browser.get("/catch-up");
    const typedDays = { "day-1": "tomorrow", "day-3": day(9), "day-4": "  ", "day-99": day(1) };
    const result = await browser.submit(page, "/catch-up", { ...typedDays, "task-2": "done" });
    assert.match(
      (await browser.copy().follow(result)).flash ?? "",
      /^Caught up on 3 tasks\. 1 done, 2 moved\. 1 is left as it is/,
    );
    assert.deepEqual(await dues(), [day(1), day(-2), day(9), day(-4)]);
    await undo(result);
    // The rest are those without a day.
    await browser.submit(await browser.get("/catch-up"), "/catch-up", {
      "day-1": day(5),
      rest: "today",
    });
    assert.deepEqual(await dues(), [day(5), day(0), day(0), day(0)]);
    assert.deepEqual(
      (await rows(bob.scope)).map((row) => row.due_on),
      [day(-1)],
    );
  });

  it("that is wrong, or typed on the way, is shown as picked", async () => {
    await addLate("One", "Two");
    const page = await browser.get("/catch-up");
    const chosen = { "day-1": day(5), "day-2": "when it rains" };
    for (const more of [{}, { stay: "Stay here" }]) {
      const again = await browser.submit(page, "/catch-up", { ...chosen, ...more });
      const sent = fieldsOfForm(again.form("/catch-up"));
      assert.deepEqual({ ...sent, ...chosen, "task-1": "date", "task-2": "date" }, sent);
    }
    assert.deepEqual(await dues(), [day(-1), day(-2)]);
  });

  for (const decision of ["", "done", "today", "tomorrow", "next-week", "someday", "drop"]) {
    it(`beside the decision “${decision}” asks which of them is meant, and loses neither`, async () => {
      await addLate("One", "Two");
      const page = await browser.get("/catch-up");
      const chosen = { "task-1": decision, "day-1": "in 3 days", "task-2": "done", rest: "today" };
      const again = await browser.submit(page, "/catch-up", chosen);
      assert.equal(again.status, 422);
      assert.deepEqual(again.problems, [
        "A day is written, but something else is chosen: choose “Pick a day”, or empty the day",
      ]);
      const sent = fieldsOfForm(again.form("/catch-up"));
      assert.deepEqual({ ...sent, ...chosen }, sent);
      assert.deepEqual(await dues(), [day(-1), day(-2)]);
    });
  }

  const WRONG: Fields[] = [
    { "day-1": ["today", "tomorrow"] },
    { "task-1": "done", "day-1": ["today", "tomorrow"] },
    { "task-1": "date" },
    { "task-1": "date", "day-1": "  " },
    { "task-1": "date", "day-1": ["today", "tomorrow"] },
    { "task-1": ["done", "drop"] },
    { "task-1": "0000-01-01" },
    { "task-1": "10000-01-01" },
    { "task-1": "2026-02-30" },
    { "task-1": "date", "day-1": "0000-00-00" },
    { "task-1": "date", "day-1": "nul\0" },
    { "task-1": "DONE" },
    { "task-1": "ta\ud83dda" },
    { "task-1": `date`, "day-1": "9".repeat(50_000) },
    { "task-1": "<script>" },
  ];
  for (const fields of WRONG) {
    it(`such as ${JSON.stringify(fields).slice(0, 60)} gets a message`, async () => {
      await addLate("One");
      const page = await apply(fields);
      assert.equal(page.status, 422);
      assert.equal(page.problems.length, 1);
      assert.deepEqual(await dues(), [day(-1)]);
    });
  }

  it("names of fields that name no task are not read, and too many fields are refused", async () => {
    await addLate("One");
    const odd = ["task-", "task--1", "task-01", "task-1.5", "task-99999999999", "__proto__"];
    for (const name of odd) assert.equal((await apply({ [name]: "done" })).status, 303, name);
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`task-${n}`, "done"]));
    const refused = await apply(many);
    assert.equal(refused.status, 413);
    assert.deepEqual(await dues(), [day(-1)]);
  });
});

describe("what is wrong with a task", () => {
  it("that is not late any more does not matter: it is left, and the others are done", async () => {
    await addLate("One", "Two", "Three");
    await add(bob, "Bob's", { dueOn: day(-1) });
    await updateTask(ann.scope, 2, { completed: true });
    const wrong = { "task-2": "date", "day-2": "nonsense", "day-99": "nonsense" };
    const result = await apply({ "task-1": "done", ...wrong });
    assert.equal(
      (await browser.copy().follow(result)).flash,
      "Caught up on 1 task. 1 done. 2 are left as they are: they are not late any more",
    );
    const none = await browser.follow(await apply(wrong));
    assert.equal(
      none.flash,
      "Nothing was changed. 2 are left as they are: they are not late any more",
    );
    const again = await apply({ ...wrong, "task-3": "when it rains" });
    assert.equal(again.status, 422);
    assert.equal(again.problems.length, 1);
    assert.equal(again.document.querySelector("#problems a")?.getAttribute("href"), "#day-3");
    assert.deepEqual(
      (await rows(bob.scope)).map((row) => row.due_on),
      [day(-1)],
    );
  });

  it("of another page is shown with what was typed, and everything else that was chosen there", async () => {
    await plantTasks(app.database, ann.user.id, 130, { due_on: `date '${day(0)}' - n` });
    const first = await browser.get("/catch-up");
    const next = first.document.querySelector("a[rel=next]")?.getAttribute("href") ?? "";
    const second = await browser.get(next);
    const chosen = { "task-1": "date", "day-1": "nonsense", "task-3": "done" };
    const fields = { ...fieldsOfForm(second.form("/catch-up")), ...chosen };
    for (const return_to of ["/catch-up", "/catch-up?cursor=x", "/tasks?limit=x&cursor=x"]) {
      const again = await browser.post("/catch-up", { ...fields, return_to });
      assert.equal(again.status, 422, return_to);
      assert.equal(again.document.querySelectorAll(".fate").length, 130);
      const sent = fieldsOfForm(again.form("/catch-up"));
      assert.deepEqual({ ...sent, ...chosen, return_to: "/catch-up" }, sent);
      assert.ok(again.document.querySelector("#day-1-error"));
    }
    const own = await browser.post("/catch-up", { ...fields, return_to: next });
    assert.equal(own.document.querySelectorAll(".fate").length, 30);
  });
});

it("Enter, or the button that text browsers show for it, keeps what is chosen and does nothing", async () => {
  await addLate("One", "Two");
  const page = await browser.get("/catch-up");
  const [first] = page.form("/catch-up").querySelectorAll("button");
  assert.equal(first?.getAttribute("name"), "stay");
  const again = await browser.submit(page, "/catch-up", { "task-1": "done", stay: "Stay here" });
  assert.equal(again.status, 200);
  assert.equal(fieldsOfForm(again.form("/catch-up"))["task-1"], "done");
  assert.deepEqual(await dues(), [day(-1), day(-2)]);
});

describe("Today, for what is late,", () => {
  it("moves all to today by one press, also what it does not show, and one Undo takes it back", async () => {
    await plantTasks(app.database, ann.user.id, 130, {
      due_on: `date '${day(-1)}' - n % 9`,
      repeat_rule: "case when n % 2 = 0 then 'FREQ=DAILY' end",
      repeat_mode: "case when n % 2 = 0 then 'rule' end",
      repeat_anchor: `case when n % 2 = 0 then date '${day(-1)}' - n % 9 end`,
    });
    await add(bob, "Bob's", { dueOn: day(-1) });
    const was = await dues();
    const page = await browser.get("/dashboard");
    const button = page.document.querySelector("button[name=rest]");
    assert.equal(button?.text, "Move all to today");
    const result = await browser.press(button ?? assert.fail());
    assert.equal(result.location, "/dashboard");
    assert.equal(
      (await browser.copy().follow(result)).flash,
      "Caught up on 130 tasks. 130 moved to today",
    );
    assert.deepEqual(new Set(await dues()), new Set([day(0)]));
    const after = await browser.copy().get("/dashboard");
    assert.equal(after.document.querySelector("button[name=rest]"), null);
    await undo(result);
    assert.deepEqual(await dues(), was);
    assert.deepEqual(
      (await rows(bob.scope)).map((row) => row.due_on),
      [day(-1)],
    );
  });

  it("leads to catching up, and selects the late ones alone", async () => {
    await addLate("One", "Two");
    await add(ann, "Now", { dueOn: day(0) });
    const page = await browser.get("/dashboard");
    const links = page.document.querySelectorAll(".acts a");
    assert.deepEqual(
      links.map((link) => [link.text, link.getAttribute("href")]),
      [
        ["Catch up", "/catch-up"],
        ["Select these", "?select=overdue"],
      ],
    );
    const picked = await browser.get("/dashboard?select=overdue");
    const ticked = picked.document.querySelectorAll('input[name="task"][checked]');
    assert.deepEqual(ticked.map((box) => box.getAttribute("value")).sort(), ["1", "2"]);
    assert.ok(picked.document.querySelector("#select-mode[checked]"));
    const fields = fieldsOfForm(picked.form("/tasks/bulk", "Selected"));
    await browser.post("/tasks/bulk", { ...fields, action: "complete" });
    assert.deepEqual(
      (await rows()).map((row) => row.done),
      [true, true, false],
    );
  });

  it("thirty late tasks take at most 32 presses, or one", async () => {
    await plantTasks(app.database, ann.user.id, 30, { due_on: `date '${day(0)}' - n` });
    const page = await browser.get("/catch-up");
    const radios = page.document.querySelectorAll('.opt input[value="tomorrow"]');
    assert.equal(radios.length, 30, "the link, one press each, and Apply");
    const chosen = Object.fromEntries(
      radios.map((one) => [one.getAttribute("name") ?? "", "tomorrow"]),
    );
    await browser.submit(page, "/catch-up", chosen);
    assert.deepEqual(new Set(await dues()), new Set([day(1)]));
  });
});

it("sends the same number of statements for many tasks as for few", async () => {
  const counts: number[][] = [];
  for (const many of [4, 100]) {
    const person = await app.signedUp("Carla");
    await plantTasks(app.database, person.user.id, many, {
      due_on: `date '${day(-1)}' - n % 9`,
      repeat_rule: "case when n % 2 = 0 then 'FREQ=DAILY' end",
      repeat_mode: "case when n % 2 = 0 then 'rule' end",
      repeat_anchor: `case when n % 2 = 0 then date '${day(-1)}' - n % 9 end`,
    });
    let page = await person.browser.get("/dashboard");
    const shown = await statementsOf(async () => {
      page = await person.browser.get("/catch-up");
    });
    const values = ["done", "drop", "someday", "today", "tomorrow", day(9)];
    const radios = page.form("/catch-up").querySelectorAll('.opt [value="done"]');
    const names = radios.map((one) => one.getAttribute("name") ?? "");
    assert.equal(names.length, many);
    const chosen = names.map((name, index) => [name, values[index % values.length] ?? ""]);
    const applied = await statementsOf(() =>
      person.browser.submit(page, "/catch-up", Object.fromEntries(chosen)),
    );
    counts.push([shown.length, applied.length]);
  }
  assert.deepEqual(counts[1], counts[0]);
  assert.ok((counts[0]?.[1] ?? 0) <= 4, `${counts[0]}`);
});
