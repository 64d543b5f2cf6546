/** Who can sign up, as SIGNUP says: by the link of a mail, by an invitation, nobody. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import bcrypt from "bcrypt";
import { createAccountToken } from "../../src/models/account_tokens.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { assertProblems } from "../support/fields.ts";
import { statementsOf } from "../support/statements.ts";
import { answerOf, mailsTo } from "./links_fixture.ts";

const PERSON = { name: "Ann Lee", email: "ann.lee@example.org", password: PASSWORD };

async function signUp(
  app: TestApp,
  fields: Record<string, string>,
  browser: Browser = app.visitor(),
): Promise<PageResult> {
  return browser.submit(await browser.get("/auth/signup"), "/auth/signup", fields);
}

function links(page: PageResult, place = "body"): string[] {
  const found = page.document.querySelectorAll(`${place} a[href="/auth/signup"]`);
  return found.map((link) => link.text.trim());
}

describe("verified", () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp({ SIGNUP: "verified" });
  });
  after(async () => app.close());

  test("a sign-up leads to a page that says to look for a mail, and makes no account yet", async () => {
    const browser = app.visitor();
    const result = await signUp(app, PERSON, browser);
    assert.deepEqual([result.status, result.location], [303, "/auth/check-mail"]);
    const page = await browser.follow(result);
    assert.equal(page.status, 200);
    assert.match(page.text, /A link is on its way to ann\.lee@example\.org\./);
    assert.deepEqual(
      await app.database.sql("select 1 from users where email = $1", [PERSON.email]),
      [],
    );
    const [mail, ...others] = await mailsTo(app, PERSON.email);
    assert.deepEqual(others, []);
    assert.deepEqual([mail?.kind, mail?.user_id], ["sign-up", null]);
    const { password_hash: hash, ...params } = mail?.params ?? {};
    assert.deepEqual(params, {
      name: PERSON.name,
      email: PERSON.email,
      password_scheme: 3,
      time_zone: null,
      date_format: null,
    });
    assert.match(String(hash), /^\$2b\$/);
    assert.equal((await browser.get("/dashboard")).status, 303, "nobody is signed in");
    const elsewhere = await app.visitor().get("/auth/check-mail");
    assert.doesNotMatch(elsewhere.text, /ann\.lee/);
  });

  test("the link of the mail makes the account once, and then one signs in with the password", async () => {
    const { knex } = app.services.database;
    const email = "lee@example.org";
    const person = { ...PERSON, email };
    await signUp(app, person);
    const [mail] = await mailsTo(app, email);
    const wanted = { kind: "sign-up", userId: null, email, params: mail?.params ?? {} } as const;
    const token = await createAccountToken(knex, wanted, app.services.clock());
    const link = `/auth/verify/${token}`;
    const browser = app.visitor();
    const page = await browser.get(link);
    assert.match(page.text, /Is this your address\?\s*lee@example\.org/);
    const users = () => app.database.sql("select 1 from users where email = $1", [email]);
    assert.deepEqual(await users(), [], "opening it makes nothing");
    const done = await browser.submit(page, link);
    assert.equal(done.location, "/auth/signin");
    assert.equal((await browser.get("/dashboard")).status, 303, "the mail alone signs nobody in");
    assert.equal((await browser.get(link)).status, 410);
    await browser.signIn(email, PASSWORD);
    assert.equal((await browser.get("/dashboard")).status, 200);
    const [user] = await app.database.sql<{ verified: boolean }>(
      "select email_verified_at is not null as verified from users where email = $1",
      [email],
    );
    assert.deepEqual(user, { verified: true });
  });

  test("a known and an unknown address get the same answer, mail and work", async (t) => {
    const { user } = await app.withToken("Ann");
    const hash = t.mock.method(bcrypt, "hash");
    const outcomes = [];
    // As long as the other, since the page shows it.
    for (const email of [user.email, user.email.replace("ann", "xyz")]) {
      const before = hash.mock.callCount();
      const browser = app.visitor();
      browser.headers = { "Accept-Encoding": "identity" };
      const form = await browser.get("/auth/signup");
      let result: PageResult | undefined;
      const statements = await statementsOf(async () => {
        result = await browser.submit(form, "/auth/signup", { ...PERSON, email });
      });
      assert.ok(result);
      const page = await browser.follow(result);
      const answers = [answerOf(result.response), answerOf(page.response)];
      const hashes = hash.mock.callCount() - before;
      const kinds = (await mailsTo(app, email)).map(({ kind }) => kind);
      outcomes.push({
        statements,
        hashes,
        kinds,
        answers: JSON.stringify(answers).replaceAll(email, "…"),
      });
    }
    const [known, unknown] = outcomes;
    assert.deepEqual(known?.kinds, ["sign-up"]);
    assert.equal(known?.hashes, 1);
    assert.ok(
      known?.statements.every((text) => !/\busers\b/.test(text)),
      "the account is not read",
    );
    assert.deepEqual(unknown, known);
  });

  test("what is wrong by itself is said, and nothing else: nothing is said of the address", async () => {
    const { user } = await app.withToken("Ann");
    for (const email of [user.email, "new-8@example.org"]) {
      const page = await signUp(app, { name: "", email, password: "password123" });
      assert.equal(page.status, 422);
      assertProblems(page, { name: "Name is required", password: "Password is too common" });
      assert.deepEqual(await mailsTo(app, email), []);
    }
  });

  test("one address gets at most three mails in half an hour, and nobody learns of it", async () => {
    const person = { ...PERSON, email: "often@example.org" };
    const first = answerOf((await signUp(app, person)).response);
    for (let time = 0; time < 4; time += 1) {
      assert.deepEqual(answerOf((await signUp(app, person)).response), first);
    }
    assert.equal((await mailsTo(app, person.email)).length, 3);
  });

  test("fields that the form does not have are left alone", async () => {
    const { user } = await app.withToken("Ann");
    const extra = {
      user_id: user.id,
      email_verified: "1",
      email_verified_at: "2020-01-01",
      password_hash: "x",
      kind: "invite",
      deletion_at: "2020-01-01",
    };
    const email = "plain@example.org";
    await signUp(app, { ...PERSON, email, ...extra });
    const [mail] = await mailsTo(app, email);
    assert.deepEqual([mail?.kind, mail?.user_id], ["sign-up", null]);
    assert.deepEqual(Object.keys(mail?.params ?? {}).sort(), [
      "date_format",
      "email",
      "name",
      "password_hash",
      "password_scheme",
      "time_zone",
    ]);
    assert.notEqual(mail?.params.password_hash, "x");
  });

  test("without mail in production it is closed, and says why", async () => {
    const production = { NODE_ENV: "production", DATABASE_URL: "embedded", SIGNUP: "verified" };
    const silent = await startTestApp({ ...production, APP_URL: "https://todo.example.org" });
    const page = await silent.visitor().get("/auth/signup");
    assert.equal(page.status, 403);
    assert.match(
      page.text,
      /This Plainlist cannot send mail\. Ask whoever hosts it for an invitation/,
    );
    await silent.close();
  });
});

for (const [mode, heading, words] of [
  [
    "closed",
    "Sign-up is closed",
    /Accounts on this Plainlist are made by whoever hosts it\. Ask them/,
  ],
  ["invite", "You need an invitation", /Ask whoever hosts this Plainlist for one/],
] as const) {
  describe(mode, () => {
    let app: TestApp;
    before(async () => {
      app = await startTestApp({ SIGNUP: mode });
    });
    after(async () => app.close());

    test("the page to sign up says so, and a posted form makes no account", async () => {
      const browser = app.visitor();
      const page = await browser.get("/auth/signup");
      assert.equal(page.status, 403);
      assert.equal(page.document.querySelector("h1")?.text, heading);
      assert.match(page.text, words);
      assert.equal(page.document.querySelector("main form"), null);
      assert.equal((await browser.head("/auth/signup")).status, 403);
      const _csrf = await browser.token("/auth/signin");
      const posted = await browser.post("/auth/signup", { ...PERSON, _csrf });
      assert.equal(posted.status, 403);
      assert.equal(posted.document.querySelector("h1")?.text, heading);
      assert.deepEqual(await app.database.sql("select email from users"), []);
      assert.deepEqual(await mailsTo(app, PERSON.email), []);
    });

    test("no page leads to it", async () => {
      const visitor = app.visitor();
      for (const path of ["/", "/auth/signin", "/auth/reset", "/auth/reset?sent=1"]) {
        const page = await visitor.get(path);
        assert.equal(page.status, 200);
        assert.deepEqual(links(page), [], path);
      }
      assert.match((await visitor.get("/auth/signin")).text, /New here\? It takes an invitation/);
    });
  });
}

test("open, the front page and the sign-in page lead to the sign-up", async () => {
  const app = await startTestApp();
  const visitor = app.visitor();
  assert.deepEqual(links(await visitor.get("/")), ["Create an account", "Create an account"]);
  assert.deepEqual(links(await visitor.get("/auth/signin")), [
    "Create an account",
    "Create an account",
  ]);
  await app.close();
});
