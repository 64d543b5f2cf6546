/** The bridge from session to JWT, seen from the browser: who stays signed in, how long, and what ends it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TOKEN = "plainlist_token";
const SESSION = "plainlist_session";

let app: TestApp;

before(async () => {
  app = await startTestApp({}, { poolMax: 4 });
});

after(async () => app.close());

/** Nobody's: led to the sign-in page, which says why. @returns that page. */
async function assertRefused(browser: Browser, reason: RegExp): Promise<PageResult> {
  const refused = await browser.get("/tasks");
  assert.equal(refused.status, 303);
  assert.match(refused.location ?? "", /^\/auth\/signin/);
  const page = await browser.follow(refused);
  assert.match(page.text, reason);
  return page;
}

async function assertSignedIn(browser: Browser, name: string): Promise<PageResult> {
  const page = await browser.get("/dashboard");
  assert.equal(page.status, 200, page.location);
  assert.equal(page.document.querySelector(".account bdi")?.text, name);
  return page;
}

async function lastSeen(userId: string): Promise<Date | undefined> {
  const [row] = await app.database.sql<{ last_seen_at: Date }>(
    "select last_seen_at from auth_sessions where user_id = $1",
    [userId],
  );
  return row?.last_seen_at;
}

describe("the short proof", () => {
  test("is renewed in passing when it has run out, and not before", async () => {
    const { browser, user } = await app.signedUp("Ann");
    const first = browser.cookie(TOKEN);
    const seen = await lastSeen(user.id);
    app.advance(14 * MINUTE);
    const early = await assertSignedIn(browser, "Ann");
    assert.deepEqual(early.cookies, []);
    assert.deepEqual(await lastSeen(user.id), seen);
    app.advance(2 * MINUTE);
    const late = await assertSignedIn(browser, "Ann");
    assert.deepEqual(late.cookies.map(({ name }) => name).sort(), [SESSION, TOKEN]);
    assert.notEqual(browser.cookie(TOKEN), first);
    const now = await lastSeen(user.id);
    assert.ok(now && seen && now.getTime() - seen.getTime() >= 15 * MINUTE);
    assert.deepEqual((await assertSignedIn(browser, "Ann")).cookies, []);
  });

  test("is renewed for a form that is being sent: nothing is asked, nothing lost", async () => {
    const { browser } = await app.signedUp("Ann");
    const page = await browser.get("/tasks");
    app.advance(3 * 60 * MINUTE);
    const sent = await browser.submit(page, "/tasks", { title: "Written slowly" });
    assert.equal(sent.status, 303);
    assert.match((await browser.follow(sent)).text, /Written slowly/);
  });

  test("is renewed for many tabs at once, none of which signs the others out", async () => {
    const { browser } = await app.signedUp("Ann");
    for (let round = 0; round < 3; round += 1) {
      app.advance(20 * MINUTE);
      const tabs = Array.from({ length: 8 }, () => browser.copy());
      const pages = await Promise.all(tabs.map((tab) => tab.get("/tasks")));
      assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([200]));
      for (const tab of tabs) await assertSignedIn(tab, "Ann");
    }
    await assertSignedIn(browser, "Ann");
  });

  test("by itself is enough until it runs out", async () => {
    const { browser } = await app.signedUp("Ann");
    browser.loseCookie(SESSION);
    await assertSignedIn(browser, "Ann");
    app.advance(16 * MINUTE);
    await assertRefused(browser, /Token expired, please log in again/);
  });

  test("that was lost is made anew from the session", async () => {
    const { browser } = await app.signedUp("Ann");
    browser.loseCookie(TOKEN);
    await assertSignedIn(browser, "Ann");
    assert.ok(browser.cookie(TOKEN));
  });

  test("that somebody else signed counts for nothing", async () => {
    const other = await startTestApp(
      { JWT_SECRET: "another secret which nobody here knows" },
      { database: app.database },
    );
    const { browser } = await other.signedUp("Mallory");
    const forged = browser.copy(app.app);
    forged.loseCookie(SESSION);
    await assertRefused(forged, /Please sign in to continue/);
    await other.close();
  });

  test("of the API opens no page", async () => {
    const { token } = await app.withToken("Ann");
    const browser = app.visitor();
    browser.headers = { Cookie: `${TOKEN}=${token}`, Authorization: `Bearer ${token}` };
    assert.equal((await browser.get("/dashboard")).status, 303);
  });
});

