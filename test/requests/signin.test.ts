/** The sign-in page: who gets in, what the others see, and where it leads. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import bcrypt from "bcrypt";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";

let app: TestApp;
let email: string;

before(async () => {
  app = await startTestApp();
  email = (await app.withToken("Ann")).user.email;
});

after(async () => app.close());

async function signIn(
  fields: Record<string, string>,
  { browser = app.visitor(), from = "/auth/signin" } = {},
): Promise<PageResult> {
  return browser.submit(await browser.get(from), "/auth/signin", fields);
}

async function isSignedIn(browser: Browser): Promise<boolean> {
  return (await browser.get("/dashboard")).status === 200;
}

test("a visitor's form puts nothing back", async () => {
  for (const from of ["/auth/signin", "/auth/signup"]) {
    const visitor = app.visitor();
    const page = await visitor.get(from);
    const fields = { put_back: "1", list: "3", tag: "a", email: "nobody@example.org" };
    const { status } = await visitor.submit(page, from, { ...fields, password: "no" });
    assert.ok([401, 422].includes(status), `${from}: ${status}`);
  }
});

test("address and password sign in, and lead to the dashboard", async () => {
  const browser = app.visitor();
  const result = await signIn({ email, password: PASSWORD }, { browser });
  assert.deepEqual([result.status, result.location], [303, "/dashboard"]);
  assert.match((await browser.follow(result)).document.text, /Signed in as\s+Ann/);
});

test("the address may be typed in another case, with spaces around it", async () => {
  const typed = ` ${email.toUpperCase()} `;
  assert.equal((await signIn({ email: typed, password: PASSWORD })).status, 303);
});

test("missing fields are named one by one", async () => {
  const empty = await signIn({ email: "", password: "" });
  assert.equal(empty.status, 422);
  assertProblems(empty, { email: "Email is required", password: "Password is required" });
  const blank = await signIn({ email: "  ", password: PASSWORD });
  assertProblems(blank, { email: "Email is required" });
  const noPassword = await signIn({ email, password: "" });
  assertProblems(noPassword, { password: "Password is required" });
  assert.equal(textIn(noPassword, "email"), email);
});

test("a wrong password and an unknown address are the same, in words, status and work", async (t) => {
  const compare = t.mock.method(bcrypt, "compare");
  const pages: PageResult[] = [];
  for (const typed of [email, "nobody@example.org", "no address at all"]) {
    const browser = app.visitor();
    const page = await signIn({ email: typed, password: "wrong password" }, { browser });
    assert.equal(page.status, 422);
    assert.deepEqual(page.problems, ["Invalid email or password"]);
    assert.equal(textIn(page, "email"), typed, "the address is kept");
    assert.ok(!page.html.includes("wrong password"), "the password is not");
    assert.equal(await isSignedIn(browser), false);
    pages.push(page);
  }
  assert.equal(compare.mock.callCount(), 3, "each compares one hash");
  const [known, ...unknown] = pages.map((page) =>
    page.html.replaceAll(/value="[^"]*"/g, "").replaceAll(/\s+/g, " "),
  );
  for (const other of unknown) assert.equal(other, known);
});

test("a password in another case, with a space more or cut short is a wrong one", async () => {
  for (const password of [PASSWORD.toUpperCase(), `${PASSWORD} `, PASSWORD.slice(0, -1)]) {
    assert.equal((await signIn({ email, password })).status, 422, password);
  }
});

test("a hash brought along from elsewhere signs in, and is made anew", async () => {
  const brought = await bcrypt.hash(PASSWORD, 4);
  const { user } = await app.withToken("Old");
  await app.database.sql("update users set password_hash = $2, password_scheme = 1 where id = $1", [
    user.id,
    brought,
  ]);
  assert.equal((await signIn({ email: user.email, password: PASSWORD })).status, 303);
  const [row] = await app.database.sql<{ password_hash: string; password_scheme: number }>(
    "select password_hash, password_scheme from users where id = $1",
    [user.id],
  );
  assert.notEqual(row?.password_hash, brought);
  assert.equal(row?.password_scheme, 3);
  assert.equal((await signIn({ email: user.email, password: PASSWORD })).status, 303);
});

test("someone who is signed in is sent to the dashboard, by the page and by its form", async () => {
  const { browser, user } = await app.signedUp("Bob");
  const page = await browser.get("/auth/signin?return_to=/tasks");
  assert.deepEqual([page.status, page.location], [303, "/dashboard"]);
  // The form of a tab that was opened before another tab signed in.
  const first = app.visitor();
  const waiting = await first.get("/auth/signin");
  await first.signIn(user.email, PASSWORD);
  const fields = { email, password: PASSWORD };
  const late = await first.submit(waiting, "/auth/signin", fields);
  assert.deepEqual([late.status, late.location], [303, "/dashboard"]);
  assert.match((await first.get("/dashboard")).document.text, /Signed in as\s+Bob/);
});

describe("signed out, a protected page", () => {
  test("leads to the sign-in page and, after it, back to the page with its query", async () => {
    const wanted = "/tasks?status=completed&limit=5";
    const browser = app.visitor();
    const refused = await browser.get(wanted);
    assert.equal(refused.status, 303);
    assert.equal(refused.location, `/auth/signin?return_to=${encodeURIComponent(wanted)}`);
    const page = await browser.follow(refused);
    assert.match(page.text, /Please sign in to continue/);
    assert.doesNotMatch(page.text, /Token expired/);
    // A wrong password in between does not lose the way.
    const wrong = await browser.submit(page, "/auth/signin", { email, password: "wrong one" });
    const result = await browser.submit(wrong, "/auth/signin", { email, password: PASSWORD });
    assert.deepEqual([result.status, result.location], [303, wanted]);
    assert.equal((await browser.follow(result)).status, 200);
  });

  for (const path of [
    "/dashboard",
    "/tasks",
    "/tasks/new",
    "/tasks/1",
    "/tasks/abc",
    "/tasks/1/edit",
  ]) {
    test(`such as ${path} does`, async () => {
      const refused = await app.visitor().get(path);
      assert.equal(refused.status, 303);
      assert.equal(refused.location, `/auth/signin?return_to=${encodeURIComponent(path)}`);
    });
  }

  test("asked for with HEAD does too", async () => {
    const refused = await app.visitor().head("/tasks");
    assert.deepEqual([refused.status, refused.location], [303, "/auth/signin?return_to=%2Ftasks"]);
  });
});

test("the sign-in page by itself asks for nothing", async () => {
  const page = await app.visitor().get("/auth/signin");
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /Please sign in to continue|Token expired/);
});

describe("return_to is only ever a path of this app, not", () => {
  const elsewhere = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "javascript:alert(1)",
    "tasks",
    " /tasks",
    "/tasks\r\nSet-Cookie: a=b",
    `/${"x".repeat(2_000)}`,
  ];
  for (const target of elsewhere) {
    test(JSON.stringify(target.slice(0, 40)), async () => {
      const from = `/auth/signin?return_to=${encodeURIComponent(target)}`;
      const read = await signIn({ email, password: PASSWORD }, { from });
      assert.deepEqual([read.status, read.location], [303, "/dashboard"]);
      const posted = await signIn({ email, password: PASSWORD, return_to: target });
      assert.deepEqual([posted.status, posted.location], [303, "/dashboard"]);
    });
  }
});
