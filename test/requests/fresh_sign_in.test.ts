/** What touches the keys of the account asks again who it is, and then goes on with the form that was sent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runMaintenance } from "../../src/maintenance.ts";
import { PASSWORD, startTestApp, TEST_ENVIRONMENT } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { securityEvents } from "../support/security_events.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

const PAGE = "/settings/tokens";
const CONFIRM = "/auth/confirm";
const TOKEN = /plt_[a-z2-7]{26}/;
const MINUTE = 60_000;
const NAME = "Backup at home";
const FIELDS = { name: NAME, access: "write", days: "365" };

usePeople({ poolMax: 8 });

/** Sends the form of a token after the last proof has become too old. */
async function sendStale(
  fields: Record<string, string> = FIELDS,
  one = browser,
): Promise<PageResult> {
  const page = await one.get(PAGE);
  app.advance(16 * MINUTE);
  return one.submit(page, PAGE, fields);
}

const confirm = (page: PageResult, password = PASSWORD, one = browser) =>
  one.submit(page, CONFIRM, { password });

async function names(userId = ann.user.id): Promise<string[]> {
  const rows = await app.database.sql<{ name: string }>(
    "select name from auth_sessions where user_id = $1 and kind = 'token' order by created_at, name",
    [userId],
  );
  return rows.map(({ name }) => name);
}

async function events(kind: string): Promise<object[]> {
  return (await securityEvents(app, ann.user, kind)).map(({ params }) => params);
}

describe("a form that needs a fresh sign-in", () => {
  it("is handled at once for a quarter of an hour", async () => {
    const page = await browser.get(PAGE);
    app.advance(14 * MINUTE);
    assert.equal((await browser.submit(page, PAGE, FIELDS)).location, PAGE);
    assert.deepEqual(await names(), [NAME]);
  });

  it("is not handled after its account has begun to leave", async () => {
    const page = await browser.follow(await sendStale());
    await app.database.sql("update users set deletion_at = $2 where id = $1", [
      ann.user.id,
      new Date(app.services.clock().getTime() + 7 * 24 * 60 * MINUTE),
    ]);
    const reply = await confirm(page);
    assert.deepEqual([reply.status, reply.location], [303, "/settings/delete"]);
    assert.deepEqual(await names(), []);
  });

  it("waits then, and its page says in words what it does", async () => {
    const refused = await sendStale();
    assert.deepEqual([refused.status, refused.location], [303, CONFIRM]);
    const page = await browser.follow(refused);
    assert.equal(page.title, "Is it you? – Plainlist");
    assert.match(
      page.text,
      /You are about to make a token\. .* and yours is from 16 minutes ago\./,
    );
    const facts = page.document
      .querySelectorAll("dl div")
      .map((one) => one.text.replace(/\s+/g, " ").trim());
    assert.deepEqual(facts, [`Name ${NAME}`, "It may read and write", "It ends after a year"]);
    assert.match(page.form(CONFIRM).text, /Make the token/);
    const cancel = page.document.querySelector("main form a");
    assert.equal(cancel?.getAttribute("href"), PAGE);
    assert.equal(page.document.querySelector("header nav a")?.text, "Ann");
    assert.deepEqual(await names(), []);
  });

  it("goes on by itself after the right password, with the very text that was typed", async () => {
    const odd = `<b>"Ида's" & 😀</b>`;
    const page = await browser.follow(await sendStale({ ...FIELDS, name: odd }));
    const result = await confirm(page);
    assert.deepEqual([result.status, result.location], [303, PAGE]);
    const made = await browser.follow(result);
    assert.match(made.html, TOKEN);
    assert.equal(made.flash, `Token made: ${odd}.`);
    assert.deepEqual(await names(), [odd]);
    assert.deepEqual(await events("confirmed"), [{ by: "password" }]);
    // It was asked for once: the next one is made at once.
    const next = await browser.submit(await browser.get(PAGE), PAGE, { name: "Next" });
    assert.equal(next.location, PAGE);
  });

  it("shows its own mistakes after the proof, at its own address", async () => {
    const page = await browser.follow(await sendStale({ ...FIELDS, name: "" }));
    const result = await confirm(page);
    assert.equal(result.status, 422);
    assert.deepEqual(result.problems, ["Name is required"]);
    const fixed = await browser.submit(result, PAGE, { name: NAME });
    assert.match((await browser.follow(fixed)).html, TOKEN);
  });

  it("is refused where it is too large to be kept", async () => {
    const refused = await sendStale({ ...FIELDS, name: "x".repeat(70_000) });
    assert.equal(refused.status, 413);
  });

  it("needs a form of our own all the same", async () => {
    app.advance(16 * MINUTE);
    const forged = await browser.post(PAGE, FIELDS);
    assert.equal(forged.status, 403);
    assert.match((await browser.get(CONFIRM)).text, /Nothing waits for you here/);
  });
});

