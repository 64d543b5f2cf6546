/** A change that finds nothing to change leaves no trace: not in the row, the history or the counters. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Saved } from "../../src/db/saved.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList, updateList } from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import { revertQuickAdd } from "../../src/models/revert_quick_add.ts";
import { createSearch, updateSearch } from "../../src/models/searches.ts";
import { createSection, updateSection } from "../../src/models/sections.ts";
import { renameTag } from "../../src/models/tags.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import { deleteTask, restoreTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import {
  add,
  ann,
  bob,
  database,
  later,
  MINUTE,
  resetPeople,
  saved,
  undone,
  useDatabase,
} from "./people.ts";

useDatabase(prepareOnce);

const WHOLE: NewTask = {
  ...NOTHING_SET,
  ...{ title: "Milk", description: "Two litres", dueOn: "2026-11-23", dueTime: "09:00" },
  ...{ priority: 2, tags: ["shop"], listId: 1, sectionId: 1 },
  repeat: {
    rule: { unit: "day", every: 1, ends: { kind: "never" } },
    mode: "rule",
    anchor: "2026-11-23",
  },
};

let isPrepared = false;

/** Ann and Bob have: 1 with every field, 2 and 3 plain, 4 done, 5 deleted, 6 changed and changed back. */
async function prepareOnce(): Promise<void> {
  // Nothing is to be written, so that the tests share the rows.
  if (isPrepared) return;
  isPrepared = true;
  await resetPeople();
  for (const scope of [ann, bob]) {
    saved(await createList(scope, { name: "Home", colour: "moss" }));
    saved(await createSection(scope, { listId: 1, name: "Kitchen" }));
    saved(await createSearch(scope, { name: "Late", query: "due<today" }));
    await add(scope, "Milk", WHOLE);
    for (const title of ["Bread", "Rent", "Done", "Deleted", "Undone"]) await add(scope, title);
    saved(await setCompletion(scope, 4, { done: true }));
    saved(await deleteTask(scope, 5));
    await undone(scope, saved(await updateTask(scope, 6, { title: "New" })).changeId);
  }
}

const LAST_CHANGE = 13;

type Change = (scope: UserScope) => Promise<Saved<unknown>>;

const CHANGES: Record<string, Change> = {
  "completing what is completed": (scope) => setCompletion(scope, 4, { done: true }),
  "reopening what is open": (scope) => setCompletion(scope, 2, { done: false }),
  "saving an unchanged form": (scope) =>
    updateTask(scope, 1, { ...WHOLE, tags: ["SHOP"], completed: false }),
  "saving no field": (scope) => updateTask(scope, 1, {}),
  "restoring what is not in the trash": (scope) => restoreTask(scope, 2),
  "reverting a line that is its title": (scope) =>
    revertQuickAdd(scope, 2, { ...NOTHING_SET, title: "Bread" }),
  "moving the first to the top": (scope) => moveRow(scope, "tasks", 2, { move: "top" }),
  "moving the first up": (scope) => moveRow(scope, "tasks", 2, { move: "up" }),
  "moving the last down": (scope) => moveRow(scope, "tasks", 6, { move: "down" }),
  "moving one after the one that it is after": (scope) =>
    moveRow(scope, "tasks", 3, { move: { after: 2 } }),
  "moving the last after the one that it is after": (scope) =>
    moveRow(scope, "tasks", 6, { move: { after: 3 } }),
  "moving the only list": (scope) => moveRow(scope, "lists", 1, { move: "bottom" }),
  "completing many that are": (scope) => changeTasks(scope, [4], { kind: "complete" }),
  "reopening many that are open": (scope) => changeTasks(scope, [2, 3], { kind: "reopen" }),
  "deleting many that are deleted": (scope) => changeTasks(scope, [5], { kind: "delete" }),
  "tagging what has the tag": (scope) => changeTasks(scope, [1], { kind: "tag", name: "Shop" }),
  "untagging what has it not": (scope) =>
    changeTasks(scope, [2, 3], { kind: "untag", name: "shop" }),
  "untagging by an unknown tag": (scope) =>
    changeTasks(scope, [1], { kind: "untag", name: "none" }),
  "moving many to where they are": (scope) =>
    changeTasks(scope, [2, 3], { kind: "move", listId: null, sectionId: null }),
  "moving one to its section": (scope) =>
    changeTasks(scope, [1], { kind: "move", listId: 1, sectionId: 1 }),
  "planning many for their day": (scope) =>
    changeTasks(scope, [1], { kind: "due", dueOn: "2026-11-23" }),
  "taking away no day": (scope) => changeTasks(scope, [2, 3], { kind: "due", dueOn: null }),
  "the priority that it has": (scope) => changeTasks(scope, [1], { kind: "priority", priority: 2 }),
  "moving all to the top": (scope) => changeTasks(scope, [2, 3, 6], { kind: "top" }),
  "none of the tasks": (scope) => changeTasks(scope, [77], { kind: "delete" }),
  "a list's own name and colour": (scope) =>
    updateList(scope, 1, { name: "Home", colour: "moss", archived: false }),
  "a section's own name": (scope) => updateSection(scope, 1, { name: "Kitchen" }),
  "a search's own name and query": (scope) =>
    updateSearch(scope, 1, { name: "Late", query: "due<today" }),
  "a tag's own name": (scope) => renameTag(scope, 1, { name: "shop" }),
  "an undo that is done": (scope) => undoChange(scope, LAST_CHANGE - 1, { force: false }),
  "an undo that is done, by force": (scope) => undoChange(scope, LAST_CHANGE - 1, { force: true }),
};

/** Everything that there is, of both people. */
async function everything(): Promise<unknown> {
  const tables = [
    "users",
    "lists",
    "sections",
    "tags",
    "tasks",
    "task_tags",
    "searches",
    "changes",
  ];
  const parts = tables.map(
    (name) => `select '${name} ' || to_jsonb(own)::text as row from ${name} as own`,
  );
  return database.sql(`${parts.join(" union all ")} order by row`);
}

describe("nothing is written by", () => {
  for (const [name, change] of Object.entries(CHANGES)) {
    it(name, async () => {
      const before = await everything();
      const outcome = saved(await change(ann.at(later(MINUTE))));
      assert.deepEqual([outcome.changeId, outcome.isRepeat], [null, false]);
      assert.deepEqual(await everything(), before);
    });
  }
});

it("the next change after one that changed nothing has the next number", async () => {
  saved(await setCompletion(ann, 4, { done: true }));
  assert.equal(saved(await setCompletion(ann, 2, { done: true })).changeId, LAST_CHANGE + 1);
});
