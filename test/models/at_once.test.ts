/** Two requests of one person at the same moment: each waits its turn, and sees what the other did. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Saved } from "../../src/db/saved.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList, deleteList } from "../../src/models/lists.ts";
import { createTask, findTask, setCompletion } from "../../src/models/tasks.ts";
import { add, ann, database, elsewhere, rowsOf, saved, usePeople } from "./people.ts";

usePeople();

/** A change that has a row locked, and goes on only after a while. @returns when it has the lock. */
async function slowly(
  table: "lists" | "tasks",
  id: number,
): Promise<{ done: Promise<Saved<unknown>> }> {
  const locked = Promise.withResolvers<void>();
  const done = elsewhere(ann).change(async (change) => {
    change.update(table, [{ id }], {});
    locked.resolve();
    await new Promise((resolve) => setTimeout(resolve, 150));
    // Takes the next number of the person's: the other one has it locked, if it may.
    change.insert("tasks", { title: "Next" });
    return { kind: "task.changed", params: {} };
  });
  await locked.promise;
  return { done };
}

it("adding to a list while the list is changed waits, and neither is thrown out", async () => {
  const list = saved(await createList(ann, { name: "Home", colour: "moss" })).value;
  const { done } = await slowly("lists", list.id);
  await add(elsewhere(ann), "Sweep", { listId: list.id });
  saved(await done);
});

it("adding to a checklist while its task is completed waits, and neither is thrown out", async () => {
  const { id } = await add(ann, "Pack");
  const { done } = await slowly("tasks", id);
  await add(elsewhere(ann), "Socks", { parentId: id });
  saved(await done);
});

it("what is added to a list that goes at the same moment is in no list that is gone", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { id } = saved(await createList(ann, { name: `List ${round}`, colour: "moss" })).value;
    const task = await add(ann, "Moves");
    const [created, moved] = await Promise.all([
      createTask(elsewhere(ann), { title: "Comes", listId: id }),
      changeTasks(elsewhere(ann), [task.id], { kind: "move", listId: id, sectionId: null }),
      deleteList(elsewhere(ann), id),
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
  const results = [1, 2, 3].map(() => setCompletion(elsewhere(ann), id, { done: true }));
  for (const result of await Promise.all(results)) saved(result);
  assert.ok((await findTask(ann, id))?.completedAt);
  const pending = await database.sql("select id from tasks where completed_at is null");
  assert.equal(pending.length, 1);
});

describe("two at once", () => {
  it("complete the same occurrence: one next comes up, no matter who is first", async () => {
    const daily = {
      rule: { unit: "day", every: 1, ends: { kind: "never" } },
      mode: "rule",
      anchor: "2026-02-01",
    } as const;
    const later = ann.at(new Date("2026-02-01T10:00:00Z"));
    const series = { title: "Water the fig", dueOn: "2026-02-01", repeat: daily };
    const { id } = saved(await createTask(later, series)).value;
    const results = await Promise.all([
      setCompletion(later, id, { done: true }),
      setCompletion(later.at(later.now), id, { done: true }),
      changeTasks(later, [id], { kind: "complete" }),
      changeTasks(later, [id], { kind: "complete" }),
    ]);
    const changes = results
      .map((result) => saved<unknown>(result).changeId)
      .filter((changeId) => changeId !== null);
    assert.equal(changes.length, 1);
    assert.equal((await rowsOf(ann)).length, 2);
    const undos = await Promise.all(
      [1, 2, 3].map(async () => saved(await undoChange(later, changes[0] ?? 0, { force: false }))),
    );
    const [own] = undos.filter(({ changeId }) => changeId !== null);
    assert.ok(own?.value.already === null);
    const others = undos.filter((undo) => undo !== own).map(({ value }) => value.already);
    assert.deepEqual(others, [own.changeId, own.changeId]);
    assert.equal((await rowsOf(ann)).length, 1);
  });
});
