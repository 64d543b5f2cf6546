/** Browsers and programs that sign in: which are new, what ends with which, and the mail that says so. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import supertest from "supertest";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { securityEvents } from "../support/security_events.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const MINUTE = 60_000;

usePeople({ poolMax: 8 });
beforeEach(async () => {
  await app.database.sql("delete from mails");
});

async function mails(userId = ann.user.id) {
  return app.database.sql<{ kind: string; recipient: string; params: Record<string, unknown> }>(
    "select kind, recipient, params from mails where user_id = $1 order by id",
    [userId],
  );
}

/** How many sign-ins of browsers are live. */
async function live(userId = ann.user.id): Promise<number> {
  const rows = await app.database.sql(
    "select id from auth_sessions where user_id = $1 and kind = 'web' and revoked_at is null",
    [userId],
  );
  return rows.length;
}

const events = (kind: string) => securityEvents(app, ann.user, kind);

describe("a mail about a new browser", () => {
  it("is not sent for the one that signs up, nor when that signs in again", async () => {
    const fresh = app.visitor();
    const page = await fresh.get("/auth/signup");
    const fields = { name: "Cleo", email: "cleo@example.org", password: PASSWORD };
    assert.equal((await fresh.submit(page, "/auth/signup", fields)).status, 303);
    await fresh.signOut();
    await fresh.signIn(fields.email, PASSWORD);
    assert.deepEqual(await app.database.sql("select id from mails where kind = 'new-sign-in'"), []);
  });

  it("is sent for another one, once, and says with what and from where", async () => {
    const other = app.visitor();
    other.headers = { "User-Agent": FIREFOX };
    await other.signIn(ann.user.email, PASSWORD);
    const [mail, ...more] = await mails();
    assert.deepEqual(more, []);
    assert.deepEqual([mail?.kind, mail?.recipient], ["new-sign-in", ann.user.email]);
    assert.equal(mail?.params.userAgent, FIREFOX);
    assert.match(String(mail?.params.address), /127\.0\.0\.1/);
    const [event] = await events("sign-in");
    assert.deepEqual([event?.params.isNewBrowser, event?.params.isNewNetwork], [true, false]);
    await other.signOut();
    await other.signIn(ann.user.email, PASSWORD);
    assert.equal((await mails()).length, 1);
    assert.equal((await events("sign-in"))[1]?.params.isNewBrowser, false);
    assert.deepEqual(await mails(bob.user.id), []);
  });

  it("is sent again once its browser has lost its cookies", async () => {
    const other = app.visitor();
    await other.signIn(ann.user.email, PASSWORD);
    await other.signOut();
    other.loseCookie("plainlist_browser");
    await other.signIn(ann.user.email, PASSWORD);
    assert.equal((await mails()).length, 2);
  });

  it("tells accounts apart: a browser that one knows is new to another", async () => {
    await browser.signOut();
    await browser.signIn(bob.user.email, PASSWORD);
    assert.deepEqual(await mails(), []);
    assert.equal((await mails(bob.user.id)).length, 1);
  });

  it("is sent once for two sign-ins at the same moment", async () => {
    await signInTwice(app.visitor());
    assert.equal((await mails()).length, 1);
  });
});

describe("a program that signs in with the password", () => {
  const signIn = (address: string) =>
    supertest(behindProxy.app)
      .post("/api/auth/signin")
      .set("X-Forwarded-For", address)
      .send({ email: ann.user.email, password: PASSWORD });
  let behindProxy: TestApp;

  before(async () => {
    behindProxy = await startTestApp({ TRUST_PROXY: "1" }, { database: app.database });
  });
  after(() => behindProxy.close());

  it("has no cookie: a mail is sent for a network that nothing has signed in from", async () => {
    const statuses = [
      (await signIn("198.51.100.7")).status,
      (await signIn("198.51.100.7")).status,
      (await signIn("203.0.113.9")).status,
      (await signIn("198.51.100.7")).status,
    ];
    assert.deepEqual(statuses, [200, 200, 200, 200]);
    const addresses = (await mails()).map(({ params }) => params.address);
    assert.deepEqual(addresses, ["198.51.100.7", "203.0.113.9"]);
    const seen = (await events("sign-in")).map(({ params }) => params.isNewNetwork);
    assert.deepEqual(seen, [true, false, true, false]);
  });

  it("sends none from where a browser has signed in", async () => {
    const other = behindProxy.visitor();
    other.headers = { "X-Forwarded-For": "198.51.100.7" };
    await other.signIn(ann.user.email, PASSWORD);
    assert.equal((await mails()).length, 1, "about the browser");
    await signIn("198.51.100.7");
    assert.equal((await mails()).length, 1);
  });
});

/** Two tabs of one browser, whose forms arrive together. */
async function signInTwice(one: Browser): Promise<void> {
  const page = await one.get("/auth/signin");
  const tabs = [one, one.copy()];
  const fields = { email: ann.user.email, password: PASSWORD };
  const results = await Promise.all(tabs.map((tab) => tab.submit(page, "/auth/signin", fields)));
  assert.deepEqual(
    results.map(({ status }) => status),
    [303, 303],
  );
}

describe("two sign-ins of one browser at the same moment", () => {
  for (const [kind, start] of [
    ["that is new to the account", async () => app.visitor()],
    [
      "that has signed in before",
      async () => {
        const known = app.visitor();
        await known.signIn(ann.user.email, PASSWORD);
        await known.signOut();
        return known;
      },
    ],
  ] as const) {
    it(`leave nothing live after signing out, of a browser ${kind}`, async () => {
      for (let round = 0; round < 3; round += 1) {
        const one = await start();
        await signInTwice(one);
        assert.equal(await live(), 3);
        await one.signOut();
        // What Ann started elsewhere goes on.
        assert.equal(await live(), 1);
        assert.equal((await browser.get("/dashboard")).status, 200);
      }
    });
  }

  it("do not end each other", async () => {
    const one = app.visitor();
    await signInTwice(one);
    assert.equal((await one.get("/dashboard")).status, 200);
    assert.equal(await live(bob.user.id), 1);
  });
});

describe("signing in again", () => {
  it("ends what the browser has forgotten", async () => {
    const other = app.visitor();
    await other.signIn(ann.user.email, PASSWORD);
    for (let round = 0; round < 3; round += 1) {
      app.advance(2 * MINUTE);
      other.loseCookie("plainlist_token");
      other.loseCookie("plainlist_session");
      await other.signIn(ann.user.email, PASSWORD);
    }
    assert.equal(await live(), 2);
    assert.equal((await browser.get("/dashboard")).status, 200);
    assert.equal(await live(bob.user.id), 1);
  });

  it("as somebody else ends nothing of the other account", async () => {
    const other = app.visitor();
    await other.signIn(ann.user.email, PASSWORD);
    app.advance(2 * MINUTE);
    other.loseCookie("plainlist_token");
    other.loseCookie("plainlist_session");
    await other.signIn(bob.user.email, PASSWORD);
    assert.equal(await live(), 2);
  });
});

it("the cookie that recognises a browser cannot be read off a page", async () => {
  const one = app.visitor();
  const page = await one.get("/auth/signin");
  const visitor = one.cookie("plainlist_visitor") ?? "";
  assert.ok(page.html.includes(visitor));
  await one.signIn(ann.user.email, PASSWORD);
  const secret = one.cookie("plainlist_browser") ?? "";
  assert.match(secret, /^[\w-]{22}$/);
  assert.notEqual(secret, visitor);
  assert.ok(!(await one.get("/dashboard")).html.includes(secret));
});
