/** What an undo resets and conflicts with: the columns that its change has changed, and those linked with them. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { Saved } from "../../src/db/saved.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import { createSection } from "../../src/models/sections.ts";
import { deleteTask, findTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import { parseRule, type RepeatRule } from "../../src/recurrence/rule.ts";
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

usePeople();

/** Ann and Bob have the lists 1 and 2, and the tasks 1 to 4; task 1 has a day, task 4 a list. */
beforeEach(async () => {
  for (const scope of [ann, bob]) {
    saved(await createList(scope, { name: "Home", colour: "moss" }));
    await add(scope, "One", { dueOn: "2026-11-21", priority: 1 });
    saved(await createList(scope, { name: "Work", colour: "sea" }));
    saved(await createSection(scope, { listId: 1, name: "Kitchen" }));
    for (const title of ["Two", "Three"]) await add(scope, title);
    await add(scope, "Four", { listId: 1 });
  }
});

type Change = (scope: UserScope) => Promise<Saved<unknown>>;

const DAILY = parseRule("FREQ=DAILY") as RepeatRule;

const retitle: Change = (scope) => updateTask(scope, 1, { title: "New" });
const plan: Change = (scope) => updateTask(scope, 1, { dueOn: "2026-11-30" });
const time: Change = (scope) => updateTask(scope, 1, { dueTime: "10:00" });
const place: Change = (scope) => updateTask(scope, 1, { listId: 1 });
const remove: Change = (scope) => deleteTask(scope, 1);
const urge: Change = (scope) => changeTasks(scope, [1, 2], { kind: "priority", priority: 3 });
const move: Change = (scope) => moveRow(scope, "tasks", 1, { move: "bottom" });
const tag: Change = (scope) => updateTask(scope, 1, { tags: ["new"] });
const complete: Change = (scope) => setCompletion(scope, 1, { done: true });
const repeatDaily: Change = (scope) =>
  updateTask(scope, 1, { repeat: { rule: DAILY, mode: "rule", anchor: "2026-11-21" } });
const section: Change = (scope) => updateTask(scope, 4, { sectionId: 1 });
const leave: Change = (scope) => updateTask(scope, 4, { listId: 2, sectionId: null });
const recolour: Change = (scope) => updateList(scope, 1, { colour: "rose" });
const rename: Change = (scope) => updateList(scope, 1, { name: "House" });

/** Changes of other columns of the same row. */
const APART: Record<string, [first: Change, later: Change]> = {
  "the title, and then the day": [retitle, plan],
  "the title, and then the list": [retitle, place],
  "the title, and then deleting it": [retitle, remove],
  "the day, and then the title": [plan, retitle],
  "the day, and then the list": [plan, place],
  "deleting it among others, and then their place in the order": [
    (scope) => changeTasks(scope, [2], { kind: "delete" }),
    move,
  ],
  "the list, and then the day": [place, plan],
  "the priority, and then completing it": [urge, complete],
  "completing it, and then the tags": [complete, tag],
  "the order, and then the priority": [move, urge],
  "the tags, and then the title": [tag, retitle],
  "a list's colour, and then its name": [recolour, rename],
  "a list's name, and then its colour": [rename, recolour],
};

/** Changes of the same columns, or of such that depend on each other. */
const LINKED: Record<string, [first: Change, later: Change]> = {
  "the title twice": [retitle, (scope) => updateTask(scope, 1, { title: "Newer" })],
  "the day, and then the time": [plan, time],
  "the time, and then the day": [time, plan],
  "the list, and then deleting it": [place, remove],
  "the priority of two, and then of one": [urge, (scope) => updateTask(scope, 2, { priority: 2 })],
  "a new tag, and then that of another task": [
    tag,
    (scope) => changeTasks(scope, [3], { kind: "tag", name: "new" }),
  ],
};

/** Changes of columns that depend on each other: by force, too, an undo resets only its own. */
const DEPENDING: Record<string, [first: Change, later: Change]> = {
  "the day, and then the time": [plan, time],
  "the time, and then the day": [time, plan],
  "the day, and then a repeat": [plan, repeatDaily],
  "a repeat, and then the time": [repeatDaily, time],
  "the list, and then deleting it": [place, remove],
  "the section, and then another list": [section, leave],
  "a list's name, and then deleting it": [rename, (scope) => deleteList(scope, 1)],
};

