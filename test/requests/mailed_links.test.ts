/** A forgotten password and a sign-up, from the form to the end, by mails that a real mail server gets. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { type MailServer, type ReceivedMail, startMailServer } from "../support/mail_server.ts";

const NEW = "seven copper lanterns";

let server: MailServer;
let app: TestApp;

before(async () => {
  server = await startMailServer();
  app = await startTestApp({ ...server.environment, SIGNUP: "verified" });
});
after(async () => {
  await app.close();
  await server.close();
});
beforeEach(() => {
  server.received.length = 0;
});

async function ask(path: string, fields: Record<string, string>): Promise<ReceivedMail[]> {
  const browser = app.visitor();
  const result = await browser.submit(await browser.get(path), path, fields);
  assert.equal(result.status, 303);
  await app.services.mail.sendDue();
  return server.received;
}

/** Sends the form behind the link of a mail. @returns the page that it leads to. */
async function press({ link }: ReceivedMail, fields: Record<string, string>): Promise<PageResult> {
  const { pathname } = new URL(link ?? "");
  const browser = app.visitor();
  return browser.follow(await browser.submit(await browser.get(pathname), pathname, fields));
}

test("the mail of a reset sets a new password; to an address without an account none is sent", async () => {
  const { user } = await app.withToken("Ann");
  const { user: bob } = await app.withToken("Bob");
  assert.deepEqual(await ask("/auth/reset", { email: "nobody@example.org" }), []);
  const [mail, ...others] = await ask("/auth/reset", { email: user.email });
  assert.ok(mail);
  assert.deepEqual([mail.recipients, others], [[user.email], []]);
  const page = await press(mail, { password: NEW });
  assert.equal(page.flash, "Password changed. Please sign in.");
  await app.visitor().signIn(user.email, NEW);
  await app.services.mail.sendDue();
  const subjects = server.received.map(({ subject }) => subject);
  assert.ok(subjects.includes("Your Plainlist password was changed"), String(subjects));
  const kinds = "select kind, address from security_events where user_id = $1 order by id";
  const events = await app.database.sql<{ kind: string; address: string }>(kinds, [user.id]);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ["reset-requested", "password-reset", "sign-in"],
  );
  assert.equal(events[0]?.address, events[1]?.address);
  assert.deepEqual(await app.database.sql(kinds, [bob.id]), []);
  const lines = app.log.filter(({ event }) => event === "reset-requested");
  assert.deepEqual(
    lines.map(({ userId }) => userId),
    [user.id],
  );
});

test("the mail of a sign-up makes its account; to an address with one it says so, without such a link", async () => {
  const email = "cleo@example.org";
  const person = { name: "Cleo", email, password: PASSWORD };
  const [mail] = await ask("/auth/signup", person);
  assert.ok(mail);
  assert.deepEqual(mail.recipients, [email]);
  assert.equal((await press(mail, {})).flash, "Your account is ready. Please sign in.");
  await app.visitor().signIn(email, PASSWORD);
  server.received.length = 0;
  const [second] = await ask("/auth/signup", { ...person, password: NEW });
  assert.equal(second?.subject, "You have a Plainlist account already");
  assert.equal(new URL(second?.link ?? "").pathname, "/auth/signin");
  await app.visitor().signIn(email, PASSWORD);
});
