/** The link of a reset: it works once, sets the password, and ends everything that was signed in before. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { TOKEN_LIFETIMES } from "../../src/models/account_tokens.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { assertProblems } from "../support/fields.ts";
import { securityEvents } from "../support/security_events.ts";
import { mailsTo, tokenFor } from "./links_fixture.ts";

const NEW = "seven copper lanterns";
const USED = "This link has been used or has expired.";

let app: TestApp;
/** The same database, in another process. */
let other: TestApp;
let ann: Awaited<ReturnType<TestApp["signedUp"]>>;
let bob: Awaited<ReturnType<TestApp["signedUp"]>>;

before(async () => {
  app = await startTestApp({}, { poolMax: 6 });
  other = await startTestApp({}, { database: app.database });
});
after(async () => {
  await other.close();
  await app.close();
});
beforeEach(async () => {
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  await app.database.sql("delete from throttles");
});

async function reset(
  token: string,
  password = NEW,
  { browser = app.visitor(), more = {} }: { browser?: Browser; more?: Record<string, string> } = {},
): Promise<PageResult> {
  const page = await browser.get(`/auth/reset/${token}`);
  assert.equal(page.status, 200, page.text);
  return browser.submit(page, `/auth/reset/${token}`, { password, ...more });
}

async function signsIn(email: string, password: string): Promise<string> {
  const browser = app.visitor();
  const page = await browser.get("/auth/signin");
  const result = await browser.submit(page, "/auth/signin", { email, password });
  return result.location ?? String(result.status);
}

async function stored(id: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await app.database.sql("select to_jsonb(users) as row from users where id = $1", [
    id,
  ]);
  return row?.row as Record<string, unknown>;
}

async function assertUsed(token: string, browser = app.visitor()): Promise<void> {
  const page = await browser.get(`/auth/reset/${token}`);
  assert.equal(page.status, 410);
  assert.ok(page.text.includes(USED));
  assert.ok(page.document.querySelector('main a[href="/auth/reset"]'), "the way to a new one");
  const _csrf = await browser.token("/auth/signin");
  const posted = await browser.post(`/auth/reset/${token}`, { password: NEW, _csrf });
  assert.equal(posted.status, 410);
}

test("the link shows whose password it is, and a new one signs in, the old one no longer", async () => {
  const token = await tokenFor(app, ann.user);
  const browser = app.visitor();
  const page = await browser.get(`/auth/reset/${token}`);
  assert.ok(page.text.includes(`For ${ann.user.email}.`));
  const done = await reset(token, NEW, { browser });
  assert.deepEqual([done.status, done.location], [303, "/auth/signin"]);
  assert.equal((await browser.follow(done)).flash, "Password changed. Please sign in.");
  assert.equal(await signsIn(ann.user.email, PASSWORD), "422");
  assert.equal(await signsIn(ann.user.email, NEW), "/dashboard");
  assert.equal(await signsIn(bob.user.email, PASSWORD), "/dashboard");
  await assertUsed(token);
});

test("opening the link changes nothing, however often and by which method", async () => {
  const token = await tokenFor(app, ann.user);
  const before = await stored(ann.user.id);
  for (let time = 0; time < 3; time += 1) {
    assert.equal((await app.visitor().get(`/auth/reset/${token}`)).status, 200);
    assert.equal((await app.visitor().head(`/auth/reset/${token}`)).status, 200);
  }
  assert.deepEqual(await stored(ann.user.id), before);
  const [row] = await app.database.sql("select used_at from account_tokens where user_id = $1", [
    ann.user.id,
  ]);
  assert.equal(row?.used_at, null);
  assert.equal((await reset(token)).status, 303);
});

test("a password that is refused leaves the link usable", async () => {
  const token = await tokenFor(app, ann.user);
  for (const [typed, message] of [
    ["", "Password is required"],
    ["short", "Password must be at least 8 characters"],
    ["password123", "Password is too common"],
    [ann.user.email.toUpperCase(), "Password must not be your name or email"],
  ] as const) {
    const page = await reset(token, typed);
    assert.equal(page.status, 422);
    assertProblems(page, { password: message });
    assert.ok(typed === "" || !page.html.includes(`"${typed}"`), "it is not sent back");
  }
  assert.equal(await signsIn(ann.user.email, PASSWORD), "/dashboard");
  assert.equal((await reset(token)).status, 303);
});

test("every sign-in and token of the account ends at once, in another process too; nobody else's", async () => {
  const tokens = { ann: "", bob: "" };
  const client = { userAgent: "", address: "127.0.0.1" };
  for (const [name, { user }] of [
    ["ann", ann],
    ["bob", bob],
  ] as const) {
    tokens[name] = await app.services.authenticator.signInBearer(client, user);
  }
  const elsewhere = ann.browser.copy(other.app);
  assert.equal((await elsewhere.get("/dashboard")).status, 200);
  assert.equal((await reset(await tokenFor(app, ann.user))).status, 303);
  for (const browser of [ann.browser, elsewhere]) {
    assert.equal((await browser.get("/dashboard")).status, 303);
  }
  const sessionOf = async (token: string) =>
    (await other.services.authenticator.identifyBearer(token, client)).session;
  assert.equal(await sessionOf(tokens.ann), null);
  assert.ok(await sessionOf(tokens.bob));
  assert.equal((await bob.browser.get("/dashboard")).status, 200);
});