describe("the wrong password", () => {
  it("is a 422, recorded and counted as an attempt to sign in", async () => {
    const page = await browser.follow(await sendStale());
    const wrong = await confirm(page, "not the password");
    assert.equal(wrong.status, 422);
    assert.deepEqual(wrong.problems, ["That password is not right"]);
    assert.ok(!wrong.html.includes("not the password"));
    assert.deepEqual(await events("confirm-failed"), [{}]);
    assert.deepEqual(await names(), []);
    let last = wrong;
    for (let attempt = 2; attempt <= 10; attempt += 1)
      last = await confirm(last, "not the password");
    assert.equal(last.status, 422);
    const locked = await confirm(last);
    assert.equal(locked.status, 429);
    assert.match(locked.problems[0] ?? "", /^Too many attempts\. Please try again in \d+ minutes/);
    assert.match(locked.text, new RegExp(NAME), "what waits is still there");
    // The same counter as that of the sign-in page.
    const { email } = ann.user;
    const visitor = app.visitor();
    const signIn = await visitor.get("/auth/signin");
    const refused = await visitor.submit(signIn, "/auth/signin", { email, password: PASSWORD });
    assert.equal(refused.status, 429);
    app.advance(16 * MINUTE);
    assert.match((await browser.follow(await confirm(locked))).html, TOKEN);
  });

  it("that is empty is asked for, and not counted", async () => {
    const page = await browser.follow(await sendStale());
    const empty = await confirm(page, "");
    assert.deepEqual(empty.problems, ["Password is required"]);
    assert.deepEqual(await events("confirm-failed"), []);
  });
});

describe("forms of several tabs", () => {
  it("wait beside each other, and each goes on by its own page", async () => {
    const [one, two] = [await browser.get(PAGE), await browser.get(PAGE)];
    app.advance(16 * MINUTE);
    const first = await browser.follow(await browser.submit(one, PAGE, { name: "First" }));
    const second = await browser.follow(await browser.submit(two, PAGE, { name: "Second" }));
    assert.match(first.text, /First/);
    assert.match(second.text, /Second/);
    await browser.follow(await confirm(first));
    assert.deepEqual(await names(), ["First"]);
    // The proof was given: the page of the other tab still takes its password.
    assert.match((await browser.get(CONFIRM)).text, /You have just shown that it is you/);
    await browser.follow(await confirm(second));
    assert.deepEqual(await names(), ["First", "Second"]);
    const none = await browser.get(CONFIRM);
    assert.match(none.text, /Nothing waits for you here/);
    assert.equal(none.document.querySelector("main a"), null, "there is nothing to cancel");
  });

  it("that were sent twice are one", async () => {
    const page = await browser.get(PAGE);
    app.advance(16 * MINUTE);
    await browser.submit(page, PAGE, FIELDS);
    const asked = await browser.follow(await browser.submit(page, PAGE, FIELDS));
    const results = await Promise.all(
      [1, 2, 3].map(() => confirm(asked, PASSWORD, browser.copy())),
    );
    for (const result of results) assert.deepEqual([result.status, result.location], [303, PAGE]);
    const late = await confirm(asked);
    assert.deepEqual([late.status, late.location], [303, PAGE], "the page of the form");
    assert.deepEqual(await names(), [NAME]);
  });
});

describe("a proof", () => {
  it("makes the session id and the JWT new, and forgets the old id", async () => {
    const page = await browser.follow(await sendStale());
    const copy = browser.copy();
    await confirm(page);
    for (const name of ["plainlist_session", "plainlist_token"]) {
      assert.notEqual(browser.cookie(name), copy.cookie(name), name);
    }
    // A copy of the old cookies has nothing that renews its JWT.
    app.advance(16 * MINUTE);
    assert.equal(
      (await copy.get(PAGE)).location,
      `/auth/signin?return_to=${PAGE.replaceAll("/", "%2F")}`,
    );
    assert.equal((await browser.get(PAGE)).status, 200);
    const rows = await app.database.sql("select 1 from auth_sessions where user_id = $1", [
      ann.user.id,
    ]);
    assert.equal(rows.length, 2, "the sign-in and the token");
  });

  it("signs no other tab out: what was open before still works, and what waits still waits", async () => {
    const [list, other] = [await browser.get("/tasks"), await browser.get(PAGE)];
    const page = await browser.follow(await sendStale());
    const waiting = await browser.follow(await browser.submit(other, PAGE, { name: "Second" }));
    await browser.follow(await confirm(page));
    const added = await browser.submit(list, "/tasks", { title: "Still here" });
    assert.equal(added.status, 303);
    assert.match((await browser.follow(added)).text, /Still here/);
    app.advance(16 * MINUTE);
    assert.match((await browser.follow(await confirm(waiting))).html, TOKEN);
    assert.deepEqual(await names(), [NAME, "Second"]);
  });
});

