/** The sign-up page: an account in one press, and a form that comes back with what was typed. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";

const DOTS = "a".repeat(88);
let app: TestApp;

before(async () => {
  app = await startTestApp({}, { poolMax: 4 });
});

after(async () => app.close());

/** Fills in the sign-up page in a new browser. */
async function signUp(fields: Record<string, string>): Promise<PageResult> {
  const browser = app.visitor();
  return browser.submit(await browser.get("/auth/signup"), "/auth/signup", fields);
}

async function accounts(email: string): Promise<{ name: string; email: string }[]> {
  return app.database.sql("select name, email from users where lower(email) = lower($1)", [email]);
}

test("a name, an address and a password make an account, and it is signed in", async () => {
  const browser = app.visitor();
  const page = await browser.get("/auth/signup");
  assert.equal(page.status, 200);
  const fields = { name: "  Ann  Smith ", email: " Ann@Example.ORG ", password: PASSWORD };
  const result = await browser.submit(page, "/auth/signup", fields);
  assert.equal(result.status, 303);
  assert.equal(result.location, "/dashboard");
  const dashboard = await browser.follow(result);
  assert.equal(dashboard.status, 200);
  assert.match(dashboard.document.text, /Signed in as\s+Ann {1,2}Smith/);
  assert.deepEqual(await accounts("ann@example.org"), [
    { name: "Ann  Smith", email: "ann@example.org" },
  ]);
});

test("a password counts as typed: spaces at its ends, and what lies behind 72 bytes", async () => {
  const password = `  ${"long ".repeat(20)}the end `;
  await signUp({ name: "Long", email: "long@example.org", password });
  const attempt = async (typed: string) => {
    const browser = app.visitor();
    const fields = { email: "long@example.org", password: typed };
    return (await browser.submit(await browser.get("/auth/signin"), "/auth/signin", fields)).status;
  };
  assert.equal(await attempt(password), 303);
  assert.equal(await attempt(password.trim()), 422);
  assert.equal(await attempt(password.replace("the end", "other 1")), 422);
});

describe("a form that cannot be taken comes back as a 422 with its message:", () => {
  const good = { name: "Bob", email: "bob@example.org", password: PASSWORD };
  const cases: [string, Record<string, string>, Record<string, string>][] = [
    [
      "all missing",
      { name: "", email: "", password: "" },
      {
        name: "Name is required",
        email: "Email is required",
        password: "Password is required",
      },
    ],
    [
      "only white space",
      { name: " \t ", email: "   ", password: "          " },
      {
        name: "Name is required",
        email: "Email is required",
        password: "Password is too common",
      },
    ],
    ["only what cannot be seen", { name: "\u200b\u2060" }, { name: "Name is required" }],
    [
      "an over-long name",
      { name: "x".repeat(101) },
      { name: "Name must be 100 characters or less" },
    ],
    ["an address without @", { email: "bob" }, { email: "Please enter a valid email" }],
    ["an address without domain", { email: "bob@" }, { email: "Please enter a valid email" }],
    ["a domain of one label", { email: "bob@localhost" }, { email: "Please enter a valid email" }],
    [
      "an over-long address",
      { email: `b@${DOTS.slice(0, 60)}.${DOTS.slice(0, 60)}.${DOTS.slice(0, 60)}.${DOTS}.org` },
      { email: "Please enter a valid email" },
    ],
    [
      "a short password",
      { password: "seven77" },
      { password: "Password must be at least 8 characters" },
    ],
    [
      "a password of over 1,024 bytes",
      { password: "é".repeat(513) },
      { password: "Password must be 1,024 bytes or less" },
    ],
    ["a common password", { password: "password1" }, { password: "Password is too common" }],
    [
      "the address as password",
      { password: "Bob@example.org" },
      { password: "Password must not be your name or email" },
    ],
    [
      "the name as password",
      { name: "Robert Tables", password: "robert tables" },
      { password: "Password must not be your name or email" },
    ],
  ];
  for (const [name, fields, problems] of cases) {
    test(name, async () => {
      const sent = { ...good, ...fields };
      const page = await signUp(sent);
      assert.equal(page.status, 422);
      assertProblems(page, problems);
      assert.equal(textIn(page, "name"), sent.name);
      assert.equal(textIn(page, "email"), sent.email);
      assert.equal(textIn(page, "password") ?? "", "", "a password is never sent back");
      assert.ok(sent.password.trim() === "" || !page.html.includes(`"${sent.password}"`));
      assert.deepEqual(await accounts(sent.email.trim() || "none"), []);
      assert.equal(page.cookies.filter(({ name }) => name !== "plainlist_visitor").length, 0);
    });
  }
});

