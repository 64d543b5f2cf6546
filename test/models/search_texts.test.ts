/** What searches read beside each task: right whoever wrote the row, and filled where it was missing. */
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Knex } from "knex";
import type { UserScope } from "../../src/db/scope.ts";
import { fillSearchTexts } from "../../src/db/search_texts.ts";
import { deleteTask, restoreTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import { seriesOf } from "../recurrence/series.ts";
import { add, ann, bob, database, rowsOf, saved, undone, usePeople } from "./people.ts";
import { plantTasks } from "./planted.ts";

usePeople();

/** The texts of all tasks; fails unless they are those of their titles and notes. */
async function textsOf({ userId }: UserScope): Promise<string[]> {
  const rows = await database.sql<{ text: string; wrong: boolean }>(
    `select replace(search_text, e'\\n', ' |') as text,
       search_text is distinct from search_key(title) || e'\\n' || search_key(description) as wrong
     from tasks where user_id = $1 order by id`,
    [userId],
  );
  assert.ok(
    rows.every(({ wrong }) => !wrong),
    JSON.stringify(rows),
  );
  return rows.map(({ text }) => text);
}

it("are kept by each change, and by what undoes it", async () => {
  const { id } = await add(ann, "Café", { description: "Crème brûlée" });
  assert.deepEqual(await textsOf(ann), [" cafe | creme brulee"]);
  const { changeId } = saved(await updateTask(ann, id, { title: "Thé", description: "" }));
  assert.deepEqual(await textsOf(ann), [" the | "]);
  await undone(ann, changeId);
  assert.deepEqual(await textsOf(ann), [" cafe | creme brulee"]);
  const deleted = saved(await deleteTask(ann, id));
  await undone(ann, deleted.changeId);
  saved(await deleteTask(ann, id));
  saved(await restoreTask(ann, id));
  assert.deepEqual(await textsOf(ann), [" cafe | creme brulee"]);
});

it("are made when a new task is undone, and its undo is undone", async () => {
  await add(ann, "Café");
  const [{ id } = { id: null }] = (await rowsOf(ann, "changes")) as { id: number }[];
  await undone(ann, await undone(ann, id));
  assert.deepEqual(await textsOf(ann), [" cafe | "]);
});

it("are made for the next occurrence, and the copies of its checklist", async () => {
  const { id } = await add(ann, "Été", {
    dueOn: "2026-11-23",
    repeat: seriesOf("2026-11-23", "FREQ=DAILY"),
  });
  await add(ann, "Zoë", { parentId: id });
  saved(await setCompletion(ann, id, { done: true }));
  assert.deepEqual((await textsOf(ann)).toSorted(), [" ete | ", " ete | ", " zoe | ", " zoe | "]);
});

it("are made in rows that the previous version writes, and that somebody changes by hand", async () => {
  await database.sql(
    `insert into tasks (user_id, id, title, position, created_at, updated_at)
     values ($1, 1, 'Ünïcode', 1, now(), now())`,
    [ann.userId],
  );
  assert.deepEqual(await textsOf(ann), [" unicode | "]);
  await database.sql("update tasks set description = 'Straße' where user_id = $1", [ann.userId]);
  assert.deepEqual(await textsOf(ann), [" unicode | strasse"]);
});

it("are not in the journal, where nobody reads them", async () => {
  const { id } = await add(ann, "Café");
  saved(await updateTask(ann, id, { title: "Thé" }));
  const journal = JSON.stringify(await rowsOf(ann, "changes"));
  assert.ok(journal.includes("Thé"));
  assert.ok(!journal.includes("search_"), journal);
});

const ROWS = 1_500;

async function empty(): Promise<void> {
  for (const { userId } of [ann, bob]) {
    await plantTasks(database, userId, ROWS, { title: "'Café ' || n", description: "'Ä'" });
  }
  await database.sql("update tasks set search_text = null");
  await database.sql("comment on column tasks.search_text is null");
}

async function missing(): Promise<number> {
  const [row] = await database.sql<{ count: number }>(
    "select count(*)::int as count from tasks where search_text is null",
  );
  return row?.count ?? Number.NaN;
}

it("are filled in batches; after an interruption the next call goes on", async () => {
  await empty();
  const { knex } = database.database;
  let statements = 0;
  const interrupted = {
    raw(...args: Parameters<Knex["raw"]>) {
      statements += 1;
      // The two that say what is missing, and two batches of Ann's.
      if (statements > 4) throw new Error("The process was stopped");
      return knex.raw(...args);
    },
  } as unknown as Knex;
  await assert.rejects(fillSearchTexts(interrupted), /was stopped/);
  assert.equal(await missing(), ROWS);
  await fillSearchTexts(knex);
  assert.equal(await missing(), 0);
  await textsOf(ann);
});

it("are filled without a new version of the task, or another time of its last change", async () => {
  await empty();
  const read = () =>
    database.sql("select user_id, id, version, updated_at from tasks order by user_id, id");
  const before = await read();
  await fillSearchTexts(database.database.knex);
  assert.deepEqual(await read(), before);
  assert.equal(await missing(), 0);
});

it("are filled also where somebody changes the task meanwhile", async () => {
  await empty();
  await database.sql("update tasks set title = 'Neu' where user_id = $1 and id = 1", [ann.userId]);
  await fillSearchTexts(database.database.knex);
  assert.equal(await missing(), 0);
  assert.equal((await textsOf(ann))[0], " neu | a");
});

it("are not looked for again where all of them are filled", async () => {
  await empty();
  const sent: string[] = [];
  const { knex } = database.database;
  const recorded = {
    raw(text: string, values: Knex.RawBinding[] = []) {
      sent.push(text);
      return knex.raw(text, values);
    },
  } as unknown as Knex;
  await fillSearchTexts(recorded);
  assert.ok(sent.length > 3);
  sent.length = 0;
  await fillSearchTexts(recorded);
  assert.equal(sent.length, 1);
  assert.doesNotMatch(sent.join(), /from tasks/);
});
