/** Reads share a few connections: what that saves, and what is lost with one of them. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { Database, type DatabaseOptions } from "../../src/db/connection.ts";
import { asUnavailable } from "../../src/db/database_errors.ts";
import { assertWithin } from "../support/clock_time.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { nextStatement, statementsOf } from "../support/statements.ts";
import { startProxy, type TcpProxy } from "../support/tcp_proxy.ts";

/** In milliseconds. */
const LIMIT = 1_000;

let direct: TestDatabase;
let proxy: TcpProxy;
let opened: Database[] = [];

before(async () => {
  direct = await createTestDatabase({ empty: true });
  proxy = await startProxy(direct.connection);
  await direct.sql("create table notes (id int)");
});
afterEach(async () => {
  await proxy.restore();
  await Promise.all(opened.map((database) => database.close()));
  opened = [];
  await direct.sql("truncate notes");
});
after(async () => {
  await proxy.close();
  await direct.drop();
});

function open(options: DatabaseOptions, connection = direct.connection): Database {
  const database = new Database(connection, options);
  opened.push(database);
  return database;
}

/** Through the proxy, with short waits. */
function openProxied(poolMax: number): Database {
  return open({ poolMax, waits: { connection: LIMIT, query: LIMIT } }, proxy.connection);
}

/** Reads `n`, which takes a while. */
function read(database: Database, n: number, seconds = 0.005): Promise<{ n: number }[]> {
  return database.read<{ n: number }>("select $1::int as n from pg_sleep($2)", [n, seconds]);
}

async function readAll(database: Database, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  const results = await Promise.all(numbers.map((n) => read(database, n)));
  assert.deepEqual(
    results,
    numbers.map((n) => [{ n }]),
  );
}

const OTHERS = "datname = current_database() and application_name = 'plainlist'";

async function terminate(): Promise<number> {
  const rows = await direct.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where ${OTHERS}`,
  );
  return rows.length;
}

/** Once a statement of the application is running. */
async function terminateSleeping(): Promise<void> {
  for (;;) {
    const ended = await direct.sql(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where ${OTHERS} and wait_event = 'PgSleep'`,
    );
    if (ended.length > 0) return;
  }
}

