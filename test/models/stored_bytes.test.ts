/** How much text and history one account can store: more is refused, and what makes room never is. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { skipTask } from "../../src/models/skip.ts";
import {
  createTask,
  createTasks,
  deleteTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";
import { purgeTrash, sweep } from "../../src/models/trash.ts";
import { assertInvariants, assertTotalBytes } from "./invariants.ts";
import {
  add,
  ann,
  bob,
  DAY,
  database,
  elsewhere,
  NOW,
  refused,
  saved,
  undone,
  usePeople,
} from "./people.ts";
import { DAILY, fullOf, MB, processWith, useQuotas } from "./quota_fixture.ts";

usePeople();
useQuotas();

describe("as many bytes of text and history", () => {
  const QUOTA = 20_000;
  const notes = (bytes: number) => "n".repeat(bytes);
  const bytesOf = (scope = ann) => assertTotalBytes(database, scope.userId);
  let own: UserScope;
  beforeEach(() => {
    own = elsewhere(ann, processWith({ bytes: QUOTA }));
  });

  /** Adds notes until there is no room for more, and then to the byte. */
  async function fillUp(scope = own): Promise<number> {
    for (let length = 8_000; length >= 1; ) {
      const made = await createTask(scope, { title: "Notes", description: notes(length) });
      if (!made.ok) length = Math.floor(length / 2);
    }
    const total = await bytesOf(scope === own ? ann : bob);
    assert.ok(total !== null && total > QUOTA - 1_000 && total <= QUOTA, String(total));
    return total;
  }

  it("are kept by the history, and what is over them is refused", async () => {
    await add(own, "Short");
    const first = await bytesOf();
    assert.ok(first !== null && first > 5);
    await add(own, "Long", { description: notes(1_000) });
    const second = await bytesOf();
    // The notes, and once more in the history, as it is for the first.
    assert.ok(second !== null && second > 2 * first + 1_900 && second < 2 * first + 2_100);
  });

  it("are refused with what to do, and without a trace", async () => {
    await fillUp();
    const long = { title: "More", description: notes(1_000) };
    const quota = { measure: "bytes", used: QUOTA, most: QUOTA };
    assert.deepEqual(await fullOf(own, () => createTask(own, long)), quota);
    const changed = { description: notes(9_999) };
    assert.deepEqual(await fullOf(own, () => updateTask(own, 1, changed)), quota);
    // In the middle of something else that is always possible.
    const done = { ...changed, completed: true };
    assert.deepEqual(await fullOf(own, () => updateTask(own, 1, done)), quota);
  });

  it("let changes without more text go on for a tenth, then no more", async () => {
    await fillUp();
    let isOver = false;
    for (let priority = 1; !isOver; priority = 3 - priority) {
      const made = await updateTask(own, 1, { priority: priority as 1 | 2 });
      isOver = !made.ok;
      if (isOver) assert.deepEqual(refused(made), ["row full"]);
    }
    const total = await bytesOf();
    assert.ok(total !== null && total > QUOTA * 1.1 - 1_000 && total <= QUOTA * 1.1);
  });

  it("never keep anyone from completing, deleting and emptying the trash", async () => {
    const { id } = await add(own, "Daily", DAILY);
    await fillUp();
    while ((await updateTask(own, 1, { priority: 1 })).ok && (await skipTask(own, id)).ok) {
      if (!(await updateTask(own, 1, { priority: 2 })).ok) break;
    }
    saved(await setCompletion(own, 2, { done: true }));
    assert.deepEqual(refused(await setCompletion(own, 2, { done: false })), ["row full"]);
    assert.deepEqual(refused(await setCompletion(own, id, { done: true })), ["row full"]);
    const { kind } = { kind: "skip_or_delete" } as const;
    assert.deepEqual(refused(await changeTasks(own, [id, 3], { kind })), ["row full"]);
    saved(await deleteTask(own, 2));
    saved(await changeTasks(own, [3, id], { kind: "delete" }));
    const before = (await bytesOf()) ?? 0;
    assert.equal(await purgeTrash(own, null), 3);
    await add(own, "Room", { description: notes(1_000) });
    const total = await bytesOf();
    assert.ok(total !== null && total < before);
  });

  it("become less when the history is forgotten", async () => {
    await fillUp();
    const late = new Date(NOW.getTime() + 31 * DAY);
    await sweep(own.at(late));
    saved(await createTask(own.at(late), { title: "Room", description: notes(1_000) }));
    const total = await bytesOf();
    assert.ok(total !== null && total < QUOTA * 0.7, String(total));
  });

  it("are added up once where the last entry does not say it, after the previous version", async () => {
    await add(own, "One", { description: notes(500) });
    const three = ["Two", "Three", "Four"].map((title) => ({ title, description: notes(700) }));
    saved(await createTasks(own, three));
    await database.sql("update changes set bytes = null, total_bytes = null where user_id = $1", [
      ann.userId,
    ]);
    assert.equal(await bytesOf(), null);
    await add(own, "Five");
    const total = await bytesOf();
    // The history of the previous version counts as it is stored, compressed.
    assert.ok(total !== null && total > 500 + 3 * 700);
  });

  it("become less when a task is purged from an entry that others share", async () => {
    const three = ["One", "Two", "Three"].map((title) => ({ title, description: notes(700) }));
    const { changeId } = saved(await createTasks(own, three));
    const entryBytes = async () => {
      const sql = "select bytes from changes where user_id = $1 and id = $2";
      return (await database.sql<{ bytes: number }>(sql, [ann.userId, changeId]))[0]?.bytes ?? 0;
    };
    const whole = await entryBytes();
    saved(await deleteTask(own, 2));
    assert.equal(await purgeTrash(own, null), 1);
    assert.ok(await bytesOf());
    const part = await entryBytes();
    assert.ok(part < (whole * 2) / 3 + 100 && part > whole / 2, `${part} of ${whole}`);
    await add(own, "Room");
    assert.ok(await bytesOf());
    assert.equal(await purgeTrash(own, null), 0);
    await add(own, "More room");
    assert.ok(await bytesOf());
  });

  it("count copies, what an undo removes and restores, and names", async () => {
    const roomy = elsewhere(ann, processWith({ bytes: MB }));
    const { id } = await add(roomy, "Daily", { ...DAILY, description: notes(300), tags: ["täg"] });
    await add(roomy, "Item", { parentId: id, description: notes(200) });
    const made = saved(await setCompletion(roomy, id, { done: true }));
    const list = saved(await createList(roomy, { name: "Größe", colour: "moss" }));
    saved(await createSection(roomy, { listId: list.value.id, name: "Küche" }));
    await undone(roomy, await undone(roomy, made.changeId));
    await undone(roomy, list.changeId, { force: true });
    assert.ok((await bytesOf()) !== null);
  });

  it("are never exceeded by several at once, in one process or two", async () => {
    const processes = [processWith({ bytes: QUOTA }), processWith({ bytes: QUOTA })];
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        createTask(elsewhere(bob, processes[n % 2]), {
          title: `Task ${n}`,
          description: notes(1_500),
        }),
      ),
    );
    const made = outcomes.filter(({ ok }) => ok).length;
    assert.ok(made >= 4 && made <= 6, String(made));
    const total = await bytesOf(bob);
    assert.ok(total !== null && total <= QUOTA, String(total));
    await assertInvariants(database, bob.userId);
  });
});
