/** Changing the secrets, one server after the other, with nobody signed out and nothing typed lost. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeAt } from "../../src/auth/one_time_codes.ts";
import { runMaintenance } from "../../src/maintenance.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { turnOn, untilCode } from "../support/second_factor.ts";
import { linkTo } from "./account_fixture.ts";

const OLD = {
  SESSION_SECRET: "old session secret ".repeat(3),
  JWT_SECRET: "old jwt secret ".repeat(3),
};
const NEW = {
  SESSION_SECRET: "new session secret ".repeat(3),
  JWT_SECRET: "new jwt secret ".repeat(3),
};
const BOTH = {
  SESSION_SECRET: `${NEW.SESSION_SECRET},${OLD.SESSION_SECRET}`,
  JWT_SECRET: `${NEW.JWT_SECRET},${OLD.JWT_SECRET}`,
};
const MINUTE = 60_000;

let database: TestDatabase;
let earlier: TestApp;
let during: TestApp;
let afterwards: TestApp;

before(async () => {
  database = await createTestDatabase({ poolMax: 6 });
  earlier = await startTestApp(OLD, { database });
  during = await startTestApp(BOTH, { database });
  afterwards = await startTestApp(NEW, { database });
});

after(async () => {
  for (const app of [earlier, during, afterwards]) await app.close();
  await database.drop();
});

function advance(milliseconds: number): void {
  for (const app of [earlier, during, afterwards]) app.advance(milliseconds);
}

test("with the new secret in front and the old one behind, a sign-in goes on", async () => {
  const { browser } = await earlier.signedUp("Ann");
  const onward = browser.copy(during.app);
  assert.equal((await onward.get("/dashboard")).status, 200);
  advance(20 * MINUTE);
  assert.equal((await onward.get("/dashboard")).status, 200, "renewed from the old session");
});

test("a form and a message of before the change are taken after it", async () => {
  const { browser } = await earlier.signedUp("Bea");
  const page = await browser.get("/tasks");
  const onward = browser.copy(during.app);
  const added = await onward.submit(page, "/tasks", { title: "Written before" });
  assert.equal(added.status, 303);
  assert.match((await onward.follow(added)).flash ?? "", /Added Written before/);
  // The other way about: the message was made before.
  const completed = await browser.submit(page, "/tasks", { title: "Added before" });
  const later = browser.copy(during.app);
  assert.match((await later.follow(completed)).flash ?? "", /Added Added before/);
});

test("someone who came back in time stays signed in when the old secret is dropped", async () => {
  const { browser } = await earlier.signedUp("Cleo");
  advance(20 * MINUTE);
  const onward = browser.copy(during.app);
  assert.equal((await onward.get("/dashboard")).status, 200);
  const last = onward.copy(afterwards.app);
  assert.equal((await last.get("/dashboard")).status, 200);
  advance(20 * MINUTE);
  assert.equal((await last.get("/dashboard")).status, 200, "the session was signed anew");
});

test("someone who did not is signed out by dropping it, and nobody else's secret counts", async () => {
  const { browser } = await earlier.signedUp("Dora");
  const last = browser.copy(afterwards.app);
  assert.equal((await last.get("/dashboard")).status, 303);
});

test("bearer tokens go on too, until the old secret is dropped", async () => {
  const { user, token } = await earlier.withToken("Eve");
  const status = async (app: TestApp) => {
    const browser = app.visitor();
    browser.headers = { Authorization: `Bearer ${token}` };
    return (await browser.get(`/api/${user.id}/tasks`)).status;
  };
  assert.equal(await status(during), 200);
  assert.equal(await status(afterwards), 401);
});

test("a new password, and the link of a mail, go on from forms of before the change", async () => {
  const { browser, user } = await earlier.signedUp("Fay");
  const path = await linkTo(earlier, "verify", user);
  const visitor = earlier.visitor();
  const [link, account] = [await visitor.get(path), await browser.get("/settings/account")];
  const verified = await visitor.copy(during.app).submit(link, path);
  assert.equal(verified.location, "/auth/signin");
  const onward = browser.copy(during.app);
  const changed = await onward.submit(account, "/settings/password", {
    ...{ current_password: PASSWORD, password: "seven copper lanterns" },
  });
  assert.equal(changed.location, "/settings/account");
  const last = onward.copy(afterwards.app);
  const page = await last.follow(changed);
  assert.equal(page.flash, "Password changed. Every other sign-in has ended.");
  advance(20 * MINUTE);
  assert.equal((await last.get("/dashboard")).status, 200);
});

test("a second factor is turned on in the middle of the change, and its codes are shown", async () => {
  const { browser, user } = await earlier.signedUp("Fay");
  const page = await browser.get("/settings/two-factor");
  const setup = page.document.querySelector("[name=setup]")?.getAttribute("value") ?? "";
  const key = earlier.services.secondFactors.readSetup(user.id, setup);
  assert.ok(key);
  const onward = browser.copy(during.app);
  const code = codeAt(key, during.services.clock());
  const on = await onward.submit(page, "/settings/two-factor", { code });
  assert.equal(on.location, "/settings/two-factor/codes");
  const shown = await onward.get("/settings/two-factor/codes");
  assert.equal(shown.document.querySelectorAll("main ol code").length, 10);
});

test("a code is asked for by one server and taken by another", async () => {
  const { user } = await earlier.signedUp("Gus");
  const phone = await turnOn(earlier, user);
  const browser = earlier.visitor();
  const asked = await untilCode(browser, user.email);
  advance(30_000);
  const code = codeAt(phone.key, during.services.clock());
  const done = await browser.copy(during.app).submit(asked, "/auth/code", { code, trust: "1" });
  assert.deepEqual([done.status, done.location], [303, "/dashboard"]);
});

test("a browser stays trusted when the secrets have changed, and an app's key is sealed anew", async () => {
  const { user } = await earlier.signedUp("Hal");
  const phone = await turnOn(earlier, user);
  const trusting = earlier.visitor();
  const asked = await untilCode(trusting, user.email);
  advance(30_000);
  const first = codeAt(phone.key, earlier.services.clock());
  await trusting.submit(asked, "/auth/code", { code: first, trust: "1" });
  await trusting.signOut();
  const later = trusting.copy(afterwards.app);
  assert.equal((await later.signIn(user.email, PASSWORD)).location, "/dashboard");

  const other = afterwards.visitor();
  const page = await untilCode(other, user.email);
  advance(30_000);
  const code = codeAt(phone.key, afterwards.services.clock());
  const lost = await other.submit(page, "/auth/code", { code });
  assert.equal(lost.status, 422, "nobody has sealed the key anew");
  await runMaintenance(during.services);
  const found = await other.submit(page, "/auth/code", { code });
  assert.equal(found.location, "/dashboard");
});
