/** The link of a sign-up: it makes the account, once, and signs nobody in. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createAccountToken, TOKEN_LIFETIMES } from "../../src/models/account_tokens.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { mailsTo, tokenFor } from "./links_fixture.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp({ SIGNUP: "verified" }, { poolMax: 6 });
});
after(async () => app.close());

/** Signs up, and makes the link as the worker does. @returns its path. */
async function linkFor(
  email: string,
  password = PASSWORD,
  browser: Browser = app.visitor(),
): Promise<string> {
  const fields = { name: "Ann Lee", email, password };
  await browser.submit(await browser.get("/auth/signup"), "/auth/signup", fields);
  const mail = (await mailsTo(app, email)).at(-1);
  assert.ok(mail);
  const { database, clock } = app.services;
  const token = { kind: "sign-up", userId: null, email, params: mail.params } as const;
  return `/auth/verify/${await createAccountToken(database.knex, token, clock())}`;
}

async function press(link: string, browser: Browser = app.visitor()): Promise<PageResult> {
  return browser.submit(await browser.get(link), link);
}

async function signIn(email: string, password: string): Promise<string> {
  const browser = app.visitor();
  const page = await browser.get("/auth/signin");
  const result = await browser.submit(page, "/auth/signin", { email, password });
  return result.location ?? String(result.status);
}

async function accounts(email: string) {
  return app.database.sql<{ name: string; verified: boolean }>(
    "select name, email_verified_at is not null as verified from users where email = $1",
    [email],
  );
}

test("opening it makes nothing, pressing its button makes the account and leads to the sign-in", async () => {
  const email = "ann@example.org";
  const link = await linkFor(email);
  const browser = app.visitor();
  for (let time = 0; time < 2; time += 1) {
    const page = await browser.get(link);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes(email));
    assert.doesNotMatch(page.text, /Ann Lee/, "what a stranger may have typed is not shown");
    assert.equal((await browser.head(link)).status, 200);
  }
  assert.deepEqual(await accounts(email), []);
  const done = await press(link, browser);
  assert.deepEqual([done.status, done.location], [303, "/auth/signin"]);
  assert.equal((await browser.follow(done)).flash, "Your account is ready. Please sign in.");
  assert.equal((await browser.get("/dashboard")).status, 303, "nobody is signed in");
  assert.deepEqual(await accounts(email), [{ name: "Ann Lee", verified: true }]);
  assert.equal(await signIn(email, "not the password"), "422");
  assert.equal(await signIn(email, PASSWORD), "/dashboard");
  const [event] = await app.database.sql(
    "select e.kind, e.params from security_events e join users on users.id = user_id where email = $1 order by e.id",
    [email],
  );
  assert.deepEqual(event, { kind: "sign-up", params: { by: "mail" } });
});

test("it works once, and of two presses at once one makes the account", async () => {
  const link = await linkFor("once@example.org");
  const [one, two] = [app.visitor(), app.visitor()];
  const [page, tab] = [await one.get(link), await two.get(link)];
  const results = await Promise.all([one.submit(page, link), two.submit(tab, link)]);
  assert.deepEqual(results.map(({ status }) => status).sort(), [303, 410]);
  const again = await app.visitor().get(link);
  assert.equal(again.status, 410);
  assert.match(again.text, /This link has been used or has expired\./);
  const way = again.document.querySelector("main .buttons a");
  assert.equal(way?.getAttribute("href"), "/auth/signin", "the account is there by now");
});

test("signed up twice, the password is that of the link which was pressed first", async () => {
  const email = "twice@example.org";
  const first = await linkFor(email, "first harbour kettle");
  const second = await linkFor(email, "second harbour kettle");
  assert.equal((await press(second)).status, 303);
  assert.equal((await press(first)).status, 410);
  assert.equal(await signIn(email, "first harbour kettle"), "422");
  assert.equal(await signIn(email, "second harbour kettle"), "/dashboard");
});

test("it comes too late where the address has an account by now, which stays as it is", async () => {
  const { user } = await app.withToken("Taken");
  const link = await linkFor(user.email);
  assert.equal((await press(link)).status, 410);
  assert.deepEqual(
    (await accounts(user.email)).map(({ name }) => name),
    ["Taken"],
  );
});

test("it has a day", async () => {
  const email = "late@example.org";
  const link = await linkFor(email);
  await app.database.sql(
    "update account_tokens set expires_at = expires_at - $2 * interval '1 ms' where email = $1",
    [email, TOKEN_LIFETIMES["sign-up"]],
  );
  assert.equal((await app.visitor().get(link)).status, 410);
  assert.deepEqual(await accounts(email), []);
});

test("who is signed in to another account stays so, and is told", async () => {
  const { browser } = await app.signedUp("Bob");
  const done = await press(await linkFor("second-account@example.org"), browser);
  assert.equal(done.location, "/dashboard");
  const page = await browser.follow(done);
  assert.equal(page.flash, "Your account is ready. To sign in there, sign out here first.");
  assert.match(page.document.text, /Signed in as\s+Bob/);
});

test("the browser session of the sign-up, which a stranger may have planted, is never signed in", async () => {
  const email = "planted@example.org";
  const browser = app.visitor();
  const link = await linkFor(email, PASSWORD, browser);
  const stranger = browser.copy();
  const planted = browser.cookie("plainlist_session");
  assert.ok(planted);
  await press(link, browser);
  await browser.signIn(email, PASSWORD);
  assert.equal((await browser.get("/dashboard")).status, 200);
  assert.notEqual(browser.cookie("plainlist_session"), planted);
  assert.equal((await stranger.get("/dashboard")).status, 303);
});

test("a forged post, and fields of the form that it does not have, do nothing", async () => {
  const email = "forged@example.org";
  const { user } = await app.withToken("Carla");
  const link = await linkFor(email);
  assert.equal((await app.visitor().post(link, {})).status, 403);
  assert.deepEqual(await accounts(email), []);
  const browser = app.visitor();
  const extra = { email: user.email, name: "Mallory", password: "x", user_id: user.id };
  await browser.submit(await browser.get(link), link, extra);
  assert.deepEqual(await accounts(email), [{ name: "Ann Lee", verified: true }]);
  assert.equal(await signIn(email, PASSWORD), "/dashboard");
});

test("many wrong links from one network are refused, whatever they are for", async () => {
  const browser = app.visitor();
  await app.database.sql("delete from throttles");
  for (let time = 0; time < 60; time += 1) {
    assert.equal((await browser.get(`/auth/verify/${"d".repeat(43)}`)).status, 410);
  }
  assert.equal((await browser.get(`/auth/verify/${"d".repeat(43)}`)).status, 429);
  const { user } = await app.withToken("Dora");
  const right = await browser.get(`/auth/verify/${await tokenFor(app, user, "verify")}`);
  assert.equal(right.status, 200);
});