test("a common password comes back with a next step", async () => {
  const page = await signUp({ name: "Bob", email: "bob@example.org", password: "password1" });
  assert.match(page.text, /At least 8 characters\. Try three unrelated words:/);
});

test("the limits themselves are within bounds", async () => {
  const name = "🎺".repeat(100);
  const result = await signUp({ name, email: "edge@example.org", password: "é".repeat(512) });
  assert.equal(result.status, 303);
  assert.equal((await accounts("edge@example.org"))[0]?.name, name);
  const eight = await signUp({ name: "E", email: "eight@example.org", password: "8 cha🎺🎺z" });
  assert.equal(eight.status, 303);
});

test("a taken address in another case is said to be taken, and nobody is signed in", async () => {
  const { user } = await app.withToken("Taken");
  const fields = { name: "Other", email: user.email.toUpperCase(), password: PASSWORD };
  const page = await signUp(fields);
  assert.equal(page.status, 422);
  assertProblems(page, { email: "Email already registered" });
  assert.equal(textIn(page, "name"), "Other");
  assert.ok(!page.html.includes(PASSWORD));
  assert.deepEqual(await accounts(user.email), [{ name: user.name, email: user.email }]);
});

test("of two who sign up with one address at once, one gets it", async () => {
  const fields = { name: "Twin", email: "twin@example.org", password: PASSWORD };
  const results = await Promise.all([signUp(fields), signUp(fields)]);
  assert.deepEqual(results.map(({ status }) => status).sort(), [303, 422]);
  assert.equal((await accounts("twin@example.org")).length, 1);
});

test("the form pressed twice makes one account, signed in both times", async () => {
  const browser = app.visitor();
  const page = await browser.get("/auth/signup");
  const fields = { name: "Twice", email: "twice@example.org", password: PASSWORD };
  const impatient = browser.copy();
  const results = await Promise.all([
    browser.submit(page, "/auth/signup", fields),
    impatient.submit(page, "/auth/signup", fields),
  ]);
  for (const { status, location } of results) {
    assert.deepEqual([status, location], [303, "/dashboard"]);
  }
  assert.equal((await accounts("twice@example.org")).length, 1);
  assert.equal((await impatient.get("/dashboard")).status, 200);
});

test("the same form with another password opens nobody's account", async () => {
  const browser = app.visitor();
  const page = await browser.get("/auth/signup");
  const fields = { name: "Once", email: "once@example.org", password: PASSWORD };
  const stranger = browser.copy();
  assert.equal((await browser.submit(page, "/auth/signup", fields)).status, 303);
  const other = { ...fields, password: "another password" };
  const refused = await stranger.submit(page, "/auth/signup", other);
  assert.equal(refused.status, 422);
  assertProblems(refused, { email: "Email already registered" });
  assert.equal((await stranger.get("/dashboard")).status, 303);
});

test("fields that the form does not have are left alone", async () => {
  const id = "00000000-0000-4000-8000-000000000000";
  const extra = { id, user_id: id, last_task_id: "7", password_scheme: "1", is_admin: "1" };
  await signUp({ name: "Plain", email: "plain@example.org", password: PASSWORD, ...extra });
  const [row] = await app.database.sql<{ id: string; last_task_id: number; scheme: number }>(
    "select id, last_task_id, password_scheme as scheme from users where email = $1",
    ["plain@example.org"],
  );
  assert.notEqual(row?.id, id);
  assert.deepEqual([row?.last_task_id, row?.scheme], [0, 3]);
});

test("someone who is signed in is sent to the dashboard", async () => {
  const { browser } = await app.signedUp("Ann");
  const page = await browser.get("/auth/signup");
  assert.deepEqual([page.status, page.location], [303, "/dashboard"]);
});

test("a script tag as name is text on every page", async () => {
  const browser = app.visitor();
  const name = `<script>alert("x")</script>`;
  const page = await browser.get("/auth/signup");
  const fields = { name, email: "script@example.org", password: PASSWORD };
  const dashboard = await browser.follow(await browser.submit(page, "/auth/signup", fields));
  assert.doesNotMatch(dashboard.html, /<script/);
  assert.ok(dashboard.document.querySelector(".account")?.text.endsWith(name));
});
