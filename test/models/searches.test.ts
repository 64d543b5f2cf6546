/** Saved searches: each under a name of its own, in one's own order, with Undo; nobody else's. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { listChanges, undoChange } from "../../src/models/changes.ts";
import { moveRow } from "../../src/models/positions.ts";
import {
  createSearch,
  deleteSearch,
  findSearch,
  listSearches,
  updateSearch,
} from "../../src/models/searches.ts";
import { createTask } from "../../src/models/tasks.ts";
import { nextSweepOf, sweep } from "../../src/models/trash.ts";
import { assertInvariants } from "./invariants.ts";
import {
  ann,
  bob,
  contentsOf,
  DAY,
  database,
  later,
  MINUTE,
  refused,
  rowsOf,
  saved,
  undone,
  usePeople,
} from "./people.ts";

usePeople();

async function search(scope: UserScope, name: string, query = "#errand"): Promise<number> {
  return saved(await createSearch(scope, { name, query })).value.id;
}

async function names(scope = ann): Promise<string[]> {
  return (await listSearches(scope)).map(({ name }) => name);
}

it("is in nobody else's hands", async () => {
  const id = await search(ann, "Errands");
  const before = await rowsOf(ann, "searches");
  assert.equal(await findSearch(bob, id), null);
  assert.deepEqual(await listSearches(bob), []);
  assert.deepEqual(refused(await updateSearch(bob, id, { name: "Mine" })), ["row missing"]);
  assert.deepEqual(refused(await deleteSearch(bob, id)), ["row missing"]);
  assert.deepEqual(refused(await moveRow(bob, "searches", id, { move: "top" })), ["row missing"]);
  // Bob's own with the same id leaves hers alone.
  assert.equal(await search(bob, "Errands"), id);
  saved(await updateSearch(bob, id, { query: "#other" }));
  saved(await deleteSearch(bob, id));
  assert.deepEqual(await rowsOf(ann, "searches"), before);
});

describe("the name", () => {
  // The second is spelt with a combining accent.
  for (const [name, same] of [
    ["Café", "CAFE\u0301"],
    ["Straße", "STRASSE"],
    ["ΟΔΟΣ", "οδος"],
  ] as const) {
    it(`${name} is that of one search: ${same} is the same`, async () => {
      const id = await search(ann, name);
      await search(bob, same);
      const other = await search(ann, "Other");
      const taken = { ok: false, problems: [{ field: "name", code: "taken" }] };
      assert.deepEqual(await createSearch(ann, { name: same, query: "x" }), taken);
      assert.deepEqual(await updateSearch(ann, other, { name: same }), taken);
      assert.equal(saved(await updateSearch(ann, id, { name: same })).value.name, same);
      saved(await deleteSearch(ann, id));
      assert.equal(saved(await updateSearch(ann, other, { name })).value.name, name);
    });
  }

  it("differs from another by an accent", async () => {
    await search(ann, "Cafe");
    await search(ann, "Café");
    assert.deepEqual(await names(), ["Cafe", "Café"]);
  });
});

it("keeps its query as it was typed, and has a new version with each change", async () => {
  const query = `  or (" ${"%_\\'🙂".repeat(100)}`;
  const { value } = saved(await createSearch(ann, { name: "Odd", query }));
  assert.deepEqual([value.query, value.version], [query, 1]);
  const at = ann.at(later(MINUTE));
  const changed = saved(await updateSearch(at, value.id, { query: "#x" })).value;
  assert.deepEqual([changed.name, changed.query, changed.version], ["Odd", "#x", 2]);
  assert.deepEqual(changed.createdAt, value.createdAt);
  assert.deepEqual(changed.updatedAt, later(MINUTE));
});

it("is not changed or deleted by who has seen an older version", async () => {
  const id = await search(ann, "Errands");
  saved(await updateSearch(ann, id, { query: "#new" }));
  const stale = { name: "Mine" };
  assert.deepEqual(refused(await updateSearch(ann, id, stale, { version: 1 })), ["version stale"]);
  const matches = (version: number) => version === 1;
  assert.deepEqual(refused(await updateSearch(ann, id, stale, { matches })), ["row stale"]);
  assert.deepEqual(refused(await deleteSearch(ann, id, { matches })), ["row stale"]);
  assert.equal((await findSearch(ann, id))?.name, "Errands");
  saved(await updateSearch(ann, id, stale, { version: 2 }));
});

it("has what PostgreSQL takes, and not more", async () => {
  const row = (name: string, query: string) =>
    database.sql(
      `insert into searches (user_id, id, name, query, position, created_at, updated_at)
       values ($1, 77, $2, $3, 1, now(), now())`,
      [ann.userId, name, query],
    );
  await assert.rejects(row("", "x"), /searches_name_length/);
  await assert.rejects(row("x".repeat(101), "x"), /searches_name_length/);
  await assert.rejects(row("x", ""), /searches_query_length/);
  await assert.rejects(row("x", "🙂".repeat(1_001)), /searches_query_length/);
  await row("🙂".repeat(100), "🙂".repeat(1_000));
});

describe("the order", () => {
  it("is by hand, and a new one comes last", async () => {
    for (const name of ["One", "Two", "Three"]) await search(ann, name);
    await search(bob, "Bob's");
    saved(await moveRow(ann, "searches", 3, { move: "top" }));
    assert.deepEqual(await names(), ["Three", "One", "Two"]);
    saved(await moveRow(ann, "searches", 3, { move: { after: 1 } }));
    assert.deepEqual(await names(), ["One", "Three", "Two"]);
    saved(await deleteSearch(ann, 3));
    const after = await moveRow(ann, "searches", 1, { move: { after: 3 } });
    assert.deepEqual(refused(after), ["after not_sibling"]);
    await search(ann, "Four");
    assert.deepEqual(await names(), ["One", "Two", "Four"]);
    assert.deepEqual(await names(bob), ["Bob's"]);
  });
});

describe("Undo", () => {
  const CHANGES = {
    "search.created": () => createSearch(ann, { name: "New", query: "new" }),
    "search.changed": () => updateSearch(ann, 1, { name: "Renamed", query: "other" }),
    "search.deleted": () => deleteSearch(ann, 1),
    "search.moved": () => moveRow(ann, "searches", 1, { move: "down" }),
  };
  for (const [kind, change] of Object.entries(CHANGES)) {
    it(`and Redo of ${kind}`, async () => {
      for (const scope of [ann, bob]) for (const name of ["A", "B"]) await search(scope, name);
      const [before, bobs] = [await contentsOf(ann), await contentsOf(bob)];
      const { changeId } = saved<unknown>(await change());
      const after = await contentsOf(ann);
      const { entries } = await listChanges(ann, { before: null, limit: 1 });
      assert.equal(entries[0]?.kind, kind);
      assert.deepEqual(refused(await undoChange(bob, changeId ?? 0, { force: true })), [
        "row missing",
      ]);
      const undo = saved(await undoChange(ann, changeId ?? 0, { force: false }));
      assert.deepEqual(await contentsOf(ann), before);
      await undone(ann, undo.changeId);
      assert.deepEqual(await contentsOf(ann), after);
      assert.deepEqual(await contentsOf(bob), bobs);
      await assertInvariants(database, ann.userId);
    });
  }

  it("of a deletion is refused while another one has the name", async () => {
    const id = await search(ann, "Café");
    const { changeId } = saved(await deleteSearch(ann, id));
    const other = await search(ann, "CAFÉ");
    const undo = await undoChange(ann, changeId ?? 0, { force: true });
    assert.ok(!undo.ok);
    const [{ code, rows }] = undo.problems;
    assert.equal(code, "blocked");
    assert.deepEqual(rows, [{ table: "searches", id: other, name: "CAFÉ" }]);
    saved(await updateSearch(ann, other, { name: "Other" }));
    saved(await undoChange(ann, changeId ?? 0, { force: false }));
    assert.deepEqual(await names(), ["Café", "Other"]);
  });

  it("of a change says what has changed since, and keeps it unless it is forced", async () => {
    const id = await search(ann, "Errands");
    const { changeId } = saved(await updateSearch(ann, id, { query: "#one" }));
    saved(await updateSearch(ann, id, { name: "Later", query: "#two" }));
    const undo = await undoChange(ann, changeId ?? 0, { force: false });
    assert.ok(!undo.ok);
    const [{ code, rows, changes }] = undo.problems;
    assert.equal(code, "changed");
    assert.deepEqual(rows, [{ table: "searches", id, name: "Later" }]);
    assert.deepEqual(changes?.[0]?.columns, ["query"]);
    saved(await undoChange(ann, changeId ?? 0, { force: true }));
    const { name, query } = (await findSearch(ann, id)) ?? {};
    assert.deepEqual([name, query], ["Later", "#errand"]);
  });
});

it("is deleted for good after 30 days", async () => {
  const [kept, gone] = [await search(ann, "Kept"), await search(ann, "Gone")];
  saved(await deleteSearch(ann, gone));
  saved(await deleteSearch(bob, await search(bob, "Bob's")));
  await sweep(ann.at(later(29 * DAY)));
  assert.equal((await rowsOf(ann, "searches")).length, 2);
  const due = await nextSweepOf(ann);
  assert.ok(due !== null && due >= later(30 * DAY) && due <= later(31 * DAY));
  await sweep(ann.at(due));
  assert.deepEqual(
    (await rowsOf(ann, "searches")).map(({ id }) => id),
    [kept],
  );
  assert.equal((await rowsOf(bob, "searches")).length, 1);
  // An id is not used twice.
  assert.equal(await search(ann, "New"), gone + 1);
});

it("leaves the numbers of tasks as they are known", async () => {
  saved(await createTask(ann, { title: "Task" }));
  await search(ann, "One");
  const [user] = await rowsOf(ann, "users");
  const counts = user?.task_counts as { at?: number; change?: number } | null;
  assert.ok(JSON.stringify(counts).includes(String(user?.last_change_id)));
});
