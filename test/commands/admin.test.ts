/** The host's commands on accounts. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { queueMail } from "../../src/models/mails.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import { turnOn } from "../support/second_factor.ts";
import { databaseUrl, runCommand } from "../support/server_process.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

let app: TestApp;
let ann: Person;
let bob: Person;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

beforeEach(async () => {
  await app.database.sql("truncate users, account_tokens, mails, throttles cascade");
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
});

/** @param words of the command. */
async function admin(...words: string[]) {
  const environment = {
    DATABASE_URL: databaseUrl(app.database.connection),
    APP_URL: app.config.appUrl,
  };
  return await runCommand("src/commands/admin.ts", words, environment);
}

/** The path of the link that was printed. */
function linkIn(output: string): string {
  const [link = ""] = /https?:\S+/.exec(output) ?? [];
  return new URL(link).pathname;
}

async function canSignIn({ user }: Person): Promise<boolean> {
  const result = await app.visitor().signIn(user.email, PASSWORD);
  return result.status === 303;
}

async function isSignedIn({ browser }: Person): Promise<boolean> {
  return (await browser.get("/dashboard")).status === 200;
}

it("lists accounts with counts, and nothing that anybody has written", async () => {
  await ann.browser.post("/tasks", {
    quick: "1",
    title: "A secret of Ann's @Private",
    _csrf: await ann.browser.token(),
  });
  const { output, code } = await admin("users");
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`${ann.user.email} +Ann +not verified.* 1 +1 +1\n`));
  assert.match(output, new RegExp(`${bob.user.email} +Bob .* 1 +0 +0\n`));
  assert.match(output, /2 accounts/);
  const found = await admin("find", ` ${ann.user.email.toUpperCase()} `);
  assert.match(found.output, /tasks: 1/);
  for (const text of [output, found.output]) assert.doesNotMatch(text, /secret|Private|\$2b\$/);
});

it("disables an account at once, for browsers and programs, and enables it again", async () => {
  const client = { userAgent: "", address: "192.0.2.1" };
  const { authenticator } = app.services;
  const tokens: string[] = [];
  for (const { user } of [ann, bob]) tokens.push(await authenticator.signInBearer(client, user));
  const sessions = async () =>
    Promise.all(
      tokens.map(async (token) => (await authenticator.identifyBearer(token, client)).session),
    );
  assert.equal((await admin("disable", ann.user.email)).code, 0);
  assert.equal(await isSignedIn(ann), false);
  await assert.rejects(canSignIn(ann), /Invalid email or password/);
  const [anns, bobs] = await sessions();
  assert.deepEqual([anns, bobs?.user.name], [null, "Bob"]);
  assert.equal(await isSignedIn(bob), true);
  await admin("enable", ann.user.email);
  assert.equal(await canSignIn(ann), true);
  assert.equal(await isSignedIn(ann), false, "what has ended stays so");
});

it("prints a link for a new password, which works once", async () => {
  const path = linkIn((await admin("reset-link", ann.user.email)).output);
  const visitor = app.visitor();
  const password = "seven copper lanterns";
  const done = await visitor.submit(await visitor.get(path), path, { password });
  assert.equal(done.location, "/auth/signin");
  assert.equal((await visitor.get(path)).status, 410);
  assert.equal((await visitor.signIn(ann.user.email, password)).status, 303);
  assert.equal(await canSignIn(bob), true);
});

it("turns a second factor off, and says so by mail", async () => {
  await turnOn(app, ann.user);
  await turnOn(app, bob.user);
  await app.database.sql("truncate mails");
  await admin("reset-two-factor", ann.user.email);
  const signIn = (person: Person) => app.visitor().signIn(person.user.email, PASSWORD);
  assert.equal((await signIn(ann)).location, "/dashboard");
  assert.equal((await signIn(bob)).location, "/auth/code");
  const mails = await app.database.sql("select user_id, kind, params from mails");
  assert.deepEqual(
    mails.filter(({ kind }) => kind === "second-factor-changed"),
    [{ user_id: ann.user.id, kind: "second-factor-changed", params: { change: "host" } }],
  );
});

