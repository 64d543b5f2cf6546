/** Asking for a new password: the same for every address, whether it has an account or not. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";
import { statementsOf } from "../support/statements.ts";
import { answerOf, mailsTo } from "./links_fixture.ts";

const SENTENCE = "If there is an account with this address, a link is on its way.";

let app: TestApp;

before(async () => {
  app = await startTestApp({ TRUST_PROXY: "1" });
});
after(async () => app.close());

let networks = 0;

/** @param from a network; by default another one each time. */
async function ask(email: string, from?: string): Promise<PageResult> {
  networks += 1;
  const browser = app.visitor();
  browser.headers = { "X-Forwarded-For": from ?? `198.51.100.${networks}` };
  return browser.submit(await browser.get("/auth/reset"), "/auth/reset", { email });
}

test("the sign-in page leads to it, and it to a page that says the same to everyone", async () => {
  const { user } = await app.withToken("Ann");
  const browser = app.visitor();
  const signIn = await browser.get("/auth/signin");
  const link = signIn.document.querySelector('main a[href="/auth/reset"]');
  assert.equal(link?.text, "Forgot your password?");
  const page = await browser.get("/auth/reset");
  assert.equal(page.status, 200);
  const result = await browser.submit(page, "/auth/reset", {
    email: ` ${user.email.toUpperCase()} `,
  });
  assert.equal(result.status, 303);
  const sent = await browser.follow(result);
  assert.equal(sent.status, 200);
  assert.ok(sent.text.includes(SENTENCE), sent.text);
  const [mail, ...others] = await mailsTo(app, user.email);
  assert.deepEqual(others, []);
  assert.deepEqual([mail?.kind, mail?.user_id], ["reset", null]);
  assert.deepEqual(Object.keys(mail?.params ?? {}).sort(), ["address", "userAgent"]);
});

test("a known and an unknown address, and a disabled account, get the same answer and work", async () => {
  const ann = await app.withToken("Ann");
  const bob = await app.withToken("Bob");
  await app.database.sql("update users set disabled_at = now() where id = $1", [bob.user.id]);
  const outcomes = [];
  for (const email of [ann.user.email, bob.user.email, "xyz-9@example.org"]) {
    let result: PageResult | undefined;
    const statements = await statementsOf(async () => {
      result = await ask(email);
      await app.services.background.settled();
    });
    assert.ok(result);
    const page = await app.visitor().follow(result);
    const answers = [answerOf(result.response), answerOf(page.response)];
    outcomes.push({ answers, statements, mails: (await mailsTo(app, email)).length });
  }
  const [known, ...others] = outcomes;
  assert.equal(known?.mails, 1);
  assert.ok(known?.statements.some((text) => text.includes("mails")));
  assert.ok(
    known?.statements.every((text) => !text.includes("users")),
    "the account is not read",
  );
  for (const other of others) assert.deepEqual(other, known);
});

test("what is no address is said to be none, and kept", async () => {
  for (const [typed, message] of [
    ["", "Email is required"],
    ["  ", "Email is required"],
    ["nobody", "Please enter a valid email"],
    ["a b@example.org", "Please enter a valid email"],
  ] as const) {
    const page = await ask(typed);
    assert.equal(page.status, 422);
    assertProblems(page, { email: message });
    assert.equal(textIn(page, "email"), typed);
  }
});

test("one address gets at most three mails in half an hour, and nobody learns of it", async () => {
  const { user } = await app.withToken("Ann");
  const { user: bob } = await app.withToken("Bob");
  const first = answerOf((await ask(user.email)).response);
  for (let time = 0; time < 5; time += 1) {
    assert.deepEqual(answerOf((await ask(user.email)).response), first);
  }
  assert.equal((await mailsTo(app, user.email)).length, 3);
  await ask(bob.email);
  assert.equal((await mailsTo(app, bob.email)).length, 1, "Bob still gets his");
  // By then the link of the third has expired.
  app.advance(30 * 60_000);
  await ask(user.email);
  assert.equal((await mailsTo(app, user.email)).length, 4);
});

test("one network asks at most 30 times an hour, for whichever addresses", async () => {
  const from = "203.0.113.9";
  for (let time = 0; time < 30; time += 1) {
    assert.equal((await ask(`many-${time}@example.org`, from)).status, 303);
  }
  const refused = await ask("many-30@example.org", from);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.response.headers["retry-after"]) > 0);
  assert.match(
    refused.problems[0] ?? "",
    /^Too many attempts\. Please try again in \d+ minutes?\.$/,
  );
  assert.deepEqual(await mailsTo(app, "many-30@example.org"), []);
  assert.equal((await ask("many-30@example.org")).status, 303, "another network can");
});

test("someone who is signed in can have forgotten the password too", async () => {
  const { browser, user } = await app.signedUp("Ann");
  const page = await browser.get("/auth/reset");
  assert.equal(page.status, 200);
  const sent = await browser.follow(
    await browser.submit(page, "/auth/reset", { email: user.email }),
  );
  assert.ok(sent.text.includes(SENTENCE));
  assert.equal((await browser.get("/dashboard")).status, 200, "and stays signed in");
});

test("a form that is not ours, and a read, send nothing", async () => {
  const { user } = await app.withToken("Ann");
  const browser = app.visitor();
  assert.equal((await browser.post("/auth/reset", { email: user.email })).status, 403);
  for (const path of ["/auth/reset", `/auth/reset?email=${user.email}`, "/auth/reset?sent=1"]) {
    assert.equal((await browser.get(path)).status, 200);
    assert.equal((await browser.head(path)).status, 200);
  }
  assert.deepEqual(await mailsTo(app, user.email), []);
});

test("fields that the form does not have are left alone", async () => {
  const { user } = await app.withToken("Ann");
  const { user: bob } = await app.withToken("Bob");
  const browser = app.visitor();
  const extra = { user_id: bob.id, userId: bob.id, kind: "verify", recipient: bob.email };
  const page = await browser.get("/auth/reset");
  await browser.submit(page, "/auth/reset", { email: user.email, ...extra });
  const [mail] = await mailsTo(app, user.email);
  assert.deepEqual([mail?.kind, mail?.user_id], ["reset", null]);
  assert.ok(!JSON.stringify(mail?.params).includes(bob.id));
  assert.deepEqual(await mailsTo(app, bob.email), []);
});

describe("where no mail can be sent", () => {
  let silent: TestApp;
  before(async () => {
    const production = { NODE_ENV: "production", DATABASE_URL: "embedded" };
    silent = await startTestApp({ ...production, APP_URL: "https://todo.example.org" });
  });
  after(async () => silent.close());

  test("the page says whom to ask, and has no field", async () => {
    const browser = silent.visitor();
    const page = await browser.get("/auth/reset");
    assert.equal(page.status, 200);
    assert.match(page.text, /This Plainlist cannot send mail\. Ask whoever hosts it for a link\./);
    assert.equal(page.document.querySelector("main form"), null);
    const fields = { email: "ann@example.org", _csrf: await browser.token("/auth/signin") };
    const posted = await browser.post("/auth/reset", fields);
    assert.match(posted.text, /cannot send mail/);
    assert.deepEqual(await mailsTo(silent, "ann@example.org"), []);
  });
});
