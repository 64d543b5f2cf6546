/** Putting the old address of an account back, after it was changed by somebody else. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runMaintenance } from "../../src/maintenance.ts";
import { createUser } from "../../src/models/users.ts";
import { PASSWORD } from "../support/app.ts";
import { assertProblems } from "../support/fields.ts";
import { turnOn } from "../support/second_factor.ts";
import { ask, assertGone, emailOf, PAGE, press, unusedEmail } from "./account_email_fixture.ts";
import { eventsOf, linkTo, userRow } from "./account_fixture.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

const DAY = 86_400_000;

usePeople({ poolMax: 4 });

/** Changes Ann's address, with the link that the mail has. @returns the link back. */
async function change(to: string): Promise<string> {
  const old = await emailOf(ann.user);
  await ask(to);
  const path = await linkTo(app, "email-change", { id: ann.user.id, email: to });
  assert.equal((await press(path, browser)).location, PAGE);
  assert.equal(await emailOf(ann.user), to);
  return linkTo(app, "email-undo", { id: ann.user.id, email: String(old) });
}

describe("putting the old address back", () => {
  it("ends every sign-in, and leads to a new password", async () => {
    const elsewhere = app.visitor();
    await elsewhere.signIn(ann.user.email, PASSWORD);
    const to = unusedEmail();
    const path = await change(to);
    const voided = await linkTo(app, "reset", { id: ann.user.id, email: to });
    assert.equal((await app.visitor().get(path)).status, 200);
    assert.equal(await emailOf(ann.user), to);
    const done = await press(path);
    assert.match(done.location ?? "", /^\/auth\/reset\/[\w-]{43}$/);
    assert.equal(await emailOf(ann.user), ann.user.email);
    for (const one of [browser, elsewhere]) {
      assert.equal((await one.get("/dashboard")).status, 303);
    }
    assert.equal((await bob.browser.get("/dashboard")).status, 200);
    assert.deepEqual((await eventsOf(app, ann.user)).slice(-1), ["email-change-undone"]);
    const unused = await app.database.sql<{ kind: string; email: string }>(
      "select kind, email from account_tokens where user_id = $1 and used_at is null",
      [ann.user.id],
    );
    assert.deepEqual(unused, [{ kind: "reset", email: ann.user.email }], voided);
    await assertGone(path);
    const visitor = app.visitor();
    const reset = await visitor.get(done.location ?? "");
    const password = "seven copper lanterns";
    const changed = await visitor.submit(reset, done.location ?? "", { password });
    assert.equal(changed.location, "/auth/signin");
    await visitor.signIn(ann.user.email, password);
  });

  it("works after further changes, which it takes back too, and not the other way round", async () => {
    const [second, third] = [unusedEmail(), unusedEmail()];
    const toFirst = await change(second);
    const toSecond = await change(third);
    await ask(unusedEmail());
    await press(toFirst);
    const row = await userRow(app, ann.user);
    assert.deepEqual([row.email, row.pending_email], [ann.user.email, null]);
    await assertGone(toSecond);
    // A mail that is sent only now has a link, too.
    await assertGone(await linkTo(app, "email-undo", { id: ann.user.id, email: second }));
    assert.equal(await emailOf(ann.user), ann.user.email);
  });

  it("cannot be kept from the owner by a step back, or by a change to the same address again", async () => {
    const [second, third] = [unusedEmail(), unusedEmail()];
    const toFirst = await change(second);
    const toSecond = await change(third);
    await press(toSecond);
    assert.equal(await emailOf(ann.user), second);
    await press(toFirst);
    assert.equal(await emailOf(ann.user), ann.user.email);
    await assertGone(toSecond);
  });

  it("works signed in, which signs out; another user stays signed in", async () => {
    const path = await change(unusedEmail());
    const done = await press(path, browser);
    assert.match(done.location ?? "", /^\/auth\/reset\//);
    assert.equal((await browser.get("/dashboard")).status, 303);
    app.advance(20 * 60_000);
    assert.equal((await browser.get("/dashboard")).status, 303);
  });

  it("takes a deletion back that was asked for after the change", async () => {
    const to = unusedEmail();
    const path = await change(to);
    await browser.submit(await browser.get("/settings/delete"), "/settings/delete", { email: to });
    assert.notEqual((await userRow(app, ann.user)).deletion_at, null);
    const done = await press(path);
    assert.match(done.location ?? "", /^\/auth\/reset\//);
    assert.equal((await userRow(app, ann.user)).deletion_at, null);
    const kinds = (await eventsOf(app, ann.user)).slice(-2);
    assert.deepEqual(kinds, ["email-change-undone", "deletion-cancelled"]);
    app.advance(8 * DAY);
    await runMaintenance(app.services);
    assert.equal(await emailOf(ann.user), ann.user.email);
  });

  it("leaves the second factor and Bob alone", async () => {
    await turnOn(app, ann.user);
    const before = await userRow(app, bob.user);
    const path = await change(unusedEmail());
    await press(path, bob.browser);
    assert.equal((await bob.browser.get("/dashboard")).status, 200);
    assert.deepEqual(await userRow(app, bob.user), before);
    const rows = await app.database.sql("select 1 from second_factors where user_id = $1", [
      ann.user.id,
    ]);
    assert.equal(rows.length, 1);
  });

  it("keeps the old address for its account meanwhile: nobody else gets it", async () => {
    const path = await change(unusedEmail());
    const { email } = ann.user;
    const visitor = app.visitor();
    const form = await visitor.get("/auth/signup");
    const account = { name: "Mallory", email, password: PASSWORD };
    const refused = await visitor.submit(form, "/auth/signup", account);
    assertProblems(refused, { email: "Email already registered" });
    await ask(email, bob.browser);
    const taken = await press(await linkTo(app, "email-change", { id: bob.user.id, email }));
    assert.equal(taken.status, 409);
    await press(path);
    assert.equal(await emailOf(ann.user), email);
  });

  it("is over after a week, and then the old address is free", async () => {
    const path = await change(unusedEmail());
    const { email } = ann.user;
    app.advance(7 * DAY);
    await assertGone(path);
    app.advance(DAY);
    await runMaintenance(app.services);
    assert.deepEqual(
      await app.database.sql("select 1 from email_changes where old_email = $1", [email]),
      [],
    );
    const input = { email, name: "Ann again", password: null };
    assert.ok(await createUser(app.services.database, input, app.services.clock()));
  });

  it("does not take the address from another account that has it all the same", async () => {
    const path = await change(unusedEmail());
    await app.database.sql("update email_changes set undone_at = now() where old_email = $1", [
      ann.user.email,
    ]);
    const input = { email: ann.user.email, name: "Other", password: null };
    assert.ok(await createUser(app.services.database, input, app.services.clock()));
    await app.database.sql("update email_changes set undone_at = null where old_email = $1", [
      ann.user.email,
    ]);
    const taken = await press(path);
    assert.equal(taken.status, 409);
    assert.match(taken.text, /cannot be put back/);
    assert.equal((await browser.get("/dashboard")).status, 200);
  });
});