async function connections(): Promise<number> {
  const [row] = await direct.sql<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where ${OTHERS}`,
  );
  return row?.n ?? 0;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function isUnavailable(error: unknown): boolean {
  return asUnavailable(error) !== null;
}

it("returns each read its own rows, also among failures", async () => {
  const database = open({ poolMax: 4 });
  const pending = Array.from({ length: 60 }, (_, n) =>
    n % 7 === 0
      ? assert.rejects(database.read(`select 1 / (0 * ${n % 3})`, []), { code: "22012" })
      : read(database, n, 0).then((rows) => assert.deepEqual(rows, [{ n }])),
  );
  await Promise.all(pending);
});

for (const [poolMax, most] of [
  [1, 1],
  [2, 2],
  [5, 5],
  [10, 10],
] as const) {
  it(`opens at most ${most} connections of ${poolMax}`, async () => {
    const database = open({ poolMax });
    const writes = () =>
      Array.from({ length: 20 }, () => database.write("select pg_sleep(0.01)", []));
    let highest = 0;
    let isRunning = true;
    const load = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await Promise.all([readAll(database, 40), ...writes()]);
      }
      isRunning = false;
    })();
    while (isRunning) highest = Math.max(highest, await connections());
    await load;
    assert.ok(highest <= most, `${highest} connections`);
    assert.ok(highest > most / 2, `only ${highest} connections`);
  });
}

it("does not hold up reads while a write waits for a lock", async () => {
  const database = open({ poolMax: 2 });
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: hasLocked } = Promise.withResolvers<void>();
  const holder = open({ poolMax: 1 });
  const holding = holder.knex.transaction(async (trx) => {
    await trx.raw("lock table notes in share mode");
    hasLocked();
    await released;
  });
  await locked;
  let isWritten = false;
  const writing = database.write("insert into notes values (1)", []).then(() => {
    isWritten = true;
  });
  await readAll(database, 10);
  assert.equal(isWritten, false);
  release();
  await Promise.all([holding, writing]);
});

describe("when connections are terminated", () => {
  for (const poolMax of [1, 2, 6]) {
    it(`no read fails (of ${poolMax})`, async () => {
      const database = open({ poolMax });
      await readAll(database, 6);
      for (let round = 0; round < 4; round += 1) {
        const reading = readAll(database, 40);
        await wait(20);
        assert.ok((await terminate()) > 0);
        await reading;
      }
    });
  }

  it("no read fails that is sent before their end is noticed", async () => {
    const database = open({ poolMax: 6 });
    await readAll(database, 6);
    assert.ok((await terminate()) > 0);
    await readAll(database, 30);
  });

  it("a read fails the second time", async () => {
    const database = open({ poolMax: 2 });
    const statements = await statementsOf(async () => {
      const failing = assert.rejects(read(database, 1, 5), isUnavailable);
      for (let lost = 0; lost < 2; lost += 1) await terminateSleeping();
      await failing;
    });
    assert.equal(statements.length, 2);
    await readAll(database, 3);
  });

  it("a write fails and is not repeated", async () => {
    const database = open({ poolMax: 2 });
    const slow = "insert into notes select 1 from pg_sleep($1)";
    const statements = await statementsOf(async () => {
      const failing = assert.rejects(database.write(slow, [5]), isUnavailable);
      await terminateSleeping();
      await failing;
    });
    assert.equal(statements.filter((text) => text === slow).length, 1);
    assert.deepEqual(await direct.sql("select * from notes"), []);
    await database.write("insert into notes values (1)", []);
  });
});

describe("without responses", { timeout: 120_000 }, () => {
  it("a read fails in time, and those behind it are repeated", async () => {
    await assertWithin(LIMIT + 400, async () => {
      await proxy.restore();
      const database = openProxied(2);
      await readAll(database, 3);
      proxy.freezeOpen();
      const begun = performance.now();
      const first = assert.rejects(read(database, 1), isUnavailable);
      await wait(LIMIT / 2);
      const second = read(database, 2);
      await first;
      assert.deepEqual(await second, [{ n: 2 }]);
      const taken = performance.now() - begun;
      assert.ok(taken > LIMIT - 50, `${taken} ms`);
      await readAll(database, 10);
      return taken;
    });
  });

  it("a repeated read has no more time than others", async () => {
    await assertWithin(LIMIT + 300, async () => {
      await proxy.restore();
      const database = openProxied(2);
      await readAll(database, 3);
      proxy.freezeOpen();
      const first = assert.rejects(read(database, 1), isUnavailable);
      await wait(LIMIT / 2);
      const begun = performance.now();
      // It needs longer than what is left after the first connection was given up.
      await assert.rejects(read(database, 2, 0.8), isUnavailable);
      const taken = performance.now() - begun;
      await first;
      return taken;
    });
  });

  it("reads on other connections are answered", async () => {
    const database = openProxied(6);
    await readAll(database, 12);
    proxy.freezeOpen();
    const lost: Promise<void>[] = [];
    for (let n = 0; n < 3; n += 1) {
      lost.push(assert.rejects(read(database, n), isUnavailable));
      // Reads of one turn of the event loop share a connection.
      await new Promise(setImmediate);
    }
    await Promise.all(lost);
    await readAll(database, 12);
  });

  it("a write fails, and its connection is not used again", async () => {
    const database = openProxied(2);
    await database.write("select 1", []);
    proxy.freezeOpen();
    await assert.rejects(database.write("insert into notes values (1)", []), isUnavailable);
    await database.write("insert into notes values (2)", []);
  });

  it("a server that cannot be reached fails reads, until it can", async () => {
    const database = openProxied(4);
    await readAll(database, 3);
    const sent = nextStatement();
    proxy.freeze();
    const failing = assert.rejects(read(database, 1), isUnavailable);
    await sent;
    await proxy.cut();
    await failing;
    await assert.rejects(read(database, 1), isUnavailable);
    await proxy.restore();
    await readAll(database, 3);
  });
});

it("closes connections that nobody uses", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const database = open({ poolMax: 2 });
  await database.read("select 1", []);
  // Node's mock of a timer cannot be refreshed, so this does not show that use postpones it.
  t.mock.timers.tick(59_000);
  assert.equal(await connections(), 1);
  t.mock.timers.tick(2_000);
  while ((await connections()) > 0);
  assert.deepEqual(await database.read("select 1 as n", []), [{ n: 1 }]);
  t.mock.timers.reset();
});
