/** The link of an invitation: one account, whoever can sign up otherwise. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TOKEN_LIFETIMES } from "../../src/models/account_tokens.ts";
import { createInvitation } from "../../src/models/sign_ups.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";
import { tokenFor } from "./links_fixture.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp({ SIGNUP: "closed" }, { poolMax: 6 });
});
after(async () => app.close());

async function invite(email: string | null = null): Promise<string> {
  const { database, clock } = app.services;
  return `/auth/invite/${await createInvitation(database, { email, now: clock() })}`;
}

async function accept(
  link: string,
  fields: Record<string, string>,
  browser: Browser = app.visitor(),
): Promise<PageResult> {
  const person = { name: "Pawel", password: PASSWORD, ...fields };
  return browser.submit(await browser.get(link), link, person);
}

async function accounts(email: string) {
  return app.database.sql<{ id: string; name: string; verified: boolean }>(
    "select id, name, email_verified_at is not null as verified from users where email = $1",
    [email],
  );
}

async function assertUsed(link: string): Promise<void> {
  const browser = app.visitor();
  const page = await browser.get(link);
  assert.equal(page.status, 410);
  assert.match(page.text, /This link has been used or has expired\./);
  assert.ok(page.document.querySelector('main a[href="/auth/signin"]'));
  const _csrf = await browser.token("/auth/signin");
  const fields = { name: "Late", email: "late@example.org", password: PASSWORD, _csrf };
  assert.equal((await browser.post(link, fields)).status, 410);
  assert.deepEqual(await accounts("late@example.org"), []);
}

test("it makes one account with any address, signed in, and then no other", async () => {
  const link = await invite();
  const browser = app.visitor();
  const page = await browser.get(link);
  assert.equal(page.status, 200);
  assert.match(page.text, /To Plainlist at localhost:3000, a to-do list/);
  const until = new Date(Date.now() + TOKEN_LIFETIMES.invite).getUTCDate();
  assert.match(page.text, new RegExp(`ends on \\w+day ${until} \\w+\\.`));
  const done = await accept(link, { email: " Pawel@Example.org " }, browser);
  assert.deepEqual([done.status, done.location], [303, "/dashboard"]);
  assert.match((await browser.follow(done)).document.text, /Signed in as\s+Pawel/);
  const [account] = await accounts("pawel@example.org");
  assert.equal(account?.verified, false, "nothing has proved the address");
  await assertUsed(link);
});

test("opening it uses nothing up", async () => {
  const link = await invite();
  for (let time = 0; time < 3; time += 1) {
    assert.equal((await app.visitor().get(link)).status, 200);
    assert.equal((await app.visitor().head(link)).status, 200);
  }
  assert.equal((await accept(link, { email: "open@example.org" })).status, 303);
});

test("one for an address is for that alone, which is then proved", async () => {
  const link = await invite("only@example.org");
  const browser = app.visitor();
  const page = await browser.get(link);
  assert.equal(textIn(page, "email"), "only@example.org");
  const input = page.document.querySelector("input[name=email]");
  assert.ok(input?.hasAttribute("readonly"));
  const refused = await accept(link, { email: "other@example.org", name: "" });
  assert.equal(refused.status, 422);
  assertProblems(refused, {
    name: "Name is required",
    email: "This invitation is for only@example.org",
  });
  assert.equal(textIn(refused, "email"), "only@example.org");
  assert.equal((await accept(link, { email: "ONLY@example.org" })).status, 303);
  assert.equal((await accounts("only@example.org"))[0]?.verified, true);
  assert.deepEqual(await accounts("other@example.org"), []);
});

test("what is refused leaves it usable: a common password, an address with an account", async () => {
  const { user } = await app.withToken("Taken");
  const link = await invite();
  const common = await accept(link, { email: "a@example.org", password: "password123" });
  assertProblems(common, { password: "Password is too common" });
  assert.ok(!common.html.includes('"password123"'));
  const taken = await accept(link, { email: user.email.toUpperCase() });
  assert.equal(taken.status, 422);
  assertProblems(taken, { email: "Email already registered" });
  assert.equal((await accounts(user.email))[0]?.name, "Taken");
  assert.equal((await accept(link, { email: "free@example.org" })).status, 303);
});

test("of two who accept it at once, one gets an account", async () => {
  const link = await invite();
  const emails = ["one@example.org", "two@example.org"];
  const results = await Promise.all(emails.map((email) => accept(link, { email })));
  assert.deepEqual(results.map(({ status }) => status).sort(), [303, 410]);
  const made = await Promise.all(emails.map(accounts));
  assert.equal(made.flat().length, 1);
});

test("the form pressed twice makes one account, signed in both times", async () => {
  const link = await invite();
  const browser = app.visitor();
  const page = await browser.get(link);
  const fields = { name: "Twice", email: "twice@example.org", password: PASSWORD };
  const impatient = browser.copy();
  const both = [browser, impatient].map((one) => one.submit(page, link, fields));
  for (const { status, location } of await Promise.all(both)) {
    assert.deepEqual([status, location], [303, "/dashboard"]);
  }
  assert.equal((await impatient.get("/dashboard")).status, 200);
  assert.equal((await accounts("twice@example.org")).length, 1);
  const stranger = app.visitor();
  const other = { ...fields, password: "another good password" };
  const _csrf = await stranger.token("/auth/signin");
  assert.equal((await stranger.post(link, { ...other, _csrf })).status, 410);
});

test("fields that the form does not have are left alone", async () => {
  const { user } = await app.withToken("Bob");
  const id = "00000000-0000-4000-8000-000000000000";
  const extra = {
    id,
    user_id: user.id,
    kind: "reset",
    email_verified: "1",
    email_verified_at: "x",
  };
  const more = { password_scheme: "1", deletion_at: "2020-01-01", disabled_at: "2020-01-01" };
  await accept(await invite(), { email: "plain@example.org", ...extra, ...more });
  const [row] = await app.database.sql(
    `select id, password_scheme, email_verified_at, deletion_at, disabled_at from users where email = $1`,
    ["plain@example.org"],
  );
  assert.notEqual(row?.id, id);
  const { id: _, ...rest } = row ?? {};
  const unset = { email_verified_at: null, deletion_at: null, disabled_at: null };
  assert.deepEqual(rest, { password_scheme: 3, ...unset });
});

describe("a link is used or expired", () => {
  test("a week after it was made", async () => {
    const link = await invite("weekly@example.org");
    await app.database.sql(
      "update account_tokens set expires_at = expires_at - interval '7 days' where email = $1",
      ["weekly@example.org"],
    );
    await assertUsed(link);
  });

  test("where it is one for something else", async () => {
    const { user } = await app.withToken("Ann");
    for (const kind of ["reset", "verify", "email-change", "email-undo", "sign-up"] as const) {
      await assertUsed(`/auth/invite/${await tokenFor(app, user, kind)}`);
    }
    await assertUsed(`/auth/invite/${"c".repeat(43)}`);
  });
});

test("the browser session of before is not the one that is signed in", async () => {
  const browser = app.visitor();
  browser.setCookie("plainlist_session", "s%3Aplanted.by-someone-else");
  await accept(await invite(), { email: "fixed@example.org" }, browser);
  assert.doesNotMatch(browser.cookie("plainlist_session") ?? "", /planted/);
  assert.equal((await browser.get("/dashboard")).status, 200);
});

test("someone who is signed in is sent to the dashboard, and it stays for someone else", async () => {
  const { browser } = await app.signedUp("Ann");
  const link = await invite();
  const page = await browser.get(link);
  assert.deepEqual([page.status, page.location], [303, "/dashboard"]);
  assert.equal((await accept(link, { email: "else@example.org" })).status, 303);
});
