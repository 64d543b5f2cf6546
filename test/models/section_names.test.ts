/** The names of a list's sections differ, in whatever case and spelling; those of other lists do not count. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList } from "../../src/models/lists.ts";
import {
  createSection,
  deleteSection,
  listSections,
  updateSection,
} from "../../src/models/sections.ts";
import { ann, bob, database, elsewhere, refused, saved, undone, usePeople } from "./people.ts";

usePeople();

const TAKEN = ["name taken_in_list"];

/** Ann has two lists; Bob has one with a section of the same name. */
beforeEach(async () => {
  for (const scope of [ann, bob]) saved(await createList(scope, { name: "Home", colour: "sea" }));
  saved(await createList(ann, { name: "Work", colour: "sea" }));
  await add(bob, "Café");
});

async function add(scope: UserScope, name: string, listId = 1): Promise<number> {
  return saved(await createSection(scope, { listId, name })).value.id;
}

async function names(scope = ann): Promise<string[]> {
  return (await listSections(elsewhere(scope), 1)).map(({ name }) => name);
}

test("a new one cannot have the name of another one of the list", async () => {
  await add(ann, "Café");
  for (const name of ["Café", "CAFÉ", "Cafe\u0301"]) {
    assert.deepEqual(refused(await createSection(ann, { listId: 1, name })), TAKEN);
  }
  await add(ann, "Café", 2);
  assert.deepEqual([await names(), await names(bob)], [["Café"], ["Café"]]);
});

test("nor can one be renamed to it; its own name may be spelled otherwise", async () => {
  const [cafe, bath] = [await add(ann, "Café"), await add(ann, "Bath")];
  assert.deepEqual(refused(await updateSection(ann, bath, { name: "CAFÉ" })), TAKEN);
  saved(await updateSection(ann, cafe, { name: "CAFÉ" }));
  assert.deepEqual(await names(), ["CAFÉ", "Bath"]);
});

test("the name of one that was deleted is free, and then an undo does not bring that one back", async () => {
  const id = await add(ann, "Bath");
  const deleted = saved(await deleteSection(ann, id)).changeId;
  const again = await add(ann, "BATH");
  for (const force of [false, true]) {
    const outcome = await undoChange(ann, deleted ?? 0, { force });
    assert.deepEqual(refused(outcome), ["row blocked"]);
    assert.deepEqual(outcome.ok || outcome.problems[0].rows, [
      { table: "sections", id: again, name: "BATH" },
    ]);
  }
  saved(await deleteSection(ann, again));
  await undone(ann, deleted);
  assert.deepEqual([await names(), await names(bob)], [["Bath"], ["Café"]]);
});

test("nor does an undo give one its name of before where another one has it", async () => {
  const id = await add(ann, "Bath");
  const { changeId } = saved(await updateSection(ann, id, { name: "Shower" }));
  await add(ann, "bath");
  assert.deepEqual(refused(await undoChange(ann, changeId ?? 0, { force: true })), ["row blocked"]);
});

test("equal names of before stay, until one of them is renamed", async () => {
  const [one, two] = [await add(ann, "Bath"), await add(ann, "Attic")];
  await database.sql("update sections set name = 'bath' where user_id = $1 and id = $2", [
    ann.userId,
    two,
  ]);
  const own = elsewhere(ann);
  saved(await updateSection(own, one, { name: "Bath" }));
  assert.deepEqual(refused(await updateSection(own, one, { name: "BATH" })), TAKEN);
  const deleted = saved(await deleteSection(own.at(new Date(Date.now() + 60_000)), one)).changeId;
  await undone(own, deleted);
  assert.deepEqual(await names(), ["Bath", "bath"]);
  saved(await updateSection(own, two, { name: "Attic" }));
  assert.deepEqual(await names(), ["Bath", "Attic"]);
});
