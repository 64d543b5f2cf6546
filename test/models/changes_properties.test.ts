/** Undo under any sequence of changes: the exact rows come back, and a redo brings the later ones. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Saved } from "../../src/db/saved.ts";
import { undoChange } from "../../src/models/changes.ts";
import { step } from "./arbitrary_changes.ts";
import { assertTotalBytes } from "./invariants.ts";
import { contentsOf, database, person, undone, useDatabase } from "./people.ts";

const START = Date.parse("2026-01-30T10:00:00Z");

useDatabase();

/** null: nothing was changed, or it was refused. */
function changeIdOf(outcome: Saved<unknown>): number | null {
  return outcome.ok ? outcome.changeId : null;
}

describe("any sequence of changes", () => {
  test("undone in reverse order gives the exact rows, and redone the later ones", async () => {
    let entries = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 7, maxLength: 14 }), async (steps) => {
        const scope = await person(randomUUID());
        const done: { changeId: number; before: string[]; after: string[] }[] = [];
        let time = START;
        let earlier = await contentsOf(scope);
        for (const each of steps) {
          time += 3_600_000 * 7;
          const changeId = changeIdOf(await each(scope.at(new Date(time))));
          const later = await contentsOf(scope);
          if (changeId === null) assert.deepEqual(later, earlier, "changed without an entry");
          else done.push({ changeId, before: earlier, after: later });
          earlier = later;
        }
        entries += done.length;
        const late = scope.at(new Date(time + 1));
        const undos: { changeId: number; after: string[] }[] = [];
        for (const { changeId, before, after } of done.toReversed()) {
          undos.push({ changeId: await undone(late, changeId), after });
          assert.deepEqual(await contentsOf(scope), before);
        }
        for (const { changeId, after } of undos.toReversed()) {
          await undone(late, changeId);
          assert.deepEqual(await contentsOf(scope), after);
        }
        const total = await assertTotalBytes(database, scope.userId);
        assert.ok(done.length === 0 || total, "what the account stores is not known");
      }),
      { numRuns: 50 },
    );
    assert.ok(entries > 50, `only ${entries} changes were made`);
  });

  test("undone out of order either gives back what it took or conflicts and loses nothing", async () => {
    const seen = { undone: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 10 }),
        fc.array(fc.tuple(fc.nat(20), fc.boolean()), { minLength: 1, maxLength: 5 }),
        async (steps, picks) => {
          const scope = await person(randomUUID());
          const ids: number[] = [];
          let time = START;
          for (const each of steps) {
            time += 3_600_000;
            const changeId = changeIdOf(await each(scope.at(new Date(time))));
            if (changeId !== null) ids.push(changeId);
          }
          for (const [pick, force] of picks) {
            const changeId = ids[pick % ids.length];
            if (changeId === undefined) return;
            const was = await contentsOf(scope);
            const late = scope.at(new Date(time));
            const result = await undoChange(late, changeId, { force });
            if (!result.ok || result.changeId === null) {
              assert.deepEqual(await contentsOf(scope), was);
              seen.refused += 1;
              continue;
            }
            await undone(late, result.changeId);
            assert.deepEqual(await contentsOf(scope), was);
            seen.undone += 1;
          }
        },
      ),
      { numRuns: 40 },
    );
    assert.ok(seen.undone > 10 && seen.refused > 0, JSON.stringify(seen));
  });
});