test("the account, its browsers, its log and its mails say what has happened; Bob's do not", async () => {
  const trust = "update browsers set trusted_until = now() + interval '1 day' where user_id = $1";
  for (const { user } of [ann, bob]) await app.database.sql(trust, [user.id]);
  const before = await stored(bob.user.id);
  await reset(await tokenFor(app, ann.user));
  const row = await stored(ann.user.id);
  assert.ok(row?.password_changed_at);
  assert.equal(row?.email_verified_at, row?.password_changed_at);
  assert.deepEqual(await stored(bob.user.id), before);
  const [trusted] = await app.database.sql(
    "select array_agg(distinct user_id) as users from browsers where trusted_until is not null and user_id = any($1)",
    [[ann.user.id, bob.user.id]],
  );
  assert.deepEqual(trusted?.users, [bob.user.id]);
  const changes = async ({ user }: typeof ann) =>
    (await securityEvents(app, user))
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith("password"));
  assert.deepEqual(await changes(ann), ["password-reset"]);
  assert.deepEqual(await changes(bob), []);
  const [mail, ...others] = await mailsTo(app, ann.user.email);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [mail?.kind, mail?.user_id, mail?.params.by],
    ["password-changed", ann.user.id, "reset"],
  );
  const line = app.log.find(
    ({ event, userId }) => event === "password-reset" && userId === ann.user.id,
  );
  assert.equal(line?.address, "127.0.0.1");
});

test("of two posts of one link at once, exactly one sets its password", async () => {
  const token = await tokenFor(app, ann.user);
  const results = await Promise.all([reset(token, NEW), reset(token, "nine silver buckets")]);
  assert.deepEqual(results.map(({ status }) => status).sort(), [303, 410]);
  const winner = results[0]?.status === 303 ? NEW : "nine silver buckets";
  assert.equal(await signsIn(ann.user.email, winner), "/dashboard");
  const mails = await mailsTo(app, ann.user.email);
  assert.equal(mails.filter(({ kind }) => kind === "password-changed").length, 1);
});

test("a new password makes the other links to one useless, and to another address; not the way back", async () => {
  const [first, second] = [await tokenFor(app, ann.user), await tokenFor(app, ann.user)];
  const others = ["verify", "email-change", "email-undo"] as const;
  for (const kind of others) await tokenFor(app, ann.user, kind);
  const bobs = await tokenFor(app, bob.user);
  const wait = "update users set pending_email = $2, pending_email_at = now() where id = $1";
  for (const { user } of [ann, bob]) {
    await app.database.sql(wait, [user.id, `new-${user.email}`]);
  }
  await reset(first);
  await assertUsed(second);
  const left = await app.database.sql<{ kind: string }>(
    "select kind from account_tokens where user_id = $1 and used_at is null",
    [ann.user.id],
  );
  assert.deepEqual(left, [{ kind: "email-undo" }]);
  assert.equal((await stored(ann.user.id))?.pending_email, null);
  assert.equal((await stored(bob.user.id))?.pending_email, `new-${bob.user.email}`);
  assert.equal((await reset(bobs)).status, 303);
});

describe("a link is used or expired", () => {
  test("30 minutes after it was made", async () => {
    const token = await tokenFor(app, ann.user);
    const { user } = ann;
    await app.database.sql(
      "update account_tokens set expires_at = expires_at - $2 * interval '1 ms' where user_id = $1",
      [user.id, TOKEN_LIFETIMES.reset],
    );
    await assertUsed(token);
    assert.equal(TOKEN_LIFETIMES.reset, 30 * 60_000);
  });

  test("where it is none, or one for something else", async () => {
    for (const kind of ["verify", "email-change", "email-undo", "invite", "sign-up"] as const) {
      await assertUsed(await tokenFor(app, ann.user, kind));
    }
    for (const wrong of ["x", "%00", "a".repeat(43), `${await tokenFor(app, ann.user)}x`]) {
      await assertUsed(wrong);
    }
    assert.equal(await signsIn(ann.user.email, PASSWORD), "/dashboard");
  });

  test("where the account has another address meanwhile", async () => {
    const token = await tokenFor(app, ann.user);
    const moved = `moved-${ann.user.email}`;
    await app.database.sql("update users set email = $2 where id = $1", [ann.user.id, moved]);
    await assertUsed(token);
    assert.equal(await signsIn(moved, PASSWORD), "/dashboard");
  });

  test("where the account is disabled, or due to be deleted", async () => {
    for (const [{ user }, column] of [
      [ann, "disabled_at"],
      [bob, "deletion_at"],
    ] as const) {
      const token = await tokenFor(app, user);
      await app.database.sql(`update users set ${column} = now() where id = $1`, [user.id]);
      await assertUsed(token);
    }
  });

  test("to a network that has opened many wrong ones; a right one still opens", async () => {
    const browser = app.visitor();
    for (let time = 0; time < 60; time += 1) {
      assert.equal((await browser.get(`/auth/reset/${"b".repeat(43)}`)).status, 410);
    }
    const refused = await browser.get(`/auth/reset/${"b".repeat(43)}`);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.response.headers["retry-after"]) > 0);
    assert.equal((await reset(await tokenFor(app, ann.user))).status, 303);
  });
});
