/** What a reset must not do: skip the second factor, hand out a link, sign somebody in, or be forged. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { PASSWORD, startTestApp, TEST_ENVIRONMENT, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { dumpText } from "../support/dump.ts";
import { turnOn } from "../support/second_factor.ts";
import { tokenFor } from "./links_fixture.ts";

const NEW = "seven copper lanterns";

let app: TestApp;
let ann: Awaited<ReturnType<TestApp["signedUp"]>>;
let bob: Awaited<ReturnType<TestApp["signedUp"]>>;

before(async () => {
  app = await startTestApp();
});
after(async () => app.close());
beforeEach(async () => {
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  await app.database.sql("delete from throttles");
});

async function reset(
  browser: Browser,
  token: string,
  more: Record<string, string> = {},
): Promise<PageResult> {
  const page = await browser.get(`/auth/reset/${token}`);
  return browser.submit(page, `/auth/reset/${token}`, { password: NEW, ...more });
}

async function trySignIn(email: string, password: string): Promise<PageResult> {
  const browser = app.visitor();
  return browser.submit(await browser.get("/auth/signin"), "/auth/signin", { email, password });
}

describe("an account with a second factor", () => {
  test("is asked for it after the reset, also by a browser that was trusted", async () => {
    const phone = await turnOn(app, ann.user);
    const trusted = ann.browser.copy();
    await app.database.sql(
      "update browsers set trusted_until = now() + interval '9 days' where user_id = $1",
      [ann.user.id],
    );
    const done = await reset(trusted, await tokenFor(app, ann.user));
    assert.equal(done.location, "/auth/signin");
    const page = await trusted.get("/auth/signin");
    const fields = { email: ann.user.email, password: NEW };
    const asked = await trusted.submit(page, "/auth/signin", fields);
    assert.deepEqual([asked.status, asked.location], [303, "/auth/code"]);
    assert.equal((await trusted.get("/dashboard")).status, 303);
    const form = await trusted.follow(asked);
    const signedIn = await trusted.submit(form, "/auth/code", { code: phone.nextCode() });
    assert.equal(signedIn.location, "/dashboard");
    assert.equal((await trusted.get("/dashboard")).status, 200);
  });

  test("does not let a sign-in with the old password go on with a code", async () => {
    const phone = await turnOn(app, ann.user);
    const thief = app.visitor();
    const page = await thief.get("/auth/signin");
    const fields = { email: ann.user.email, password: PASSWORD };
    const form = await thief.follow(await thief.submit(page, "/auth/signin", fields));
    await reset(app.visitor(), await tokenFor(app, ann.user));
    await thief.submit(form, "/auth/code", { code: phone.nextCode() });
    assert.equal((await thief.get("/dashboard")).status, 303);
  });

  test("stays locked: the mailbox alone does not allow more codes", async () => {
    await turnOn(app, ann.user);
    for (let guess = 0; guess < 11; guess += 1) await trySignIn(ann.user.email, "wrong");
    await reset(app.visitor(), await tokenFor(app, ann.user));
    assert.equal((await trySignIn(ann.user.email, NEW)).status, 429);
  });
});

test("without one, its owner gets in past a lock by wrong passwords; Bob stays locked", async () => {
  for (const { user } of [ann, bob]) {
    for (let guess = 0; guess < 11; guess += 1) await trySignIn(user.email, "wrong");
    assert.equal((await trySignIn(user.email, PASSWORD)).status, 429);
  }
  await reset(app.visitor(), await tokenFor(app, ann.user));
  assert.equal((await trySignIn(ann.user.email, NEW)).location, "/dashboard");
  assert.equal((await trySignIn(bob.user.email, PASSWORD)).status, 429);
});

test("an account without a password gets one", async () => {
  await app.database.sql(
    "update users set password_hash = null, password_scheme = null where id = $1",
    [ann.user.id],
  );
  await reset(app.visitor(), await tokenFor(app, ann.user));
  assert.equal((await trySignIn(ann.user.email, NEW)).location, "/dashboard");
});

test("the database has no link, in no table, nor has its dump", async () => {
  const browser = app.visitor();
  const page = await browser.get("/auth/reset");
  await browser.submit(page, "/auth/reset", { email: ann.user.email });
  const token = await tokenFor(app, ann.user);
  await reset(browser, token, { password: "short" });
  const tables = await app.database.sql<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  assert.ok(tables.length > 10);
  const hex = Buffer.from(token).toString("hex");
  const raw = Buffer.from(token, "base64url").toString("hex");
  for (const { name } of tables) {
    const rows = await app.database.sql<{ row: string }>(`select t::text as row from "${name}" t`);
    for (const { row } of rows) {
      for (const secret of [token, hex, raw]) assert.ok(!row.includes(secret), name);
    }
  }
  assert.ok(!JSON.stringify(app.log).includes(token), "nor has the log");
  const dump = await dumpText(app.database.connection);
  assert.ok(dump.includes(ann.user.email));
  for (const secret of [token, hex, raw]) assert.ok(!dump.includes(secret));
});

test("nobody is signed in by the link, and a browser session that was there before is not kept", async () => {
  const visitor = app.visitor();
  await reset(visitor, await tokenFor(app, ann.user));
  assert.equal((await visitor.get("/dashboard")).status, 303);
  // Of Ann's own browser.
  const before = ann.browser.cookie("plainlist_session");
  const done = await reset(ann.browser, await tokenFor(app, ann.user));
  assert.equal(done.location, "/auth/signin");
  assert.equal((await ann.browser.follow(done)).flash, "Password changed. Please sign in.");
  await ann.browser.signIn(ann.user.email, NEW);
  assert.notEqual(ann.browser.cookie("plainlist_session"), before);
});

test("who is signed in as someone else stays so, and is told", async () => {
  const done = await reset(bob.browser, await tokenFor(app, ann.user));
  assert.deepEqual([done.status, done.location], [303, "/dashboard"]);
  const page = await bob.browser.follow(done);
  assert.equal(page.flash, "Password changed. To sign in there, sign out here first.");
  assert.match(page.document.text, /Signed in as\s+Bob/);
});

test("a forged post changes nothing, and leaves the link usable", async () => {
  const token = await tokenFor(app, ann.user);
  const browser = app.visitor();
  const page = await browser.get(`/auth/reset/${token}`);
  const refused = await app.visitor().post(`/auth/reset/${token}`, { password: NEW });
  assert.equal(refused.status, 403);
  browser.headers = { "Sec-Fetch-Site": "cross-site" };
  assert.equal((await browser.submit(page, `/auth/reset/${token}`, { password: NEW })).status, 403);
  assert.ok(!refused.html.includes(NEW));
  assert.match(refused.html, /autocomplete="new-password"/);
  assert.equal((await trySignIn(ann.user.email, PASSWORD)).location, "/dashboard");
  assert.equal((await reset(app.visitor(), token)).status, 303);
});

test("fields that the form does not have are left alone", async () => {
  const extra = {
    user_id: bob.user.id,
    email: bob.user.email,
    username: bob.user.email,
    kind: "verify",
    email_verified: "1",
    disabled_at: "2020-01-01",
    deletion_at: "2020-01-01",
  };
  await reset(app.visitor(), await tokenFor(app, ann.user), extra);
  assert.equal((await trySignIn(bob.user.email, PASSWORD)).location, "/dashboard");
  assert.equal((await trySignIn(ann.user.email, NEW)).location, "/dashboard");
  const [row] = await app.database.sql(
    "select email, disabled_at, deletion_at from users where id = $1",
    [ann.user.id],
  );
  assert.deepEqual(row, { email: ann.user.email, disabled_at: null, deletion_at: null });
});

test("the link outlives a change of both secrets", async () => {
  const token = await tokenFor(app, ann.user);
  const browser = app.visitor();
  const page = await browser.get(`/auth/reset/${token}`);
  const { SESSION_SECRET: session, JWT_SECRET: jwt } = TEST_ENVIRONMENT;
  const later = await startTestApp(
    {
      SESSION_SECRET: `a newer session secret that is just as long,${session}`,
      JWT_SECRET: `a newer token secret that is also quite as long,${jwt}`,
    },
    { database: app.database },
  );
  const elsewhere = browser.copy(later.app);
  const done = await elsewhere.submit(page, `/auth/reset/${token}`, { password: NEW });
  assert.deepEqual([done.status, done.location], [303, "/auth/signin"]);
  await later.close();
});