it("verifies an address", async () => {
  await admin("verify", ann.user.email);
  const verified = await app.database.sql(
    "select name from users where email_verified_at is not null",
  );
  assert.deepEqual(verified, [{ name: "Ann" }]);
});

describe("an invitation", () => {
  it("for anyone, or for one address", async () => {
    const anyone = linkIn((await admin("invite")).output);
    const one = linkIn((await admin("invite", "Carla@Example.org")).output);
    const page = await app.visitor().get(one);
    const email = page.document.querySelector("#email");
    assert.equal(email?.getAttribute("value"), "carla@example.org");
    assert.equal((await app.visitor().get(anyone)).status, 200);
    assert.deepEqual(await app.database.sql("select 1 from mails"), [], "no mail without SMTP_URL");
  });
});

/** Whose browsers are not asked for a code, of Ann and Bob. */
async function trusted(): Promise<string[]> {
  const rows = await app.database.sql<{ name: string }>(
    `select name from browsers join users on users.id = user_id
     where trusted_until > now() order by name`,
  );
  return rows.map(({ name }) => name);
}

it("ends the sign-ins of one account, or of everybody, and the trust in their browsers", async () => {
  await app.database.sql("update browsers set trusted_until = now() + interval '1 day'");
  assert.deepEqual(await trusted(), ["Ann", "Bob"]);
  const { output } = await admin("end-sessions", ann.user.email);
  assert.match(output, new RegExp(`Ended for ${ann.user.email}: 1`));
  assert.deepEqual([await isSignedIn(ann), await isSignedIn(bob)], [false, true]);
  assert.deepEqual(await trusted(), ["Bob"]);
  assert.match((await admin("end-sessions", "--all")).output, /Ended for everybody: 1/);
  assert.deepEqual(await trusted(), []);
  assert.equal(await isSignedIn(bob), false);
});

it("shows the mails that could not be sent, and has them sent again", async () => {
  assert.match((await admin("mail")).output, /Every mail was sent/);
  const { knex } = app.services.database;
  const { id: userId, email: recipient } = ann.user;
  await queueMail(knex, { kind: "verify", recipient, userId }, new Date());
  const failed = "update mails set due_at = null, failed_at = now(), failure = '550 no such user'";
  await app.database.sql(failed);
  const { output } = await admin("mail");
  assert.match(output, new RegExp(`verify +${recipient} .*550 no such user`));
  const [id = ""] = /^\d+/m.exec(output) ?? [];
  assert.equal((await admin("mail", "retry", "999999")).code, 1);
  assert.match((await admin("mail", "retry", id)).output, /Sent again: 1/);
  const waiting = await app.database.sql("select 1 from mails where due_at is not null");
  assert.equal(waiting.length, 1);
});

it("is in the account's own log, as the host's", async () => {
  await admin("disable", ann.user.email);
  await admin("enable", ann.user.email);
  const log = await app.database.sql(
    "select kind, params, address from security_events where user_id = $1 order by id",
    [ann.user.id],
  );
  const own = log.filter(({ kind }) => kind === "disabled" || kind === "enabled");
  assert.deepEqual(own, [
    { kind: "disabled", params: { by: "host" }, address: "" },
    { kind: "enabled", params: { by: "host" }, address: "" },
  ]);
});

it("prints how it is used for anything else, and does nothing", async () => {
  for (const words of [[], ["disable"], ["toString", "x"], ["mail", "retry"], ["find", "a", "b"]]) {
    const { code, errors } = await admin(...words);
    assert.equal(code, 2, words.join(" "));
    assert.match(errors, /Usage: npm run admin/);
  }
  const unknown = await admin("disable", "nobody@example.org");
  assert.equal(unknown.code, 1);
  assert.match(unknown.output, /There is no account of nobody@example\.org/);
  assert.equal(await canSignIn(ann), true);
});
