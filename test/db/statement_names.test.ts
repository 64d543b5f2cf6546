/** Named statements: which texts get a name, and what happens when PostgreSQL does not accept it. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Database } from "../../src/db/connection.ts";
import { COMPOSED, identify, type Prepare } from "../../src/db/statement_names.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const MOST_NAMES = 100;

let direct: TestDatabase;
let database: Database;
let refusals: unknown[];

beforeEach(async () => {
  direct = await createTestDatabase({ empty: true });
  await direct.sql("create table notes (id int primary key, text text)");
  open("auto");
});
afterEach(async () => {
  await database.close();
  await direct.drop();
});

/** With one connection for reads and one for writes, unless `poolMax` is 1. */
function open(prepare: Prepare, poolMax = 2): void {
  refusals = [];
  const onNamesRefused = (error: unknown) => void refusals.push(error);
  database = new Database(direct.connection, { poolMax, prepare, onNamesRefused });
}

async function reopen(prepare: Prepare, poolMax = 2): Promise<void> {
  await database.close();
  open(prepare, poolMax);
}

/** The texts of the named statements of the connection for reads, or of that for writes. */
async function named(way: "read" | "write" = "read"): Promise<string[]> {
  const rows = await database[way]<{ name: string; statement: string }>(
    `select name, statement from pg_prepared_statements -- ${Math.random()}`,
    [],
  );
  for (const { name, statement } of rows) assert.equal(name, `s_${identify(statement)}`);
  return rows.map(({ statement }) => statement);
}

async function times<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, work));
}

it("names a text at its third use, and not when it is off", async () => {
  const text = "select $1::int as n";
  for (const way of ["read", "write"] as const) {
    await reopen("auto");
    for (const expected of [[], [], [text], [text]]) {
      assert.deepEqual(await database[way](text, [7]), [{ n: 7 }]);
      assert.deepEqual(await named(way), expected);
    }
  }
  await reopen("off");
  await times(5, () => database.read(text, [7]));
  assert.deepEqual(await named(), []);
});

it("names a limited number of texts, however many there are", async () => {
  const hot = "select 'hot' as text, $1::int as n";
  await times(3, () => database.read(hot, [1]));
  for (let round = 0; round < 5; round += 1) {
    for (let part = 0; part < 10; part += 1) {
      const texts = Array.from({ length: 50 }, (_, n) => `select $1::int + ${part * 50 + n} as n`);
      await Promise.all(texts.map((text) => times(round, () => database.read(text, [1]))));
    }
    assert.ok((await named()).length <= MOST_NAMES);
  }
  const texts = await named();
  assert.equal(texts.length, MOST_NAMES);
  assert.ok(texts.includes(hot));
});

it("leaves most names to the texts that no search query is part of", async () => {
  const texts = (of: string) =>
    Array.from({ length: 50 }, (_, n) => `select ${of} $1::int + ${n} as n`);
  for (const text of [...texts(COMPOSED), ...texts("")]) {
    await times(3, () => database.read(text, [1]));
  }
  const composed = (await named()).filter((text) => text.includes(COMPOSED));
  assert.equal(composed.length, 25);
  assert.equal((await named()).length, 75);
});

describe("after a migration", () => {
  for (const prepare of ["auto", "on"] as const) {
    it(`repeats what an old plan refuses, once (${prepare})`, async () => {
      await reopen(prepare);
      const insert = "insert into notes (id) values ($1) returning *";
      for (const id of [1, 2, 3]) await database.write(insert, [id]);
      const read = () => database.read("select * from notes where id = $1", [1]);
      await times(4, read);
      for (const column of ["a", "b"]) {
        await direct.sql(`alter table notes add column ${column} int default 5`);
        for (const [row] of await times(10, read)) assert.equal(row?.[column], 5);
        await database.write("delete from notes where id > $1", [3]);
        for (const id of [4, 5, 6]) {
          const [row] = await database.write(insert, [id]);
          assert.equal(row?.[column], 5);
        }
        const [counted] = await database.read("select count(*)::int as n from notes", []);
        assert.deepEqual(counted, { n: 6 });
        await times(3, read);
      }
      const renewed = (await named()).filter((text) => text.startsWith("select * from notes"));
      const plain = "select * from notes where id = $1";
      const plans = [plain, `${plain} /* plan 1 */`, `${plain} /* plan 2 */`];
      assert.deepEqual(renewed.toSorted(), plans);
      assert.deepEqual(refusals, []);
    });
  }
});

describe("a name that is not kept", () => {
  const text = "insert into notes (id) values ($1) returning id";
  /** A use each, on the only connection, by which the text gets its name. */
  async function use(from: number, to: number): Promise<void> {
    for (let id = from; id <= to; id += 1) {
      assert.deepEqual(await database.write(text, [id]), [{ id }]);
    }
  }

  it("is given up, once, and the statement runs without it", async () => {
    await reopen("auto", 1);
    await use(1, 4);
    await database.write("deallocate all", []);
    await use(5, 9);
    const [counted] = await database.read("select count(*)::int as n from notes", []);
    assert.deepEqual(counted, { n: 9 });
    assert.equal(refusals.length, 1);
    assert.deepEqual(await named(), []);
  });

  it("is given up if somebody else has it", async () => {
    await reopen("auto", 1);
    await use(1, 2);
    await database.write(`prepare "s_${identify(text)}" as select 1`, []);
    await use(3, 5);
    assert.equal(refusals.length, 1);
  });

  it("fails if the operator insists", async () => {
    await reopen("on", 1);
    await use(1, 4);
    await database.write("deallocate all", []);
    await assert.rejects(use(5, 5), { code: "26000" });
    assert.deepEqual(refusals, []);
  });
});

it("keeps naming after invalid statements in a pipeline", async () => {
  const invalid = "select * from missing where id = $1";
  const attempt = () => database.read(invalid, [1]);
  for (let round = 0; round < 5; round += 1) {
    const pending = times(8, () => assert.rejects(attempt, { code: "42P01" }));
    // While answers to the first ones arrive.
    for (let more = 0; more < 4; more += 1) {
      await assert.rejects(attempt, { code: "42P01" });
    }
    await pending;
  }
  assert.deepEqual(refusals, []);
  await direct.sql("create table missing (id int)");
  for (let round = 0; round < 3; round += 1) {
    for (const rows of await times(8, attempt)) assert.deepEqual(rows, []);
  }
  assert.deepEqual(refusals, []);
  assert.deepEqual(await named(), [invalid]);
});
