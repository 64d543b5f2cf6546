/** The register of sign-ins: what is alive, and that nothing comes back once it is not. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Knex } from "knex";
import type { UserScope } from "../../src/db/scope.ts";
import { setPassword } from "../../src/models/accounts.ts";
import {
  type AuthSession,
  createAuthSession,
  deleteEndedAuthSessions,
  findAuthSession,
  findAuthSessionOwner,
  revokeAllSessions,
  revokeAuthSession,
  touchAuthSession,
} from "../../src/models/auth_sessions.ts";
import { findUserById } from "../../src/models/users.ts";
import {
  accountOf,
  ann,
  bob,
  DAY,
  database,
  later,
  MINUTE,
  NOW,
  rowsOf,
  usePeople,
} from "./people.ts";

const WEEK = 7 * DAY;
const NOBODYS = "00000000-0000-4000-8000-000000000000";
const CLIENT = { userAgent: "a browser", address: "2001:db8::1" };

usePeople();

function signIn(scope: UserScope, ttl = WEEK, kind: "web" | "api" = "web"): Promise<AuthSession> {
  const user = accountOf(scope);
  return createAuthSession(database.database.knex, { user, kind, client: CLIENT, now: NOW, ttl });
}

async function stateOf({ id }: { id: string }, at = NOW, kind: "web" | "api" = "web") {
  return (await findAuthSession(database.database, { kind, id }, at)).state;
}

function touch({ id }: { id: string }, at: Date, ttl: number | null = WEEK): Promise<void> {
  return touchAuthSession(database.database, id, { address: "192.0.2.9", now: at, ttl });
}

function revoke({ id }: { id: string }, at = NOW): Promise<void> {
  return revokeAuthSession(database.database, id, at);
}

it("is found with its person and its ends, and is not another person's", async () => {
  const annsSignIn = await signIn(ann);
  const bobsSignIn = await signIn(bob);
  const key = { kind: "web", id: annsSignIn.id } as const;
  const found = await findAuthSession(database.database, key, NOW);
  assert.ok(found.state === "live");
  const { epoch } = found.counters;
  assert.ok(epoch);
  const counters = {
    epoch,
    ...{ last_list_id: 0, last_section_id: 0, last_tag_id: 0, last_search_id: 0 },
    ...{ last_task_id: 0, last_change_id: 0, task_counts: null },
  };
  assert.deepEqual(found, { state: "live", counters, session: annsSignIn });
  assert.deepEqual(annsSignIn.user, accountOf(ann));
  assert.deepEqual(annsSignIn.idleExpiresAt, later(WEEK));
  assert.deepEqual(annsSignIn.absoluteExpiresAt, later(90 * DAY));
  assert.equal(await findAuthSessionOwner(database.database, annsSignIn.id), ann.userId);
  assert.equal(await findAuthSessionOwner(database.database, bobsSignIn.id), bob.userId);
});

it("is gone when it never was, and for the other side", async () => {
  const web = await signIn(ann);
  const api = await signIn(ann, WEEK, "api");
  assert.equal(await stateOf({ id: NOBODYS }), "gone");
  assert.equal(await stateOf(web, NOW, "api"), "gone");
  assert.equal(await stateOf(api, NOW, "web"), "gone");
  assert.equal(await stateOf(api, NOW, "api"), "live");
  assert.equal(await findAuthSessionOwner(database.database, NOBODYS), null);
});

it("lives to its idle end, and is expired from then on", async () => {
  const session = await signIn(ann, WEEK);
  assert.equal(await stateOf(session, later(WEEK - 1)), "live");
  assert.equal(await stateOf(session, later(WEEK)), "expired");
  assert.equal(await stateOf(session, later(365 * DAY)), "expired");
});

it("lives as long as the host says, even when that is over ninety days", async () => {
  const session = await signIn(ann, 366 * DAY);
  assert.deepEqual(session.absoluteExpiresAt, later(366 * DAY));
  assert.equal(await stateOf(session, later(365 * DAY)), "live");
});

it("is written down with where it came from, cut to what a person can read", async () => {
  const client = { userAgent: "x".repeat(5_000), address: "192.0.2.1" };
  const session = { user: accountOf(ann), kind: "web", client, now: NOW, ttl: WEEK } as const;
  const { id } = await createAuthSession(database.database.knex, session);
  const [row] = await rowsOf(ann, "auth_sessions");
  assert.equal(row?.id, id);
  assert.equal(row?.user_agent, "x".repeat(400));
  assert.equal(row?.address, "192.0.2.1");
});

describe("using it", () => {
  it("moves its idle end, up to the absolute one", async () => {
    const session = await signIn(ann, WEEK);
    await touch(session, later(6 * DAY));
    assert.equal(await stateOf(session, later(12 * DAY)), "live");
    assert.equal(await stateOf(session, later(13 * DAY)), "expired");
    for (let day = 12; day < 90; day += 6) await touch(session, later(day * DAY));
    assert.equal(await stateOf(session, later(90 * DAY - 1)), "live");
    assert.equal(await stateOf(session, later(90 * DAY)), "expired");
  });

  it("notes from where, beside where it began", async () => {
    const session = await signIn(ann);
    await touch(session, later(MINUTE));
    const [row] = await rowsOf(ann, "auth_sessions");
    assert.deepEqual([row?.address, row?.last_address], [CLIENT.address, "192.0.2.9"]);
  });

  it("is noted without moving the end of a token", async () => {
    const session = await signIn(ann, WEEK, "api");
    await touch(session, later(6 * DAY), null);
    const key = { kind: "api", id: session.id } as const;
    const found = await findAuthSession(database.database, key, later(6 * DAY));
    assert.deepEqual(found.state === "live" && found.session.lastSeenAt, later(6 * DAY));
    assert.equal(await stateOf(session, later(WEEK), "api"), "expired");
  });

  it("twice is the same as once, and many tabs at once harm nothing", async () => {
    const session = await signIn(ann);
    const bobs = await rowsOf(bob, "auth_sessions");
    await touch(session, later(MINUTE));
    const once = await rowsOf(ann, "auth_sessions");
    await touch(session, later(MINUTE));
    assert.deepEqual(await rowsOf(ann, "auth_sessions"), once);
    await Promise.all(Array.from({ length: 8 }, () => touch(session, later(MINUTE))));
    assert.deepEqual(await rowsOf(ann, "auth_sessions"), once);
    assert.deepEqual(await rowsOf(bob, "auth_sessions"), bobs);
  });

  it("does not bring back what has run out", async () => {
    const session = await signIn(ann, WEEK);
    const before = await rowsOf(ann, "auth_sessions");
    await touch(session, later(WEEK));
    await touch(session, later(8 * DAY), null);
    assert.deepEqual(await rowsOf(ann, "auth_sessions"), before);
    assert.equal(await stateOf(session, later(8 * DAY)), "expired");
  });
});

describe("signing out", () => {
  it("ends that sign-in at once, and no other", async () => {
    const [here, there, bobs] = [await signIn(ann), await signIn(ann), await signIn(bob)];
    await revoke(here);
    assert.equal(await stateOf(here), "gone");
    assert.equal(await stateOf(there), "live");
    assert.equal(await stateOf(bobs), "live");
    assert.equal(await findAuthSessionOwner(database.database, here.id), ann.userId);
  });

  it("is for good: a slow request that still uses it brings nothing back", async () => {
    const session = await signIn(ann);
    await revoke(session, later(MINUTE));
    const revoked = await rowsOf(ann, "auth_sessions");
    assert.deepEqual(revoked[0]?.revoked_at, later(MINUTE));
    await touch(session, later(2 * MINUTE));
    await touch(session, later(2 * MINUTE), null);
    await revoke(session, later(3 * MINUTE));
    assert.deepEqual(await rowsOf(ann, "auth_sessions"), revoked);
    assert.equal(await stateOf(session), "gone");
  });

  it("wins over uses of it at the same time, in whatever order they come", async () => {
    for (let round = 0; round < 5; round += 1) {
      const session = await signIn(ann);
      const uses = [1, 2, 3].map((minutes) => touch(session, later(minutes * MINUTE)));
      await Promise.all([...uses.slice(0, round), revoke(session), ...uses.slice(round)]);
      assert.equal(await stateOf(session), "gone");
    }
  });

  it("stays gone, not expired, when its time is over too", async () => {
    const session = await signIn(ann);
    await revoke(session);
    assert.equal(await stateOf(session, later(365 * DAY)), "gone");
  });
});

describe("a sign-in by a password that is changed meanwhile", () => {
  const change = (scope: UserScope, at: Date) => async (trx: Knex.Transaction) => {
    const password = { hash: "another", scheme: 3 };
    await setPassword(trx, { userId: scope.userId, password }, at);
    await revokeAllSessions(trx, scope.userId, { now: at });
  };

  it("is refused after the change, and works with the account as it is then", async () => {
    const account = accountOf(ann);
    await database.database.transaction(change(ann, NOW));
    await assert.rejects(signIn(ann), { message: "Invalid email or password" });
    assert.deepEqual(await rowsOf(ann, "auth_sessions"), []);
    const found = await findUserById(database.database, ann.userId);
    assert.deepEqual(found?.user, { ...account, passwordChangedAt: NOW });
    const session = { user: found.user, kind: "web", client: CLIENT, now: NOW, ttl: WEEK } as const;
    assert.equal(await stateOf(await createAuthSession(database.database.knex, session)), "live");
    assert.equal(await stateOf(await signIn(bob)), "live");
  });

  it("waits for a change that is just being made, and none is left over, whichever is first", async () => {
    for (let round = 0; round < 10; round += 1) {
      const changing = database.database.transaction(change(ann, later(round)));
      const results = await Promise.allSettled([signIn(ann), changing, signIn(ann)]);
      assert.equal(results[1]?.status, "fulfilled");
      const live = await database.sql(
        "select 1 from auth_sessions where user_id = $1 and revoked_at is null",
        [ann.userId],
      );
      assert.deepEqual(live, []);
      await database.sql("update users set password_changed_at = null");
    }
  });
});

describe("ending all of an account", () => {
  const all = (scope: UserScope, except: AuthSession | null, at = NOW) =>
    revokeAllSessions(database.database.knex, scope.userId, {
      except: except?.id ?? null,
      now: at,
    });

  it("ends those of browsers and of programs, but for the one that goes on", async () => {
    const [here, there, bobs] = [await signIn(ann), await signIn(ann), await signIn(bob)];
    const program = await signIn(ann, WEEK, "api");
    assert.equal(await all(ann, here), 2);
    assert.equal(await stateOf(here), "live");
    assert.equal(await stateOf(there), "gone");
    assert.equal(await stateOf(program, NOW, "api"), "gone");
    assert.equal(await stateOf(bobs), "live");
    assert.equal(await all(ann, null), 1);
    assert.equal(await stateOf(here), "gone");
    assert.equal(await stateOf(bobs), "live");
  });

  it("counts only what was live, and leaves the end of the others as it was", async () => {
    const [expired, revoked] = [await signIn(ann, DAY), await signIn(ann)];
    await revoke(revoked);
    await signIn(ann);
    // Another account's sign-in is no exception.
    const bobs = await signIn(bob);
    assert.equal(await all(ann, bobs, later(DAY)), 1);
    const ends = new Map(
      (await rowsOf(ann, "auth_sessions")).map((row) => [row.id, row.revoked_at]),
    );
    assert.deepEqual(ends.get(revoked.id), NOW);
    assert.deepEqual(ends.get(expired.id), later(DAY));
  });
});

it("is forgotten a month after its end, and not before", async () => {
  const short = await signIn(ann, DAY);
  const long = await signIn(ann, 10 * DAY);
  const bobs = await signIn(bob, 10 * DAY);
  const kept = async () => {
    const rows = await database.sql<{ id: string }>("select id from auth_sessions");
    return rows.map(({ id }) => id).sort();
  };
  const ids = (...sessions: AuthSession[]) => sessions.map(({ id }) => id).sort();
  await deleteEndedAuthSessions(database.database, later(31 * DAY));
  assert.deepEqual(await kept(), ids(short, long, bobs));
  await deleteEndedAuthSessions(database.database, later(31 * DAY + 1));
  assert.deepEqual(await kept(), ids(long, bobs));
});

describe("the database itself", () => {
  it("refuses another kind, an idle end after the absolute one, and nobody's sign-in", async () => {
    const { id } = await signIn(ann);
    const set = (change: string) =>
      database.sql(`update auth_sessions set ${change} where id = $1`, [id]);
    await assert.rejects(set("kind = 'admin'"), { code: "23514" });
    await assert.rejects(set("idle_expires_at = absolute_expires_at + interval '1 ms'"), {
      code: "23514",
    });
    await assert.rejects(set(`user_id = '${NOBODYS}'`), { code: "23503" });
  });
});

it("does not begin where the host has disabled the account since the user was read", async () => {
  await database.sql("update users set disabled_at = $2 where id = $1", [ann.userId, NOW]);
  await assert.rejects(signIn(ann), { message: "Invalid email or password" });
  await database.sql("update users set disabled_at = null where id = $1", [ann.userId]);
  assert.deepEqual(await rowsOf(ann, "auth_sessions"), []);
  assert.equal(await stateOf(await signIn(ann)), "live");
});
