/** Signing out by page: at once, everywhere, and nothing stays in the browser. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp();
});

after(async () => app.close());

test("leads to the sign-in page, and takes every cookie and stored thing away", async () => {
  const { browser } = await app.signedUp("Ann");
  const result = await browser.signOut();
  assert.deepEqual([result.status, result.location], [303, "/auth/signin"]);
  const cleared = new Map(result.cookies.map((cookie) => [cookie.name, cookie]));
  for (const name of ["plainlist_token", "plainlist_session"]) {
    const cookie = cleared.get(name);
    assert.equal(cookie?.value, "", `${name} is emptied`);
    assert.ok(Date.parse(cookie?.attributes.expires ?? "") < Date.now(), `${name} is over`);
    assert.equal(cookie?.attributes.path, "/");
    assert.equal(browser.cookie(name), undefined);
  }
  assert.equal(result.response.headers["clear-site-data"], '"storage"');
  assert.equal((await browser.follow(result)).status, 200);
});

test("says so once, without a word of who it was", async () => {
  const { browser } = await app.signedUp("Ann");
  const result = await browser.signOut();
  const flash = result.cookies.find(({ name }) => name === "plainlist_flash");
  assert.ok(flash);
  const [payload = ""] = flash.value.split(".");
  assert.doesNotMatch(Buffer.from(payload, "base64url").toString("utf8"), /Ann/);
  const page = await browser.follow(result);
  assert.equal(page.flash, "You are signed out.");
  assert.equal(page.response.headers["cache-control"], "no-store");
  assert.equal(browser.cookie("plainlist_flash"), undefined);
  assert.equal((await browser.get("/auth/signin")).flash, null);
});

test("what the Back button would ask for again is refused", async () => {
  const { browser } = await app.signedUp("Ann");
  const page = await browser.get("/dashboard");
  assert.equal(page.response.headers["cache-control"], "no-store");
  await browser.signOut();
  const again = await browser.get("/dashboard");
  assert.equal(again.status, 303);
  assert.match((await browser.follow(again)).text, /Please sign in to continue/);
});

test("ends this sign-in only: another browser of the same person stays signed in", async () => {
  const { browser, user } = await app.signedUp("Ann");
  const phone = app.visitor();
  await phone.signIn(user.email, PASSWORD);
  const { browser: bob } = await app.signedUp("Bob");
  await browser.signOut();
  assert.equal((await browser.get("/dashboard")).status, 303);
  assert.equal((await phone.get("/dashboard")).status, 200);
  assert.equal((await bob.get("/dashboard")).status, 200);
});

test("with nobody signed in leads to the sign-in page too", async () => {
  const browser = app.visitor();
  const result = await browser.post("/auth/signout", {});
  assert.deepEqual([result.status, result.location], [303, "/auth/signin"]);
  const { browser: ann } = await app.signedUp("Ann");
  const page = await ann.get("/dashboard");
  await ann.submit(page, "/auth/signout");
  const twice = await ann.submit(page, "/auth/signout");
  assert.deepEqual([twice.status, twice.location], [303, "/auth/signin"]);
});

test("a forged sign-out asks first, and ends nothing by itself", async () => {
  const { browser } = await app.signedUp("Ann");
  const forged = await browser.post("/auth/signout", {});
  assert.equal(forged.status, 403);
  assert.equal((await browser.get("/dashboard")).status, 200);
  const confirmed = await browser.submit(forged, "/auth/signout", {}, "Sign out");
  assert.equal(confirmed.location, "/auth/signin");
  assert.equal((await browser.get("/dashboard")).status, 303);
});

test("another site's post, which comes without our cookies, does not have them cleared", async () => {
  const visitor = app.visitor();
  for (const headers of [{ "Sec-Fetch-Site": "cross-site" }, { Origin: "https://evil.example" }]) {
    visitor.headers = headers;
    const forged = await visitor.post("/auth/signout", {});
    assert.equal(forged.status, 403);
    const cleared = forged.cookies.filter((cookie) => cookie.value === "");
    assert.deepEqual(cleared, []);
  }
});

test("a link cannot sign out", async () => {
  const { browser } = await app.signedUp("Ann");
  const page = await browser.get("/auth/signout");
  assert.equal(page.status, 405);
  assert.equal(page.response.headers.allow, "POST");
  assert.equal((await browser.get("/dashboard")).status, 200);
});

test("the register says when, and the browser's memory on the server is gone", async () => {
  const { browser, user } = await app.signedUp("Ann");
  const memories = async () =>
    app.database.sql(
      `select sid from session where sess ->> 'authSessionId' in
         (select id::text from auth_sessions where user_id = $1)`,
      [user.id],
    );
  assert.equal((await memories()).length, 1);
  await browser.signOut();
  assert.equal((await memories()).length, 0);
  const rows = await app.database.sql<{ revoked_at: Date | null }>(
    "select revoked_at from auth_sessions where user_id = $1",
    [user.id],
  );
  assert.equal(rows.length, 1);
  assert.ok(rows[0]?.revoked_at instanceof Date);
});
