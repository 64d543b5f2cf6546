/** Skipping an occurrence of a series, and the question before a series is deleted. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { shortDay } from "../../src/dates/format.ts";
import { findDeletedTask, findTask, setCompletion } from "../../src/models/tasks.ts";
import type { RepeatRule } from "../../src/recurrence/rule.ts";
import type { Fields, PageResult } from "../support/browser.ts";
import { press, rows, undo, useBulkForm } from "./bulk_fixture.ts";
import { add, ann, app, bob, browser, type Person } from "./fixture.ts";

useBulkForm();

const day = (ahead: number) => addDays(ann.scope.today, ahead);

/** A task that is due today, every day. @param count how often; by default without an end. */
async function daily(person: Person, title: string, count?: number): Promise<number> {
  const ends: RepeatRule["ends"] =
    count === undefined ? { kind: "never" } : { kind: "after", count };
  const repeat = { rule: { unit: "day", every: 1, ends }, mode: "rule" } as const;
  return add(person, title, { dueOn: person.scope.today, repeat });
}

/** Bob's task 1 repeats too. */
beforeEach(async () => {
  await daily(bob, "Bob's");
  await daily(ann, "Bin");
});

async function asBobsWas(): Promise<void> {
  const [own] = await rows(bob.scope);
  assert.deepEqual([own?.due_on, own?.deleted], [bob.scope.today, false]);
}

function button(page: PageResult, label: string) {
  const found = page.document.querySelectorAll("main button").find(({ text }) => text === label);
  assert.ok(found, `no button "${label}" in: ${page.text}`);
  return found;
}

/** The buttons of a page's question, with what each sends besides the hidden fields. */
function answers(page: PageResult): string[] {
  return page.document.querySelectorAll("main form button").map((button) => {
    const [action, value] = [button.getAttribute("formaction"), button.getAttribute("value")];
    const isRed = button.classList.contains("danger") ? " (red)" : "";
    return `${button.text}${isRed}: ${[action, value].filter((one) => one != null).join(" ")}`;
  });
}

describe("the page of a task that repeats", () => {
  it("skips this one in one press, says when the next one is, and one Undo takes it back", async () => {
    const was = await rows();
    const page = await browser.get("/tasks/1");
    const result = await browser.press(button(page, "Skip this one"));
    assert.equal(result.location, "/tasks/1#t-1");
    const after = await browser.copy().follow(result);
    assert.equal(after.flash, `Skipped Bin. next on ${shortDay(day(1), day(0))}`);
    assert.deepEqual(await rows(), [{ ...was[0], due_on: day(1) }]);
    assert.match((await browser.copy().get("/history")).text, /Skipped Bin/);
    await undo(result);
    assert.deepEqual(await rows(), was);
    await asBobsWas();
  });

  it("is skipped once by two presses", async () => {
    const page = await browser.get("/tasks/1");
    const [first, second] = [
      await browser.submit(page, "/tasks/1/skip"),
      await browser.submit(page, "/tasks/1/skip"),
    ];
    assert.equal(second.location, first.location);
    assert.equal((await findTask(ann.scope, 1))?.dueOn, day(1));
  });

  it("says that the last one went to the trash", async () => {
    const id = await daily(ann, "Once more", 1);
    const page = await browser.get(`/tasks/${id}`);
    const result = await browser.submit(page, `/tasks/${id}/skip`);
    assert.equal(result.location, "/tasks#b1");
    const after = await browser.copy().follow(result);
    assert.equal(after.flash, "Skipped Once more. it was the last one, and is in the Trash");
    await undo(result);
    assert.ok(await findTask(ann.scope, id));
  });

  it("asks before it is deleted: this one, or the series", async () => {
    await setCompletion(ann.scope, 1, { done: true });
    const page = await browser.get("/tasks/2");
    const question = await browser.submit(page, "/tasks/2/deletion");
    assert.equal(question.status, 200);
    assert.match(question.text, /“Bin” repeats every day\. Skipping this one moves it to /);
    assert.deepEqual(answers(question), [
      "Skip this one: ",
      "Delete the whole series (red): /tasks/2/deletion",
    ]);
    assert.equal((await findTask(ann.scope, 2))?.dueOn, day(1), "nothing is done yet");
    const skipped = await browser.submit(question, "/tasks/2/skip");
    assert.match((await browser.copy().follow(skipped)).flash ?? "", /^Skipped Bin\./);
    assert.equal((await findTask(ann.scope, 2))?.dueOn, day(2));
    const deleted = await browser.press(button(question, "Delete the whole series"));
    assert.match((await browser.follow(deleted)).flash ?? "", /^Deleted Bin\./);
    assert.ok(await findDeletedTask(ann.scope, 2));
    assert.ok((await findTask(ann.scope, 1))?.completedAt, "what was completed stays");
    await asBobsWas();
  });

  it("is deleted at once by a program that does not ask, and where it is the last one", async () => {
    const last = await daily(ann, "Once more", 1);
    const _csrf = await browser.token();
    assert.equal((await browser.post("/tasks/1/deletion", { _csrf })).status, 303);
    assert.ok(await findDeletedTask(ann.scope, 1));
    const page = await browser.get(`/tasks/${last}`);
    assert.equal((await browser.submit(page, `/tasks/${last}/deletion`)).status, 303);
  });

  it("needs a token for each answer, and a task of one's own", async () => {
    for (const path of ["/tasks/1/skip", "/tasks/1/deletion"]) {
      assert.equal((await browser.post(path, { ask: "1" })).status, 403);
    }
    const mallory = (await app.signedUp("Mallory")).browser;
    const _csrf = await mallory.token();
    for (const path of ["/tasks/1/skip", "/tasks/1/deletion"]) {
      assert.equal((await mallory.post(path, { _csrf, ask: "1" })).status, 404);
    }
    assert.equal((await findTask(ann.scope, 1))?.dueOn, day(0));
  });
});

