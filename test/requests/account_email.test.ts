/** The address of an account: verified and changed by links, and put back by one. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { PASSWORD, startTestApp } from "../support/app.ts";
import { assertProblems, textIn } from "../support/fields.ts";
import { ask, assertGone, emailOf, PAGE, press, unusedEmail } from "./account_email_fixture.ts";
import { eventsOf, linkTo, mailsOf, userRow } from "./account_fixture.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

const DAY = 86_400_000;

usePeople({ poolMax: 4 });

describe("verifying the address", () => {
  it("is asked for by a mail at sign-up, and again by a button", async () => {
    const visitor = app.visitor();
    const email = unusedEmail();
    const signUp = await visitor.get("/auth/signup");
    const password = PASSWORD;
    await visitor.submit(signUp, "/auth/signup", { name: "Zoe", email, password });
    const [row] = await app.database.sql<{ id: string }>("select id from users where email = $1", [
      email,
    ]);
    assert.ok(row);
    assert.deepEqual(await mailsOf(app, row), [`verify ${email}`]);
    const page = await visitor.get(PAGE);
    assert.match(page.text, /not verified yet/);
    const sent = await visitor.submit(page, "/settings/email", {}, "Send the link again");
    assert.equal((await visitor.follow(sent)).flash, `A link is on its way to ${email}.`);
    await visitor.submit(page, "/settings/email", {}, "Send the link again");
    assert.deepEqual(await mailsOf(app, row), [`verify ${email}`, `verify ${email}`]);
  });

  it("takes a press: opening the link changes nothing, however often", async () => {
    const path = await linkTo(app, "verify", ann.user);
    const before = await userRow(app, ann.user);
    for (const scanner of [app.visitor(), app.visitor(), browser]) {
      await scanner.head(path);
      const page = await scanner.get(path);
      assert.equal(page.status, 200);
      assert.match(page.text, new RegExp(`Is this your address\\?\\s*${ann.user.email}`));
      assert.equal(page.response.headers["cache-control"], "no-store");
    }
    assert.deepEqual(await userRow(app, ann.user), before);
    const visitor = app.visitor();
    const done = await press(path, visitor);
    assert.equal(done.location, "/auth/signin");
    assert.equal((await visitor.follow(done)).flash, "Your address is verified.");
    assert.ok((await userRow(app, ann.user)).email_verified_at instanceof Date);
    assert.equal((await userRow(app, bob.user)).email_verified_at, null);
    assert.deepEqual(await eventsOf(app, ann.user), ["email-verified"]);
    assert.match((await browser.get(PAGE)).text, new RegExp(`${ann.user.email}, verified`));
    await assertGone(path);
    await assertGone(path, browser);
  });

  it("works signed in, and signed in as somebody else, who learns nothing of the account", async () => {
    const done = await press(await linkTo(app, "verify", ann.user), browser);
    assert.equal(done.location, PAGE);
    assert.equal((await browser.follow(done)).flash, "Your address is verified.");
    const path = await linkTo(app, "verify", bob.user);
    const elsewhere = await press(path, browser);
    assert.equal(elsewhere.location, "/dashboard");
    const page = await browser.follow(elsewhere);
    assert.match(page.flash ?? "", /another account/);
    assert.ok(!page.html.includes(bob.user.email));
    assert.ok((await userRow(app, bob.user)).email_verified_at instanceof Date);
  });

  it("needs a form of our own", async () => {
    const path = await linkTo(app, "verify", ann.user);
    assert.equal((await app.visitor().post(path, {})).status, 403);
    const from = app.visitor();
    const _csrf = await app.visitor().token("/auth/signin");
    assert.equal((await from.post(path, { _csrf })).status, 403);
    assert.equal((await userRow(app, ann.user)).email_verified_at, null);
  });

  it("once, of two presses at the same time", async () => {
    const path = await linkTo(app, "verify", ann.user);
    const visitors = [app.visitor(), app.visitor(), app.visitor()];
    const opened = await Promise.all(visitors.map((one) => one.get(path)));
    const results = await Promise.all(
      visitors.map((one, index) => one.submit(opened[index] ?? assert.fail(), path)),
    );
    assert.deepEqual(results.map(({ status }) => status).sort(), [303, 410, 410]);
    assert.deepEqual(await eventsOf(app, ann.user), ["email-verified"]);
  });

  it("does not work late, for another address, another kind, or an account that is disabled", async () => {
    const late = await linkTo(app, "verify", ann.user);
    app.advance(DAY);
    await assertGone(late);
    const email = unusedEmail();
    await assertGone(await linkTo(app, "verify", { id: ann.user.id, email }));
    await assertGone(await linkTo(app, "verify", { id: ann.user.id, email: bob.user.email }));
    const reset = await linkTo(app, "reset", ann.user);
    await assertGone(reset.replace("reset", "verify"));
    const invite = await linkTo(app, "invite", ann.user);
    await assertGone(invite);
    await assertGone("/auth/verify/not-a-token");
    await assertGone(`/auth/verify/${"x".repeat(4_000)}`);
    const path = await linkTo(app, "verify", bob.user);
    await app.database.sql("update users set disabled_at = now() where id = $1", [bob.user.id]);
    await assertGone(path);
    assert.equal((await userRow(app, ann.user)).email_verified_at, null);
    assert.equal((await userRow(app, bob.user)).email_verified_at, null);
  });
});

describe("changing the address", () => {
  it("waits for the link at the new one: until then nothing changes", async () => {
    const to = unusedEmail();
    const asked = await ask(` ${to.toUpperCase()} `);
    assert.equal(asked.location, PAGE);
    const page = await browser.follow(asked);
    assert.equal(page.flash, `A link is on its way to ${to}.`);
    const { email } = ann.user;
    const waits = `${to} waits until you press the link we sent there. Until then ${email} stays.`;
    assert.ok(page.text.includes(waits), page.text);
    assert.deepEqual(await mailsOf(app, ann.user), [`email-change ${to}`]);
    assert.equal(await emailOf(ann.user), email);
    assert.deepEqual(await eventsOf(app, ann.user), ["email-change-requested"]);
    assert.ok(!(await bob.browser.get(PAGE)).text.includes(to));
  });

  it("is done by the link, and announced to the old address", async () => {
    const tab = browser.copy();
    const to = unusedEmail();
    await ask(to);
    const reset = await linkTo(app, "reset", ann.user);
    const path = await linkTo(app, "email-change", { id: ann.user.id, email: to });
    const shown = await app.visitor().get(path);
    assert.ok(shown.text.includes(to));
    assert.ok(!shown.html.includes(ann.user.email), "whoever has the mailbox by mistake");
    const visitor = app.visitor();
    const done = await press(path, visitor);
    assert.equal(done.location, "/auth/signin");
    assert.match((await visitor.follow(done)).flash ?? "", /^Your address is changed/);
    const row = await userRow(app, ann.user);
    assert.deepEqual([row.email, row.pending_email], [to, null]);
    assert.ok(row.email_verified_at instanceof Date);
    const mails = [`email-change ${to}`, `email-changed ${ann.user.email}`];
    assert.deepEqual(await mailsOf(app, ann.user), mails);
    assert.deepEqual((await eventsOf(app, ann.user)).slice(-1), ["email-changed"]);
    const used = await app.database.sql(
      "select kind from account_tokens where user_id = $1 and used_at is null",
      [ann.user.id],
    );
    assert.deepEqual(used, [], reset);
    assert.match((await tab.get(PAGE)).text, new RegExp(`${to}, verified`));
    await app.visitor().signIn(to, PASSWORD);
    await assertGone(path);
  });

  it("can be cancelled, and only the latest address waits", async () => {
    const [first, second] = [unusedEmail(), unusedEmail()];
    await ask(first);
    const path = await linkTo(app, "email-change", { id: ann.user.id, email: first });
    await ask(second);
    await assertGone(path);
    await assertGone(await linkTo(app, "email-change", { id: ann.user.id, email: first }));
    const current = await linkTo(app, "email-change", { id: ann.user.id, email: second });
    const page = await browser.get(PAGE);
    const cancelled = await browser.submit(page, "/settings/email/cancel");
    assert.equal((await browser.follow(cancelled)).flash, "Your address stays as it is.");
    assert.ok(!(await browser.get(PAGE)).text.includes(second));
    await assertGone(current);
    await assertGone(await linkTo(app, "email-change", { id: ann.user.id, email: second }));
  });

  it("is over after two days, and with a new password", async () => {
    const next = unusedEmail();
    await ask(next, bob.browser);
    const page = await bob.browser.get(PAGE);
    const changed = await bob.browser.submit(page, "/settings/password", {
      ...{ current_password: PASSWORD, password: "seven copper lanterns" },
    });
    assert.match((await bob.browser.follow(changed)).flash ?? "", /Your address stays as it is\.$/);
    await assertGone(await linkTo(app, "email-change", { id: bob.user.id, email: next }));
    const to = unusedEmail();
    await browser.follow(await ask(to));
    app.advance(2 * DAY);
    await assertGone(await linkTo(app, "email-change", { id: ann.user.id, email: to }));
    assert.ok(!(await browser.get(PAGE)).text.includes(to));
  });

  it("is over with a new password by mail", async () => {
    const to = unusedEmail();
    await ask(to);
    const reset = await linkTo(app, "reset", ann.user);
    const visitor = app.visitor();
    await visitor.submit(await visitor.get(reset), reset, { password: "seven copper lanterns" });
    assert.equal((await userRow(app, ann.user)).pending_email, null);
    await assertGone(await linkTo(app, "email-change", { id: ann.user.id, email: to }));
  });

  it("needs a fresh sign-in, and then goes on with the address that was typed", async () => {
    app.advance(16 * 60_000);
    const to = unusedEmail();
    const refused = await ask(to);
    assert.equal(refused.location, "/auth/confirm");
    assert.deepEqual(await mailsOf(app, ann.user), []);
    const confirm = await browser.follow(refused);
    assert.ok(confirm.text.includes(to));
    const done = await browser.submit(confirm, "/auth/confirm", { password: PASSWORD });
    assert.equal(done.location, PAGE);
    assert.deepEqual(await mailsOf(app, ann.user), [`email-change ${to}`]);
  });

  it("says the same of an address that another account has", async () => {
    const fine = await ask(unusedEmail());
    const taken = await ask(bob.user.email);
    assert.deepEqual([taken.status, taken.location], [fine.status, fine.location]);
    const flash = (await browser.follow(taken)).flash;
    assert.equal(flash, `A link is on its way to ${bob.user.email}.`);
    assert.deepEqual((await mailsOf(app, ann.user)).slice(-1), [`email-change ${bob.user.email}`]);
    assert.deepEqual(await mailsOf(app, bob.user), []);
    const path = await linkTo(app, "email-change", { id: ann.user.id, email: bob.user.email });
    assert.equal((await bob.browser.get(path)).status, 200);
    const refused = await press(path);
    assert.equal(refused.status, 409);
    assert.match(refused.text, /already belongs to another account/);
    assert.equal(await emailOf(ann.user), ann.user.email);
    assert.equal(await emailOf(bob.user), bob.user.email);
  });

  it("comes back where it is no address, and does nothing where it is the present one", async () => {
    const page = await ask("not an address");
    assertProblems(page, { email: "Please enter a valid email" });
    assert.equal(textIn(page, "email"), "not an address");
    assert.equal(page.status, 422);
    await press(await linkTo(app, "verify", ann.user));
    const same = await browser.follow(await ask(ann.user.email));
    assert.equal(same.flash, "That is your address already.");
    assert.deepEqual(await mailsOf(app, ann.user), []);
  });

  it("cannot flood a mailbox", async () => {
    const to = unusedEmail();
    for (let times = 0; times < 10; times += 1) assert.equal((await ask(to)).status, 303);
    const page = await ask(to);
    assert.equal(page.status, 429);
    assert.match(page.problems[0] ?? "", /^Too many attempts/);
    assert.equal((await mailsOf(app, ann.user)).length, 10);
  });
});

describe("without mail", async () => {
  const offline = await startTestApp({
    NODE_ENV: "production",
    APP_URL: "http://localhost:3000",
    DATABASE_URL: "embedded",
  });
  after(() => offline.close());

  it("the page says what is off and whom to ask, and no mail is queued", async () => {
    const { browser: own, user } = await offline.signedUp("Ann");
    const page = await own.get(PAGE);
    assert.match(page.text, /cannot send mail.*Ask whoever hosts it/);
    assert.equal(page.document.querySelector('[action="/settings/email"]'), null);
    const leaving = await own.submit(await own.get("/settings/delete"), "/settings/delete", {
      email: user.email,
    });
    assert.doesNotMatch((await own.follow(leaving)).text, /We write/);
    await own.submit(await own.get("/settings/delete"), "/settings/delete/cancel");
    const _csrf = await own.token();
    const refused = await own.post("/settings/email", { _csrf, email: "x@example.org" });
    assert.match((await own.follow(refused)).flash ?? "", /cannot send mail/);
    const visitor = offline.visitor();
    const signUp = await visitor.get("/auth/signup");
    const account = { name: "Zoe", email: "zoe@example.org", password: PASSWORD };
    await visitor.submit(signUp, "/auth/signup", account);
    assert.deepEqual(await offline.database.sql("select 1 from mails"), [], user.id);
  });
});
