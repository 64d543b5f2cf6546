/** Leaving: seven days to change one's mind, and then nothing is left. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { runMaintenance } from "../../src/maintenance.ts";
import { cancelDeletion } from "../../src/models/account_deletion.ts";
import { createAccountToken } from "../../src/models/account_tokens.ts";
import { createList } from "../../src/models/lists.ts";
import { queueMail } from "../../src/models/mails.ts";
import { saved } from "../models/people.ts";
import { PASSWORD } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { dumpText } from "../support/dump.ts";
import { add, ann, app, bob, browser, usePeople } from "./fixture.ts";

const CLIENT = { userAgent: "", address: "192.0.2.1" };

usePeople();

const DAY = 86_400_000;
const KEPT = "Welcome back. Nothing was deleted.";

async function leave(fields: Record<string, string> = { email: ann.user.email }) {
  return browser.submit(await browser.get("/settings/delete"), "/settings/delete", fields);
}

/** A CSRF token, from the only page that is left. */
async function token(): Promise<string> {
  const { document } = await browser.get("/settings/delete");
  return document.querySelector("[name=_csrf]")?.getAttribute("value") ?? "";
}

async function signIn(
  visitor: typeof browser,
  password = PASSWORD,
  email = ann.user.email,
): Promise<PageResult> {
  const page = await visitor.get("/auth/signin");
  return visitor.submit(page, "/auth/signin", { email, password });
}

/** The tables in which a text stands, in any column. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await app.database.sql<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await app.database.sql(
      `select 1 from "${name}" as r where strpos(lower(r::text), lower($1)) > 0 limit 1`,
      [text],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** Everything of Bob's, as he sees it. */
async function bobsPages(): Promise<string[]> {
  const paths = ["/tasks", "/lists", "/history"];
  const texts = paths.map(async (path) => (await bob.browser.get(path)).text);
  // The history has the day of its entries as a heading: "Today", and later the day.
  return (await Promise.all(texts)).map((text) =>
    text.replace(/(?<=Show )(Today|\w{3} \d+ \w{3})/, "A day"),
  );
}

describe("the page", () => {
  it("counts what goes, of one's own, and offers to take it along", async () => {
    assert.match((await browser.get("/settings/delete")).text, /0\s*tasks\s*Take everything/);
    await add(ann, "Buy milk");
    assert.match((await browser.get("/settings/delete")).text, /1\s*task, with its notes/);
    await add(ann, "Pay rent", { done: true });
    saved(await createList(ann.scope, { name: "Garden", colour: "moss" }));
    await add(bob, "Bob's own");
    const page = await browser.get("/settings/delete");
    assert.match(page.text, /2\s*tasks, 1 of them done/);
    assert.match(page.text, /1\s*list: Garden/);
    assert.equal(page.document.querySelector("main a.btn")?.getAttribute("href"), "/export");
    for (const path of ["/settings/delete", "/export"]) {
      const { document } = await browser.get(path);
      const current = document.querySelector("nav [aria-current=page]");
      assert.equal(current?.getAttribute("href"), "/settings", path);
    }
  });

  it("asks for the address of the account, and keeps what was typed", async () => {
    for (const [email, message] of [
      ["", "Email is required"],
      [bob.user.email, "That is not the address of this account"],
    ] as const) {
      const refused = await leave({ email });
      assert.equal(refused.status, 422);
      assert.ok(refused.text.includes(message));
      assert.equal(refused.document.querySelector("#email")?.getAttribute("value") ?? "", email);
    }
    assert.equal((await browser.get("/dashboard")).status, 200);
  });

  it("asks for the password first where the sign-in is not fresh, and then goes on", async () => {
    app.advance(16 * 60_000);
    const asked = await leave();
    assert.equal(asked.location, "/auth/confirm");
    const confirm = await browser.follow(asked);
    assert.match(confirm.text, /delete your account/);
    const done = await browser.submit(confirm, "/auth/confirm", { password: PASSWORD });
    assert.equal(done.location, "/settings/delete");
    assert.match((await browser.get("/settings/delete")).text, /Your account is going/);
  });
});

