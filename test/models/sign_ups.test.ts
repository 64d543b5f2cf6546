/** Accounts that are made by a link: once, whoever comes at the same time, and with what was typed. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import {
  type AccountTokenKind,
  createAccountToken,
  findAccountToken,
} from "../../src/models/account_tokens.ts";
import {
  acceptInvitation,
  confirmSignUp,
  createInvitation,
  findInvitation,
  queueSignUp,
} from "../../src/models/sign_ups.ts";
import { createUser } from "../../src/models/users.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const NOW = new Date("2026-11-20T08:00:00Z");
const DAY = 86_400_000;
const PASSWORD = { hash: "$2b$04$of-the-form", scheme: 3 };
const ANN = {
  name: "Ann",
  email: "ann@example.org",
  password: PASSWORD,
  timeZone: "Europe/Lisbon",
  dateFormat: "day_first",
} as const;

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase({ poolMax: 6 });
});
after(async () => database.drop());
beforeEach(async () => {
  for (const table of ["mails", "account_tokens", "users"]) {
    await database.sql(`delete from ${table}`);
  }
});

/** The token that the worker makes when it sends the mail of a sign-up. */
async function tokenOf(input: Parameters<typeof queueSignUp>[1]): Promise<string> {
  await queueSignUp(database.database, input, NOW);
  const [mail] = await database.sql<{ recipient: string; params: Record<string, unknown> }>(
    "select recipient, params from mails order by id desc limit 1",
  );
  assert.ok(mail);
  const { recipient: email, params } = mail;
  const token = { kind: "sign-up", userId: null, email, params } as const;
  return createAccountToken(database.database.knex, token, NOW);
}

const confirm = (token: string, now = NOW) => confirmSignUp(database.database, { token, now });

async function users(): Promise<Record<string, unknown>[]> {
  return database.sql(
    `select name, email, password_hash as hash, password_scheme as scheme, time_zone, date_format,
       email_verified_at from users order by email`,
  );
}

describe("a sign-up", () => {
  it("becomes the account that was typed, with its address proved, and only once", async () => {
    const token = await tokenOf(ANN);
    assert.deepEqual(await users(), []);
    const created = await confirm(token);
    assert.equal(created.ok && created.user.email, ANN.email);
    assert.deepEqual(await users(), [
      {
        ...{ name: "Ann", email: ANN.email, ...PASSWORD },
        ...{ time_zone: "Europe/Lisbon", date_format: "day_first", email_verified_at: NOW },
      },
    ]);
    assert.deepEqual(await confirm(token), { ok: false, reason: "used" });
    assert.equal((await users()).length, 1);
  });

  it("comes too late where the address has an account by now, which stays as it is", async () => {
    const token = await tokenOf(ANN);
    await createUser(database.database, { ...ANN, name: "First" }, NOW);
    const before = await users();
    assert.deepEqual(await confirm(token), { ok: false, reason: "taken" });
    assert.deepEqual(await users(), before);
  });

  it("that was sent twice with different passwords is the one whose link is used first", async () => {
    const other = { hash: "$2b$04$of-another-form", scheme: 3 };
    const [first, second] = [await tokenOf(ANN), await tokenOf({ ...ANN, password: other })];
    const results = await Promise.all([confirm(second), confirm(first)]);
    assert.equal(results.filter(({ ok }) => ok).length, 1);
    const winner = results[0]?.ok === true ? other : PASSWORD;
    assert.equal((await users())[0]?.hash, winner.hash);
  });

  it("is made once by two that come at the same time", async () => {
    const token = await tokenOf(ANN);
    const results = await Promise.all([confirm(token), confirm(token)]);
    assert.deepEqual(results.map(({ ok }) => ok).sort(), [false, true]);
  });

  it("has a day, and no link of another kind will do", async () => {
    const token = await tokenOf(ANN);
    assert.deepEqual(await confirm(token, new Date(NOW.getTime() + DAY)), {
      ok: false,
      reason: "used",
    });
    const { knex } = database.database;
    for (const kind of ["reset", "verify", "email-change", "invite"] as AccountTokenKind[]) {
      const link = { kind, userId: null, email: ANN.email, params: { email: ANN.email } };
      const other = await createAccountToken(knex, link, NOW);
      assert.deepEqual(await confirm(other), { ok: false, reason: "used" });
    }
    assert.deepEqual(await users(), []);
  });
});

describe("an invitation", () => {
  const accept = (token: string, account = {}) =>
    acceptInvitation(database.database, { token, now: NOW }, { ...ANN, ...account });
  const find = (token: string) => findInvitation(database.database, { token, now: NOW });

  it("makes one account", async () => {
    const token = await createInvitation(database.database, { email: null, now: NOW });
    assert.deepEqual((await find(token))?.expiresAt, new Date(NOW.getTime() + 7 * DAY));
    assert.equal((await accept(token)).ok, true);
    assert.equal(await find(token), null);
    assert.deepEqual(await accept(token, { email: "bob@example.org" }), {
      ok: false,
      reason: "used",
    });
    const [account, ...others] = await users();
    assert.deepEqual([account?.email_verified_at, others], [null, []]);
  });

  it("for an address is never for another, and proves it", async () => {
    const invited = "carla@example.org";
    const token = await createInvitation(database.database, { email: invited, now: NOW });
    await accept(token);
    const [account] = await users();
    assert.deepEqual([account?.email, account?.email_verified_at], [invited, NOW]);
  });

  it("can still be used where the address was taken", async () => {
    await createUser(database.database, ANN, NOW);
    const token = await createInvitation(database.database, { email: null, now: NOW });
    assert.deepEqual(await accept(token), { ok: false, reason: "taken" });
    assert.ok(await find(token));
    assert.equal((await accept(token, { email: "dora@example.org" })).ok, true);
  });
});

it("leaves no token in the database", async () => {
  const token = await tokenOf(ANN);
  const { knex } = database.database;
  assert.ok(await findAccountToken(knex, ["sign-up"], { token, now: NOW }));
  const rows = await database.sql<{ row: string }>(
    "select t::text as row from account_tokens t union all select m::text from mails m",
  );
  assert.equal(rows.length, 2);
  for (const { row } of rows) assert.ok(!row.includes(token));
});
