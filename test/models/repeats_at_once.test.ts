/** One request at two processes at once, both signed in before either has changed anything. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Requested } from "../../src/db/journal.ts";
import type { Done, Saved } from "../../src/db/saved.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList, listLists } from "../../src/models/lists.ts";
import { deleteTag, listTags } from "../../src/models/tags.ts";
import { createTask, deleteTask, updateTask } from "../../src/models/tasks.ts";
import { statementsOf } from "../support/statements.ts";
import {
  add,
  ann,
  bob,
  contentsOf,
  database,
  refused,
  saved,
  undone,
  usePeople,
} from "./people.ts";
import { under } from "./request_key_fixture.ts";
import { second, signedIn, useSecondProcess } from "./two_processes.ts";

usePeople();
useSecondProcess();

const ROUNDS = 8;

/** What three requests get: two at one process, one at the other. */
async function atOnce<T>(change: (scope: UserScope) => Promise<T>): Promise<T[]> {
  const here = database.database;
  const scopes = await Promise.all([here, second, here].map((at) => signedIn(ann, at)));
  return Promise.all(scopes.map(change));
}

/** Each gets the same change, which one of them has made. */
function assertOne(outcomes: readonly Saved<unknown>[]): Done<unknown> {
  const all = outcomes.map((outcome) => saved(outcome));
  const [first] = all.filter(({ isRepeat }) => !isRepeat);
  assert.ok(first?.changeId);
  const repeat = { ...first, isRepeat: true };
  const others = all.filter((outcome) => outcome !== first);
  assert.deepEqual(others, [repeat, repeat]);
  return first;
}

async function countChanges(): Promise<number> {
  return (await database.sql("select id from changes where user_id = $1", [ann.userId])).length;
}

type Change = (scope: UserScope, round: number, requested: Requested) => Promise<Saved<unknown>>;

const CHANGES: Record<string, Change> = {
  "a list, whose name is taken by the first": (scope, round, requested) =>
    createList(scope, { name: `List ${round}`, colour: "sea" }, requested),
  "a line with a new list and new tags": (scope, round, requested) =>
    createTask(
      scope,
      { title: "Sow", listName: `Garden ${round}`, tags: [`new-${round}`, `x-${round}`] },
      requested,
    ),
  "a change of what the first has deleted": (scope, round, requested) =>
    deleteTask(scope, round + 1, requested),
};

describe("one request at two processes at once is one change:", () => {
  for (const [name, change] of Object.entries(CHANGES)) {
    it(name, async () => {
      for (let round = 0; round < ROUNDS; round += 1) await add(ann, "Task");
      await add(bob, "Task");
      assert.equal(saved(await change(bob, 0, under("0"))).isRepeat, false);
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = await countChanges();
        assertOne(await atOnce((scope) => change(scope, round, under(`${round}`))));
        assert.equal(await countChanges(), before + 1);
      }
    });
  }

  it("a deleted tag", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await add(ann, "Task", { tags: ["bills"] });
      const [tag] = await listTags(ann);
      assertOne(await atOnce((scope) => deleteTag(scope, tag?.id ?? null, under(`${round}`))));
      // As a request comes whose page has looked for the tag by name.
      const late = await deleteTag(await signedIn(ann, second), null, under(`${round}`));
      assert.ok(saved(late).isRepeat);
      assert.deepEqual(refused(await deleteTag(ann, null, under("other"))), ["row missing"]);
    }
  });

  it("an undo under a key", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id } = await add(ann, "Old");
      const { changeId } = saved(await updateTask(ann, id, { title: "New" }));
      const undo = (scope: UserScope) =>
        undoChange(scope, changeId ?? 0, { force: false, ...under(`${round}`) });
      assertOne(await atOnce(undo));
    }
  });
});

it("an undo without a key at two processes at once is done by one, and done already for the others", async () => {
  await add(bob, "Bob's");
  const before = await contentsOf(bob);
  for (let round = 0; round < ROUNDS * 3; round += 1) {
    const { id } = await add(ann, "Old");
    const { changeId } = saved(await updateTask(ann, id, { title: "New" }));
    const outcomes = await atOnce((scope) => undoChange(scope, changeId ?? 0, { force: false }));
    const done = outcomes.map((outcome) => saved(outcome));
    const [own] = done.filter((outcome) => outcome.changeId !== null);
    const already = done.filter((outcome) => outcome !== own).map(({ value }) => value.already);
    assert.deepEqual(already, [own?.changeId, own?.changeId]);
  }
  assert.deepEqual(await contentsOf(bob), before);
});

it("a refusal that another process came before is decided again under the lock", async () => {
  const { id } = await add(ann, "Old");
  const { changeId } = saved(await updateTask(ann, id, { title: "New" }));
  const scope = await signedIn(ann);
  await undone(await signedIn(ann, second), changeId);
  const texts = await statementsOf(async () => {
    assert.deepEqual(refused(await updateTask(scope, 77, { title: "Gone" })), ["row missing"]);
  });
  assert.ok(
    texts.some((text) => text.endsWith("for no key update")),
    texts.join("\n"),
  );
});

it("a key whose change was undone by the other process is that of a new request", async () => {
  const create = (scope: UserScope) =>
    createList(scope, { name: "Work", colour: "sea" }, under("key"));
  const first = assertOne(await atOnce(create));
  await undone(await signedIn(ann, second), first.changeId);
  const again = assertOne(await atOnce(create));
  assert.notEqual(again.changeId, first.changeId);
  assert.deepEqual(
    (await listLists(ann)).map(({ name }) => name),
    ["Work"],
  );
});