describe("an account that is about to be deleted", () => {
  const other = () => app.visitor();
  let tokens: { ann: string; bob: string };

  beforeEach(async () => {
    const { authenticator } = app.services;
    tokens = {
      ann: await authenticator.signInBearer(CLIENT, ann.user),
      bob: await authenticator.signInBearer(CLIENT, bob.user),
    };
    const done = await leave({ email: ` ${ann.user.email.toUpperCase()} ` });
    assert.equal(done.location, "/settings/delete");
  });

  it("has only this sign-in left, and each of its pages leads to the one that keeps it", async () => {
    const sessionOf = async (token: string) =>
      (await app.services.authenticator.identifyBearer(token, CLIENT)).session;
    assert.equal(await sessionOf(tokens.ann), null);
    assert.notEqual(await sessionOf(tokens.bob), null);
    for (const path of ["/dashboard", "/tasks", "/settings"]) {
      assert.equal((await browser.get(path)).location, "/settings/delete");
    }
    assert.equal((await bob.browser.get("/dashboard")).status, 200);
    const posted = await browser.post("/tasks", { title: "x", _csrf: await token() });
    assert.equal(posted.location, "/settings/delete");
    const { document, text } = await browser.get("/export");
    assert.equal(
      document.querySelector("main .breadcrumb")?.getAttribute("href"),
      "/settings/delete",
    );
    assert.equal(document.querySelector("nav.sidebar"), null, "no links to pages that are closed");
    assert.match(text, /Download the file/);
  });

  it("is kept by the button", async () => {
    const page = await browser.get("/settings/delete");
    const kept = await browser.submit(page, "/settings/delete/cancel");
    assert.equal(kept.location, "/dashboard");
    assert.ok((await browser.follow(kept)).text.includes(KEPT));
    app.advance(8 * DAY);
    await runMaintenance(app.services);
    assert.equal((await signIn(other())).location, "/dashboard");
  });

  it("is kept by signing in, but not by a program or a wrong password", async () => {
    const days = async () => (await browser.get("/settings/delete")).text;
    assert.match(await days(), /We write once more/);
    app.advance(6 * DAY);
    assert.doesNotMatch(await days(), /We write once more/, "it has been sent by now");
    assert.equal((await signIn(other(), "wrong password")).status, 422);
    assert.equal((await browser.get("/dashboard")).location, "/settings/delete");
    const visitor = other();
    const done = await signIn(visitor);
    assert.equal(done.location, "/dashboard");
    assert.ok((await visitor.follow(done)).text.includes(KEPT));
    assert.deepEqual(
      await app.database.sql("select 1 from mails where user_id = $1 and kind = $2", [
        ann.user.id,
        "deletion-requested",
      ]),
      [],
    );
  });

  it("announces it by mail, at once and a day before", async () => {
    const mails = await app.database.sql<{ recipient: string; days: number; reminder: string }>(
      `select recipient, round(extract(epoch from due_at - created_at) / 86400)::integer as days,
         params ->> 'isReminder' as reminder
       from mails where user_id = $1 and kind = 'deletion-requested' order by due_at`,
      [ann.user.id],
    );
    const recipient = ann.user.email;
    assert.deepEqual(mails, [
      { recipient, days: 0, reminder: "false" },
      { recipient, days: 6, reminder: "true" },
    ]);
  });

  it("is as it was after a second request, and for whom it was not asked", async () => {
    const [first] = await app.database.sql("select deletion_at from users where id = $1", [
      ann.user.id,
    ]);
    app.advance(DAY / 2);
    await browser.post("/settings/delete", { email: ann.user.email, _csrf: await token() });
    assert.deepEqual(
      await app.database.sql("select deletion_at from users where id = $1", [ann.user.id]),
      [first],
    );
    assert.deepEqual(
      await app.database.sql("select 1 from users where id = $1 and deletion_at is not null", [
        bob.user.id,
      ]),
      [],
    );
  });
});

describe("after seven days", () => {
  afterEach(() => app.database.sql("truncate mails"));

  it("nothing is left of the account, and everything of the others", async () => {
    const { knex } = app.database.database;
    const { id, email } = ann.user;
    for (const person of [ann, bob]) {
      await add(person, "Buy milk", { tags: ["home"] });
      await person.browser.post("/tasks", {
        quick: "1",
        title: "Sweep @Shed #dust",
        request_key: "a key",
        _csrf: await person.browser.token(),
      });
    }
    const now = app.services.clock();
    await createAccountToken(knex, { kind: "sign-up", userId: null, email }, now);
    await createAccountToken(knex, { kind: "reset", userId: id, email }, now);
    await queueMail(knex, { kind: "reset", recipient: email, userId: null }, now);
    await signIn(app.visitor(), "wrong password");
    await leave();
    await app.services.background.settled();
    // The first look shows the message of what he has just done.
    await bobsPages();
    const before = await bobsPages();
    app.advance(7 * DAY - 60_000);
    await runMaintenance(app.services);
    assert.ok((await tablesWith(email)).includes("users"));
    assert.ok((await dumpText(app.database.connection)).includes(email));
    app.advance(120_000);
    await runMaintenance(app.services);
    assert.deepEqual(await tablesWith(id), []);
    assert.deepEqual(await tablesWith(email), []);
    const dump = await dumpText(app.database.connection);
    for (const text of [id, email]) assert.ok(!dump.toLowerCase().includes(text), "in the dump");
    assert.ok(dump.includes(bob.user.id));
    const bobIn = await signIn(bob.browser, PASSWORD, bob.user.email);
    assert.equal(bobIn.location, "/dashboard");
    assert.deepEqual(await bobsPages(), before);
    assert.equal((await signIn(app.visitor())).status, 422);
  });

  it("nobody can sign in, even before the account has been deleted", async () => {
    await leave();
    app.advance(7 * DAY + 1);
    assert.equal((await signIn(app.visitor())).status, 422);
    await runMaintenance(app.services);
    assert.deepEqual(await tablesWith(ann.user.id), []);
  });

  it("what has begun cannot be taken back, also where a clock is behind", async () => {
    await leave();
    const { database, clock } = app.services;
    const early = clock();
    app.advance(7 * DAY + 60_000);
    await app.database.sql("alter table sections rename to away");
    await runMaintenance(app.services);
    await app.database.sql("alter table away rename to sections");
    assert.ok((await tablesWith(ann.user.email)).includes("users"));
    const behind = new Date(early.getTime() + 7 * DAY - 60_000);
    assert.equal(await cancelDeletion(database, ann.user.id, behind), false);
    await runMaintenance(app.services);
    assert.deepEqual(await tablesWith(ann.user.id), []);
  });

  it("the address can sign up again, as somebody new", async () => {
    await add(ann, "Old secret");
    await leave();
    app.advance(8 * DAY);
    await runMaintenance(app.services);
    const visitor = app.visitor();
    const account = { name: "Ann", email: ann.user.email, password: PASSWORD };
    const done = await visitor.submit(await visitor.get("/auth/signup"), "/auth/signup", account);
    assert.equal(done.location, "/dashboard");
    assert.doesNotMatch((await visitor.get("/tasks")).text, /Old secret/);
  });
});
