/** Accounts: one to an address, and nothing left behind. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAuthSession } from "../../src/models/auth_sessions.ts";
import {
  createUser,
  findUserByEmail,
  type NewUser,
  upgradePassword,
} from "../../src/models/users.ts";
import { accountOf, add, DAY, database, NOW, person, rowsOf, useDatabase } from "./people.ts";

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ANN = {
  email: "ann@example.org",
  name: "Ann",
  password: { hash: "a hash", scheme: 2 },
} satisfies NewUser;
const OTHER = {
  ...ANN,
  name: "Somebody else",
  password: { hash: "other", scheme: 2 },
} satisfies NewUser;

useDatabase();

/** Writes a row past the application, and hopes that the database refuses. */
async function insertRaw(row: { email?: string; name?: string }): Promise<unknown> {
  const { email = "raw@example.org", name = "Raw" } = row;
  return database.sql(
    `insert into users (id, email, name, password_hash, password_scheme, created_at, updated_at)
     values (gen_random_uuid(), $1, $2, 'a hash', 2, now(), now())`,
    [email, name],
  );
}

it("makes an account with a random id, and finds it by its address", async () => {
  const user = await createUser(database.database, ANN, NOW);
  assert.match(user?.id ?? "", UUID_V4);
  assert.deepEqual(await findUserByEmail(database.database, ANN.email), {
    user,
    password: ANN.password,
    requestKey: null,
    isDisabled: false,
  });
  assert.equal(await findUserByEmail(database.database, "nobody@example.org"), null);
  assert.equal(await findUserByEmail(database.database, "ann@example.or_"), null);
});

it("makes one account to an address, also when two sign up at once", async () => {
  assert.ok(await createUser(database.database, ANN, NOW));
  assert.equal(await createUser(database.database, OTHER, NOW), null);
  const bob = { ...ANN, email: "bob@example.org" };
  const attempts = Array.from({ length: 5 }, () => createUser(database.database, bob, NOW));
  const made = (await Promise.all(attempts)).filter((user) => user !== null);
  assert.equal(made.length, 1);
  assert.equal((await findUserByEmail(database.database, ANN.email))?.user.name, "Ann");
});

describe("the database itself", () => {
  it("refuses an address in capitals, and so the same one in another case", async () => {
    await createUser(database.database, ANN, NOW);
    for (const email of ["ANN@example.org", "ann@Example.org"]) {
      await assert.rejects(insertRaw({ email }), { code: "23514" }, email);
    }
    await assert.rejects(insertRaw({ email: "ann@example.org" }), { code: "23505" });
    await assert.rejects(
      createUser(database.database, { ...OTHER, email: "Ann@example.org" }, NOW),
    );
  });

  it("refuses what is too long, and what is nothing", async () => {
    const long = `${"a".repeat(242)}@example.org`;
    await assert.rejects(insertRaw({ email: `a${long}` }), { code: "23514" });
    await assert.rejects(insertRaw({ email: "a@" }), { code: "23514" });
    await assert.rejects(insertRaw({ name: "" }), { code: "23514" });
    await assert.rejects(insertRaw({ name: "🙂".repeat(101) }), { code: "23514" });
    await insertRaw({ email: long, name: "🙂".repeat(100) });
  });
});

describe("the preferences of an account", () => {
  const preference = (column: string, value: string) =>
    database.sql(`update users set ${column} = $1 where email = $2`, [value, ANN.email]);

  it("are what the database has by default, so that the next request finds the same user", async () => {
    const user = await createUser(database.database, ANN, NOW);
    assert.ok(user);
    await insertRaw({ email: "raw@example.org", name: ANN.name });
    const raw = (await findUserByEmail(database.database, "raw@example.org"))?.user;
    assert.deepEqual(raw, { ...user, id: raw?.id, email: "raw@example.org" });
  });

  it("are none but those that there are, by the database itself", async () => {
    await createUser(database.database, ANN, NOW);
    for (const [column, value] of [
      ["time_format", "13"],
      ["theme", "blue"],
      ["density", ""],
      ["landing_view", "/tasks"],
    ] as const) {
      await assert.rejects(preference(column, value), { code: "23514" }, column);
    }
    await preference("theme", "dark");
  });
});

describe("a newer hash of a password", () => {
  it("takes the place of the one that was checked, and of no other", async () => {
    const ann = await createUser(database.database, ANN, NOW);
    const bob = await createUser(database.database, { ...OTHER, email: "bob@example.org" }, NOW);
    assert.ok(ann && bob);
    const newer = { hash: "newer", scheme: 3 };
    await upgradePassword(database.database, ann.id, { hash: "stale", scheme: 1 }, newer);
    await upgradePassword(database.database, bob.id, ANN.password, newer);
    const stored = async (email: string) =>
      (await findUserByEmail(database.database, email))?.password;
    assert.deepEqual(await stored(ann.email), ANN.password);
    assert.deepEqual(await stored(bob.email), OTHER.password);
    await upgradePassword(database.database, ann.id, ANN.password, newer);
    assert.deepEqual(await stored(ann.email), newer);
    assert.deepEqual(await stored(bob.email), OTHER.password);
  });
});

it("leaves nothing of a deleted account, and everything of the others", async () => {
  const [ann, bob] = [await person("Ann"), await person("Bob")];
  const client = { userAgent: "a browser", address: "192.0.2.1" };
  for (const scope of [ann, bob]) {
    await add(scope, "first");
    await add(scope, "second");
    const session = { user: accountOf(scope), kind: "web", client, now: NOW, ttl: DAY } as const;
    await createAuthSession(database.database.knex, session);
  }
  const tables = ["users", "tasks", "auth_sessions"];
  const bobs = async () => {
    const rows: unknown[][] = [];
    for (const table of tables) rows.push(await rowsOf(bob, table));
    return rows;
  };
  const before = await bobs();
  await database.database.knex("users").where({ id: ann.userId }).delete();
  for (const table of tables) assert.deepEqual(await rowsOf(ann, table), [], table);
  assert.deepEqual(await bobs(), before);
  assert.deepEqual(
    before.map((rows) => rows.length),
    [1, 2, 1],
  );
  assert.equal(await findUserByEmail(database.database, ANN.email), null);
});
