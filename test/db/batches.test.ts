/** Deleting many rows, some at a time. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { deleteInBatches } from "../../src/db/batches.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { statementsOf } from "../support/statements.ts";

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());
beforeEach(async () => {
  await database.sql("truncate throttles");
  await database.sql(`
    insert into throttles select 'key ' || n, n, now() from generate_series(1, 7) as n`);
});

async function left(): Promise<number[]> {
  const rows = await database.sql<{ hits: number }>("select hits from throttles order by hits");
  return rows.map(({ hits }) => hits);
}

function remove(): Promise<void> {
  const { knex } = database.database;
  return deleteInBatches(knex, "throttles", (rows) => void rows.where("hits", ">", 1), 2);
}

test("deletes all that match, in as many statements as it takes, and nothing else", async () => {
  const statements = await statementsOf(remove);
  assert.deepEqual(await left(), [1]);
  assert.equal(statements.filter((text) => text.startsWith("delete")).length, 4);
});

test("leaves what somebody else has locked, without waiting", async () => {
  const other = await database.database.knex.transaction();
  await other("throttles").where({ hits: 3 }).forUpdate().first("key");
  await remove();
  await other.commit();
  assert.deepEqual(await left(), [1, 3]);
});