describe("a form that waits", () => {
  it("is its owner's alone", async () => {
    await sendStale();
    // Bob's browser, whose JWT is a new one, gets the browser session of Ann's.
    await bob.browser.get("/dashboard");
    const mixed = bob.browser.copy();
    mixed.setCookie("plainlist_session", browser.cookie("plainlist_session") ?? "");
    const page = await mixed.get(CONFIRM);
    assert.match(page.text, /Nothing waits for you here/);
    assert.ok(!page.html.includes(NAME));
    const result = await confirm(page, PASSWORD, mixed);
    assert.deepEqual([result.status, result.location], [303, "/settings"]);
    assert.deepEqual(await names(bob.user.id), []);
  });

  it("is gone after signing out, also for who signs in next", async () => {
    await sendStale();
    await browser.signOut();
    await browser.signIn(bob.user.email, PASSWORD);
    assert.match((await browser.get(CONFIRM)).text, /Nothing waits for you here/);
    await browser.signOut();
    await browser.signIn(ann.user.email, PASSWORD);
    assert.match((await browser.get(CONFIRM)).text, /Nothing waits for you here/);
  });

  it("is carried over where its user signs in again in the same browser", async () => {
    await sendStale();
    browser.loseCookie("plainlist_token");
    await app.database.sql("update auth_sessions set revoked_at = now() where user_id = $1", [
      ann.user.id,
    ]);
    await browser.signIn(ann.user.email, PASSWORD);
    const page = await browser.get(CONFIRM);
    assert.match(page.text, /You have just shown that it is you/);
    assert.match((await browser.follow(await browser.submit(page, CONFIRM))).html, TOKEN);
  });

  it("is forgotten after an hour, in the database too", async () => {
    const name = "Only for an hour";
    const page = await browser.follow(await sendStale({ ...FIELDS, name }));
    app.advance(61 * MINUTE);
    assert.match((await browser.get(CONFIRM)).text, /Nothing waits for you here/);
    const result = await confirm(page);
    assert.equal(result.location, PAGE);
    assert.deepEqual(await names(), []);
    const kept = () =>
      app.database.sql("select 1 from session where sess::text like '%' || $1 || '%'", [name]);
    assert.equal((await kept()).length, 1);
    await runMaintenance(app.services);
    assert.equal((await kept()).length, 0);
    assert.equal((await browser.get("/dashboard")).status, 200);
  });

  it("is not changed by looking at its page", async () => {
    await sendStale();
    const rows = async () => [
      await app.database.sql("select sid, sess::text from session order by sid"),
      await app.database.sql("select * from auth_sessions where user_id = $1", [ann.user.id]),
      await names(),
    ];
    // The JWT is renewed first.
    await browser.get("/dashboard");
    const before = await rows();
    for (const path of [CONFIRM, `${CONFIRM}?waiting=x`, `${CONFIRM}?password=${PASSWORD}`]) {
      await browser.get(path);
      await browser.head(path);
    }
    assert.deepEqual(await rows(), before);
  });

  it("goes nowhere else: a made-up name of it leads to a page of ours", async () => {
    const page = await browser.get(CONFIRM);
    for (const waiting of ["//evil.example x", "https://evil.example", "/tasks/1/deletion x", ""]) {
      const result = await browser.submit(page, CONFIRM, { waiting, password: PASSWORD });
      assert.deepEqual([result.status, result.location], [303, "/settings"], waiting);
    }
  });
});

it("goes on where both secrets are replaced meanwhile", async () => {
  const { SESSION_SECRET = "", JWT_SECRET = "" } = TEST_ENVIRONMENT;
  const rotated = {
    SESSION_SECRET: `a new session secret that is long enough too,${SESSION_SECRET}`,
    JWT_SECRET: `a new token secret which is long enough as well,${JWT_SECRET}`,
  };
  const during = await startTestApp(rotated, { database: app.database });
  try {
    const asked = await browser.get(PAGE);
    app.advance(16 * MINUTE);
    during.advance(app.services.clock().getTime() - Date.now());
    const on = (at: typeof app): Browser => browser.copy(at.app);
    const refused = await browser.submit(asked, PAGE, FIELDS);
    const onward = on(during);
    const page = await onward.follow(refused);
    assert.match(page.text, new RegExp(NAME));
    const made = await onward.follow(await onward.submit(page, CONFIRM, { password: PASSWORD }));
    assert.match(made.html, TOKEN);
    assert.deepEqual(await names(), [NAME]);
  } finally {
    await during.close();
  }
});