describe("a sign-in", () => {
  test("lasts a week unused, and no longer", async () => {
    const { browser } = await app.signedUp("Ann");
    app.advance(7 * DAY - MINUTE);
    await assertSignedIn(browser, "Ann");
    app.advance(7 * DAY - MINUTE);
    await assertSignedIn(browser, "Ann");
    app.advance(7 * DAY + MINUTE);
    const page = await assertRefused(browser, /Token expired, please log in again/);
    assert.doesNotMatch(page.text, /Please sign in to continue/);
  });

  test("ends after ninety days however much it is used", async () => {
    const { browser } = await app.signedUp("Ann");
    for (let day = 6; day < 90; day += 6) {
      app.advance(6 * DAY);
      await assertSignedIn(browser, "Ann");
    }
    app.advance(6 * DAY - MINUTE);
    await assertSignedIn(browser, "Ann");
    app.advance(2 * MINUTE);
    await assertRefused(browser, /Token expired, please log in again/);
  });

  test("lasts as long unused as SESSION_TTL says", async () => {
    const short = await startTestApp({ SESSION_TTL: "20m" }, { database: app.database });
    const { browser } = await short.signedUp("Shorty");
    for (let round = 0; round < 3; round += 1) {
      short.advance(19 * MINUTE);
      await assertSignedIn(browser, "Shorty");
    }
    short.advance(21 * MINUTE);
    await assertRefused(browser, /Token expired, please log in again/);
    await short.close();
  });

  test("that ran out goes on, after signing in again, at the page asked for", async () => {
    const { browser, user } = await app.signedUp("Ann");
    app.advance(8 * DAY);
    const page = await assertRefused(browser, /Token expired, please log in again/);
    const result = await browser.submit(page, "/auth/signin", {
      email: user.email,
      password: PASSWORD,
    });
    assert.equal(result.location, "/tasks");
    assert.equal((await browser.follow(result)).status, 200);
  });
});

describe("signed out means signed out, at once:", () => {
  test("a copy of all cookies is dead too, now and later", async () => {
    const { browser } = await app.signedUp("Ann");
    const thief = browser.copy();
    await assertSignedIn(thief, "Ann");
    await browser.signOut();
    assert.equal((await thief.get("/dashboard")).status, 303);
    app.advance(20 * MINUTE);
    assert.equal((await thief.get("/dashboard")).status, 303);
    const { browser: bob } = await app.signedUp("Bob");
    await assertSignedIn(bob, "Bob");
  });

  test("pages that were under way meanwhile bring nothing back", async () => {
    const { browser } = await app.signedUp("Ann");
    const page = await browser.get("/tasks");
    app.advance(20 * MINUTE);
    const tabs = Array.from({ length: 6 }, () => browser.copy());
    const signingOut = browser.submit(page, "/auth/signout");
    await Promise.all([signingOut, ...tabs.map((tab) => tab.get("/tasks"))]);
    for (const tab of tabs) assert.equal((await tab.get("/tasks")).status, 303);
    app.advance(20 * MINUTE);
    for (const tab of tabs) assert.equal((await tab.get("/tasks")).status, 303);
  });

  test("a row of the register that is revoked in the database is as good", async () => {
    const { browser, user } = await app.signedUp("Ann");
    const { browser: bob } = await app.signedUp("Bob");
    await app.database.sql("update auth_sessions set revoked_at = now() where user_id = $1", [
      user.id,
    ]);
    await assertRefused(browser, /Please sign in to continue/);
    browser.loseCookie(TOKEN);
    await assertRefused(browser, /Please sign in to continue/);
    await assertSignedIn(bob, "Bob");
  });

  test("an account that is deleted takes its sign-ins along", async () => {
    const { browser, user } = await app.signedUp("Ann");
    await app.database.sql("delete from users where id = $1", [user.id]);
    await assertRefused(browser, /Please sign in to continue/);
  });
});

test("a session that was planted in the browser before is not the one after signing in", async () => {
  // A session without a sign-in, which only remembers a form: Mallory's, in Ann's browser.
  const { browser: mallory } = await app.signedUp("Mallory");
  const page = await mallory.get("/tasks");
  await mallory.signOut();
  await mallory.submit(page, "/tasks", { title: "Never mind" });
  const planted = mallory.cookie(SESSION);
  assert.ok(planted, "there is a session to plant");
  const { user } = await app.withToken("Ann");
  const browser = mallory.copy();
  await browser.signIn(user.email, PASSWORD);
  await assertSignedIn(browser, "Ann");
  assert.notEqual(browser.cookie(SESSION), planted);
  assert.equal((await mallory.get("/dashboard")).status, 303);
  app.advance(20 * MINUTE);
  assert.equal((await mallory.get("/dashboard")).status, 303);
});
