/** The order by hand: every move puts a row exactly where it says, and touches no other. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import type { UserScope } from "../../src/db/scope.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList } from "../../src/models/lists.ts";
import { type Move, moveRow } from "../../src/models/positions.ts";
import { createSection } from "../../src/models/sections.ts";
import { ann, bob, database, refused, rowsOf, saved, usePeople } from "./people.ts";
import { plantLists, plantSections, plantTasks } from "./planted.ts";

usePeople();

async function order(scope: UserScope, table = "tasks", where = "true"): Promise<number[]> {
  const rows = await database.sql<{ id: number }>(
    `select id from ${table} where user_id = $1 and ${where} order by position, id`,
    [scope.userId],
  );
  return rows.map(({ id }) => id);
}

async function move(id: number, to: Move, table: "tasks" | "lists" | "sections" = "tasks") {
  return moveRow(ann, table, id, { move: to });
}

describe("a task", () => {
  beforeEach(async () => {
    for (const scope of [ann, bob]) await plantTasks(database, scope.userId, 5);
  });

  for (const [id, to, expected] of [
    [3, "top", [3, 1, 2, 4, 5]],
    [3, "up", [1, 3, 2, 4, 5]],
    [3, "down", [1, 2, 4, 3, 5]],
    [3, "bottom", [1, 2, 4, 5, 3]],
    [2, "up", [2, 1, 3, 4, 5]],
    [4, "down", [1, 2, 3, 5, 4]],
    [5, { after: 1 }, [1, 5, 2, 3, 4]],
    [1, { after: 5 }, [2, 3, 4, 5, 1]],
    [1, { after: 2 }, [2, 1, 3, 4, 5]],
  ] as const) {
    it(`${id} goes ${JSON.stringify(to)}, and only its own row is written`, async () => {
      const before = await rowsOf(ann);
      const moved = saved(await move(id, to));
      assert.equal(moved.value.title, `Task ${id}`);
      assert.ok(moved.changeId);
      assert.deepEqual(await order(ann), expected);
      assert.deepEqual(await order(bob), [1, 2, 3, 4, 5]);
      const others = (rows: Record<string, unknown>[]) => rows.filter((row) => row.id !== id);
      assert.deepEqual(others(await rowsOf(ann)), others(before));
    });
  }

  for (const [id, to] of [
    [1, "top"],
    [1, "up"],
    [5, "down"],
    [5, "bottom"],
  ] as const) {
    it(`${id} stays when it goes ${to}, and nothing is written down`, async () => {
      const { value, changeId } = saved(await move(id, to));
      assert.deepEqual([value.title, changeId], [`Task ${id}`, null]);
      assert.deepEqual(await order(ann), [1, 2, 3, 4, 5]);
    });
  }

  for (const after of [3, 99]) {
    it(`3 is refused a place after ${after}, and nothing is written down`, async () => {
      const before = await rowsOf(ann);
      assert.deepEqual(refused(await move(3, { after })), ["after not_sibling"]);
      assert.deepEqual(await rowsOf(ann), before);
      assert.deepEqual(await rowsOf(ann, "changes"), []);
    });
  }

  it("moves among those of its own list, section and checklist that are to do", async () => {
    await plantLists(database, ann.userId, 1);
    await plantSections(database, ann.userId, { listId: 1, to: 1 });
    await database.sql("update tasks set completed_at = now() where id = 2");
    await database.sql("update tasks set deleted_at = now() where id = 3");
    await database.sql("update tasks set list_id = 1 where id = 4 and user_id = $1", [ann.userId]);
    await move(5, "up");
    assert.deepEqual(await order(ann), [5, 1, 2, 3, 4]);
    for (const after of [2, 3, 4]) {
      assert.deepEqual(refused(await move(5, { after })), ["after not_sibling"]);
    }
    assert.equal(saved(await move(4, "top")).changeId, null);
  });

  it("goes past all of those that stand at one and the same place", async () => {
    await database.sql("update tasks set position = 2 where id in (2, 3, 4)");
    await move(4, "up");
    assert.deepEqual(await order(ann), [1, 4, 2, 3, 5]);
    await move(1, "down");
    await move(1, "down");
    assert.deepEqual(await order(ann), [4, 2, 3, 1, 5]);
    await move(5, { after: 2 });
    assert.deepEqual(await order(ann), [4, 2, 3, 5, 1]);
  });

  it("that another has, or that is in the trash, is not there to be moved", async () => {
    await plantTasks(database, ann.userId, 0);
    await database.sql("delete from tasks where user_id = $1 and id > 3", [ann.userId]);
    await database.sql("update tasks set deleted_at = now() where user_id = $1 and id = 3", [
      ann.userId,
    ]);
    for (const id of [3, 4, 5]) {
      assert.deepEqual(refused(await move(id, "top")), ["row missing"]);
      assert.deepEqual(refused(await move(id, { after: 99 })), ["row missing"]);
    }
    assert.deepEqual(await order(bob), [1, 2, 3, 4, 5]);
  });

  it("can be moved three hundred times into the same gap, and the number stays short", async () => {
    for (let turn = 0; turn < 300; turn += 1) await move(2 + (turn % 2) * 2, { after: 1 });
    const [row] = await database.sql<{ digits: number }>(
      "select max(length(position::text)) as digits from tasks where user_id = $1",
      [ann.userId],
    );
    assert.ok(row && row.digits < 110, `${row?.digits} digits`);
    assert.deepEqual((await order(ann)).slice(0, 3), [1, 4, 2]);
  });

  it("goes where a list of its own in memory says, whatever the moves", async () => {
    const to = fc.oneof(
      fc.constantFrom("top" as const, "up" as const, "down" as const, "bottom" as const),
      fc.integer({ min: 1, max: 5 }).map((after) => ({ after })),
    );
    const moves = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), to), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(moves, async (taken) => {
        await database.sql("update tasks set position = id");
        let expected = [1, 2, 3, 4, 5];
        for (const [id, wanted] of taken) {
          const outcome = await move(id, wanted);
          const isSelf = typeof wanted === "object" && wanted.after === id;
          assert.equal(outcome.ok, !isSelf);
          expected = moved(expected, id, wanted);
        }
        assert.deepEqual(await order(ann), expected);
      }),
      { numRuns: 25 },
    );
  });
});

function moved(order: number[], id: number, to: Move): number[] {
  const at = order.indexOf(id);
  const rest = order.filter((other) => other !== id);
  if (typeof to === "object") {
    return to.after === id ? order : rest.toSpliced(rest.indexOf(to.after) + 1, 0, id);
  }
  const places = { top: 0, up: Math.max(at - 1, 0), down: at + 1, bottom: rest.length };
  return rest.toSpliced(places[to], 0, id);
}

describe("moved between the same two again and again", () => {
  for (const table of ["tasks", "lists", "sections"] as const) {
    it(`the positions of ${table} stay below 30 digits, and the order is as asked`, async () => {
      for (const { userId } of [ann, bob]) {
        await plantLists(database, userId, 6);
        await plantSections(database, userId, { listId: 1, to: 6 });
        await plantTasks(database, userId, 6);
      }
      let expected = await order(ann, table);
      const bobs = await rowsOf(bob);
      for (let count = 0; count < 120; count += 1) {
        const [first = 0, , third = 0] = expected;
        saved(await move(third, { after: first }, table));
        expected = moved(expected, third, { after: first });
        assert.deepEqual(await order(ann, table), expected);
      }
      const [{ digits } = { digits: 0 }] = await database.sql<{ digits: number }>(
        `select max(length(translate(position::text, '-.', ''))) as digits from ${table}`,
      );
      assert.ok(digits < 30, `${digits}`);
      assert.deepEqual(await rowsOf(bob), bobs);
    });
  }

  it("renumbering is undone with the move", async () => {
    await plantTasks(database, ann.userId, 4);
    const long = `1.${"0".repeat(28)}1`;
    await database.sql("update tasks set position = $1 where id = 2", [long]);
    const before = await rowsOf(ann);
    const { changeId } = saved(await move(4, { after: 1 }));
    assert.deepEqual(await order(ann), [1, 4, 2, 3]);
    saved(await undoChange(ann, changeId ?? 0, { force: false }));
    const positions = (rows: Record<string, unknown>[]) => rows.map(({ position }) => position);
    assert.deepEqual(positions(await rowsOf(ann)), positions(before));
  });
});

it("lists move among those that are not archived, sections in their list", async () => {
  for (const name of ["One", "Two", "Three"]) {
    for (const scope of [ann, bob]) saved(await createList(scope, { name, colour: "moss" }));
    saved(await createSection(ann, { listId: 1, name: `${name} of the first` }));
  }
  saved(await createSection(ann, { listId: 2, name: "Of the second" }));
  await database.sql("update lists set archived_at = now() where id = 2");
  await move(3, "up", "lists");
  assert.deepEqual(await order(ann, "lists"), [3, 1, 2]);
  assert.deepEqual(await order(bob, "lists"), [1, 2, 3]);
  await move(1, { after: 3 }, "sections");
  assert.deepEqual(await order(ann, "sections", "list_id = 1"), [2, 3, 1]);
  assert.deepEqual(refused(await move(1, { after: 4 }, "sections")), ["after not_sibling"]);
  assert.equal(saved(await move(4, "up", "sections")).changeId, null);
  assert.deepEqual(refused(await moveRow(bob, "sections", 1, { move: "top" })), ["row missing"]);
});