it("the page of any other task offers no skipping, and deletes in one press", async () => {
  const id = await add(ann, "Milk");
  const page = await browser.get(`/tasks/${id}`);
  assert.doesNotMatch(page.text, /Skip this one/);
  const nothing = await browser.submit(await browser.get("/tasks/1"), "/tasks/1/skip");
  assert.equal(nothing.status, 303);
  const deleted = await browser.submit(page, `/tasks/${id}/deletion`);
  assert.equal(deleted.status, 303);
});

it("a task that does not repeat any more is not skipped, and says so", async () => {
  const page = await browser.get("/tasks/1");
  await press({ action: "due", when: "none", task: "1" });
  const result = await browser.follow(await browser.submit(page, "/tasks/1/skip"));
  assert.match(result.flash ?? "", /^Nothing changed, it does not repeat: Bin/);
});

describe("many", () => {
  beforeEach(async () => {
    await daily(ann, "Mat");
    await daily(ann, "Once more", 1);
    await add(ann, "Milk", { dueOn: ann.scope.today });
  });

  const state = async () => (await rows()).map((row) => (row.deleted ? "deleted" : row.due_on));

  it("are skipped by the bar, and taken back by one Undo", async () => {
    const was = await rows();
    const result = await press({ action: "skip", task: ["1", "2", "3", "4"] });
    assert.deepEqual(await state(), [day(1), day(1), "deleted", day(0)]);
    const page = await browser.copy().follow(result);
    assert.equal(page.flash, "Skipped 3 tasks. 1 of them was the last one, and is in the Trash");
    await undo(result);
    assert.deepEqual(await rows(), was);
    const none = await browser.follow(await press({ action: "skip", task: "4" }));
    assert.equal(none.flash, "Nothing changed: it does not repeat.");
    await asBobsWas();
  });

  const QUESTIONS: [string, Fields, string, RegExp, string[]][] = [
    [
      "one that repeats",
      { task: "1" },
      "Skip this one, or delete the series?",
      /It repeats\./,
      ["Skip this one: skip", "Delete the whole series (red): /tasks/bulk delete"],
    ],
    [
      "several that all repeat",
      { task: ["1", "2"] },
      "Delete 2 tasks?",
      /All of them repeat\./,
      ["Skip 2 tasks this once: skip", "Delete all 2, with their series (red): /tasks/bulk delete"],
    ],
    [
      "some of which repeat",
      { task: ["1", "2", "4"] },
      "Delete 3 tasks?",
      /2 of them repeat\./,
      [
        "Skip 2, delete 1: skip_or_delete",
        "Delete all 3, with their series (red): /tasks/bulk delete",
      ],
    ],
    [
      "all of a list",
      { all: "1", count: "4" },
      "Delete 4 tasks?",
      /3 of them repeat\./,
      [
        "Skip 3, delete 1: skip_or_delete",
        "Delete all 4, with their series (red): /tasks/bulk delete",
      ],
    ],
  ];
  for (const [name, tasks, heading, text, buttons] of QUESTIONS) {
    it(`${name} are asked about before they are deleted`, async () => {
      const was = await rows();
      const question = await press({ action: "delete", ...tasks });
      assert.equal(question.status, 200);
      assert.equal(question.document.querySelector("h1")?.text, heading);
      assert.match(question.text, text);
      assert.deepEqual(answers(question), buttons);
      assert.deepEqual(await rows(), was);
      for (const answer of question.document.querySelectorAll("main form button")) {
        const result = await browser.press(answer);
        assert.equal(result.status, 303);
        const isSkip = answer.text.startsWith("Skip");
        const [first, , , milk] = await state();
        assert.equal(first, isSkip ? day(1) : "deleted");
        assert.equal(milk === "deleted", /delete 1|all [34]/.test(answer.text));
        const done = await browser.copy().follow(result);
        assert.match(done.flash ?? "", isSkip ? /[Ss]kipped/ : /^Deleted/);
        await undo(result);
        assert.deepEqual(await rows(), was);
      }
      await asBobsWas();
    });
  }

  it("say what was deleted and what was skipped", async () => {
    const question = await press({ action: "delete", task: ["1", "2", "4"] });
    const result = await browser.submit(question, "/tasks/bulk", { action: "skip_or_delete" });
    const page = await browser.copy().follow(result);
    assert.equal(page.flash, "Deleted 1 task, and skipped 2 tasks.");
    assert.match((await browser.get("/history")).text, /Deleted 1 task, and skipped 2 tasks/);
  });

  it("of more than fifty, one page asks both", async () => {
    for (let count = 0; count < 48; count += 1) await add(ann, `More ${count}`);
    const question = await press({ action: "delete", all: "1", count: "52" });
    assert.match(question.text, /Delete 52 tasks\?/);
    assert.match(question.text, /3 of them repeat\./);
    const result = await browser.press(button(question, "Delete all 52, with their series"));
    assert.match((await browser.follow(result)).flash ?? "", /^Deleted 52 tasks\./);
  });

  it("that do not repeat are deleted at once", async () => {
    assert.equal((await press({ action: "delete", task: "4" })).status, 303);
    assert.deepEqual(await state(), [day(0), day(0), day(0), "deleted"]);
  });
});
