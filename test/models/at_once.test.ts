/** Two presses of one person at the same moment: each waits its turn, and sees what the other did. */
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { createList, deleteList } from "../../src/models/lists.ts";
import { createTask, findTask, setCompletion } from "../../src/models/tasks.ts";
import type { TestDatabase } from "../support/database.ts";
import { add, clear, NOW, peopleDatabase, person } from "./people.ts";

let database: TestDatabase;
let ann: UserScope;

before(async () => {
  database = await peopleDatabase();
});
after(() => database.drop());

beforeEach(async () => {
  await clear(database);
  ann = (await person(database, "Ann")).scope;
});

/** Another process of the same person. */
function elsewhere(): UserScope {
  return new UserScope(database.database, ann.userId);
}

/** A change that has a row locked, and goes on only after a while. @returns when it has the lock. */
async function slowly(table: "lists" | "tasks", id: number): Promise<{ done: Promise<unknown> }> {
  const locked = Promise.withResolvers<void>();
  const done = elsewhere().change(NOW, async (change) => {
    change.tell("Changed", null);
    await change.update(table, (rows) => void rows.where({ id }), {});
    locked.resolve();
    await new Promise((resolve) => setTimeout(resolve, 150));
    // Takes the next number of the person's: the other one has it locked, if it may.
    await change.insert("tasks", { title: "Next" });
  });
  await locked.promise;
  return { done };
}

it("adding to a list while the list is changed waits, and neither is thrown out", async () => {
  const list = await createList(ann, { name: "Home", colour: "moss" }, NOW);
  assert.ok(list.outcome === "saved");
  const { done } = await slowly("lists", list.value.id);
  await add(elsewhere(), "Sweep", { listId: list.value.id });
  await done;
});

it("adding to a checklist while its task is completed waits, and neither is thrown out", async () => {
  const { id } = await add(ann, "Pack");
  const { done } = await slowly("tasks", id);
  await add(elsewhere(), "Socks", { parentId: id });
  await done;
});

it("what is added to a list that goes at the same moment is in no list that is gone", async () => {
  for (let round = 0; round < 10; round += 1) {
    const list = await createList(ann, { name: `List ${round}`, colour: "moss" }, NOW);
    assert.ok(list.outcome === "saved");
    const { id } = list.value;
    const task = await add(ann, "Moves");
    const [created, moved] = await Promise.all([
      createTask(elsewhere(), { title: "Comes", listId: id }, null, NOW),
      changeTasks(
        elsewhere(),
        [task.id],
        { kind: "move", listId: id, sectionId: null },
        {
          now: NOW,
          today: "2026-11-21",
        },
      ),
      deleteList(elsewhere(), id, NOW),
    ]);
    const lost = await database.sql(
      `select tasks.title from tasks join lists on lists.user_id = tasks.user_id and lists.id = tasks.list_id
       where tasks.deleted_at is null and lists.deleted_at is not null`,
    );
    assert.deepEqual(lost, [], JSON.stringify({ round, created, moved }));
  }
});

it("two processes that complete one occurrence bring up one next", async () => {
  const repeat = {
    rule: { unit: "day", every: 1, ends: { kind: "never" } },
    mode: "rule",
    anchor: "2026-11-21",
  } as const;
  const { id } = await add(ann, "Water", { dueOn: "2026-11-21", repeat });
  const moment = { now: NOW, today: "2026-11-21" };
  await Promise.all([1, 2, 3].map(() => setCompletion(elsewhere(), id, true, moment)));
  assert.ok((await findTask(ann, id))?.completedAt);
  const pending = await database.sql("select id from tasks where completed_at is null");
  assert.equal(pending.length, 1);
});