/** The rows after only the second of two changes. */
async function rowsAfter(later: Change): Promise<string[]> {
  const { changeId } = saved(await later(bob));
  const rows = await contentsOf(bob);
  await undone(bob, changeId);
  return rows.map((row) => withoutIds(row, bob));
}

/** Without what two users' rows cannot have in common. */
function withoutIds(row: string, { userId }: UserScope): string {
  return row.replaceAll(userId, "").replace(/("series_id": )"[^"]+"/, '$1""');
}

/** Gives an entry whole rows, as the previous version wrote them. */
async function makeWhole(changeId: number | null): Promise<void> {
  await database.sql(
    `update changes set images = (
       select jsonb_agg(jsonb_build_object('table', image -> 'table',
         'before', case when image -> 'before' = 'null' then 'null'
           else own.row || (image -> 'before') || '{"version": 1}' end,
         'after', case when image -> 'after' = 'null' then 'null' else own.row || (image -> 'after') end))
       from jsonb_array_elements(images) as image, lateral (
         select coalesce(
           (select to_jsonb(tasks) from tasks where tasks.user_id = changes.user_id
              and image ->> 'table' = 'tasks'
              and id = (coalesce(nullif(image -> 'after', 'null'), image -> 'before') ->> 'id')::int),
           (select to_jsonb(lists) from lists where lists.user_id = changes.user_id
              and image ->> 'table' = 'lists' and id = (image -> 'after' ->> 'id')::int),
           '{}') as row) as own)
     where user_id = $1 and id = $2 and images <> '[]'`,
    [ann.userId, changeId],
  );
}

for (const isWhole of [false, true]) {
  describe(isWhole ? "with whole rows in the journal" : "with the changed columns", () => {
    for (const [name, [first, later]] of Object.entries(APART)) {
      it(`an undo resets only its own: ${name}`, async () => {
        const expected = await rowsAfter(later);
        const { changeId } = saved(await first(ann));
        if (isWhole) await makeWhole(changeId);
        saved(await later(ann));
        const done = await contentsOf(ann);
        const undo = await undone(ann, changeId);
        const rows = (await contentsOf(ann)).map((row) => withoutIds(row, ann));
        assert.deepEqual(rows, expected);
        await undone(ann, undo);
        assert.deepEqual(await contentsOf(ann), done);
      });
    }
    for (const [name, [first, later]] of Object.entries(LINKED)) {
      it(`an undo conflicts: ${name}`, async () => {
        const { changeId } = saved(await first(ann));
        if (isWhole) await makeWhole(changeId);
        saved(await later(ann));
        const before = await contentsOf(ann);
        const outcome = await undoChange(ann, changeId ?? 0, { force: false });
        assert.deepEqual(refused(outcome), ["row changed"]);
        assert.deepEqual(await contentsOf(ann), before);
        const undo = await undone(ann, changeId, { force: true });
        await undone(ann, undo);
        assert.deepEqual(await contentsOf(ann), before);
      });
    }
    for (const [name, [first, later]] of Object.entries(DEPENDING)) {
      it(`an undo by force resets only its own: ${name}`, async () => {
        const expected = await rowsAfter(later);
        const { changeId } = saved(await first(ann));
        if (isWhole) await makeWhole(changeId);
        saved(await later(ann));
        const before = await contentsOf(ann);
        assert.deepEqual(refused(await undoChange(ann, changeId ?? 0, { force: false })), [
          "row changed",
        ]);
        const undo = await undone(ann, changeId, { force: true });
        const rows = (await contentsOf(ann)).map((row) => withoutIds(row, ann));
        assert.deepEqual(rows, expected);
        await undone(ann, undo);
        assert.deepEqual(await contentsOf(ann), before);
      });
    }
  });
}

it("an undo by force takes a time along that would have no day", async () => {
  const { changeId } = saved(await updateTask(ann, 2, { dueOn: "2026-11-30" }));
  saved(await updateTask(ann, 2, { dueTime: "10:00" }));
  await undone(ann, changeId, { force: true });
  const task = await findTask(ann, 2);
  assert.deepEqual([task?.dueOn, task?.dueTime], [null, null]);
});
