/** A form sent after its sign-in had ended: kept for its owner, filled, and to be sent after signing in. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { runMaintenance } from "../../src/maintenance.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import { type Browser, fieldsOfForm, type PageResult } from "../support/browser.ts";
import { textIn } from "../support/fields.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let app: TestApp;
let browser: Browser;
let email: string;
let userId: string;

before(async () => {
  app = await startTestApp();
});

beforeEach(async () => {
  const ann = await app.signedUp("Ann");
  browser = ann.browser;
  email = ann.user.email;
  userId = ann.user.id;
});

after(async () => app.close());

const NOTES = "\nFirst line\nSecond line 🎺";

/** Opens the form, lets the sign-in end, and sends the form. */
async function sendLate(end: () => Promise<void> | void): Promise<PageResult> {
  const page = await browser.get("/tasks/new");
  await end();
  return browser.submit(page, "/tasks", { title: "Typed for long", description: NOTES });
}

const runsOut = () => app.advance(8 * DAY);
const signsOutInAnotherTab = async () => {
  await browser.signOut();
};

/** Signs in on the page that a redirect led to, as whom is up to the test. */
async function signInAs(who: string, refused: PageResult): Promise<PageResult> {
  assert.equal(refused.status, 303);
  const page = await browser.follow(refused);
  return browser.submit(page, "/auth/signin", { email: who, password: PASSWORD });
}

async function tasks(): Promise<{ title: string; description: string; user_id: string }[]> {
  return app.database.sql(
    "select title, description, user_id from tasks where title = 'Typed for long' and user_id = $1",
    [userId],
  );
}

/** What is kept of her forms, in anyone's session. */
async function memories(): Promise<string[]> {
  const rows = await app.database.sql<{ text: string }>(
    "select sess::text as text from session where sess -> 'parkedForm' ->> 'ownerId' = $1",
    [userId],
  );
  return rows.map(({ text }) => text);
}

for (const [name, end] of [
  ["its sign-in ran out", runsOut],
  ["signing out in another tab", signsOutInAnotherTab],
] as const) {
  test(`after ${name} it comes back filled, and is sent in one press`, async () => {
    const refused = await sendLate(end);
    assert.equal((await tasks()).length, 0);
    const back = await browser.follow(await signInAs(email, refused));
    assert.equal(back.status, 200);
    assert.match(back.text, /Nothing is lost/);
    assert.equal(textIn(back, "title"), "Typed for long");
    assert.equal(textIn(back, "description"), NOTES);
    assert.equal((await tasks()).length, 0, "only shown so far");
    const sent = await browser.submit(back, "/tasks");
    assert.equal(sent.status, 303);
    assert.deepEqual(await tasks(), [
      { title: "Typed for long", description: NOTES, user_id: userId },
    ]);
  });
}

test("two forms that were sent late both come back, and are sent one after the other", async () => {
  const first = await browser.get("/tasks/new");
  const second = await browser.get("/lists/new");
  const third = await browser.get("/tasks/new");
  runsOut();
  await browser.submit(first, "/tasks", { title: "Typed for long", description: NOTES });
  await browser.submit(second, "/lists", { name: "A list of mine" });
  const refused = await browser.submit(third, "/tasks", { title: "Typed last" });
  const back = await browser.follow(await signInAs(email, refused));
  const shown = back.document.querySelectorAll("main form");
  assert.deepEqual(
    shown.map((form) => fieldsOfForm(form).title ?? fieldsOfForm(form).name),
    ["Typed last", "A list of mine", "Typed for long"],
  );
  const ids = back.document.querySelectorAll("main [id]").map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, "each has its own");
  for (const form of shown) {
    const sent = await browser.post(form.getAttribute("action") ?? "", fieldsOfForm(form));
    assert.equal(sent.status, 303);
  }
  assert.equal((await tasks()).length, 1);
  const again = await browser.get("/auth/parked-form");
  assert.equal(again.document.querySelectorAll("main form.form").length, 3, "kept for an hour");
});

test("a form that is sent late twice comes back once", async () => {
  const page = await browser.get("/tasks/new");
  runsOut();
  await browser.submit(page, "/tasks", { title: "Typed for" });
  const refused = await browser.submit(page, "/tasks", { title: "Typed for long" });
  const back = await browser.follow(await signInAs(email, refused));
  assert.equal(back.document.querySelectorAll("main form").length, 1);
  assert.equal(textIn(back, "title"), "Typed for long");
});

test("the sign-in page says what happened in either case", async () => {
  const lapsed = await browser.follow(await sendLate(runsOut));
  assert.match(lapsed.text, /Token expired, please log in again/);
});

test("an edit is compared with what was saved meanwhile, as ever", async () => {
  const created = await browser.submit(await browser.get("/tasks/new"), "/tasks", { title: "One" });
  const path = (created.location ?? "").replace(/#.*/, "");
  const form = await browser.get(`${path}/edit`);
  await browser.submit(await browser.get(`${path}/edit`), path, { title: "Two" });
  app.advance(8 * DAY);
  const refused = await browser.submit(form, path, { title: "Three" });
  const back = await browser.follow(await signInAs(email, refused));
  assert.equal(textIn(back, "title"), "Three");
  const conflict = await browser.submit(back, path);
  assert.equal(conflict.status, 409);
  assert.match(conflict.text, /Two/);
  assert.match(conflict.text, /Three/);
});

test("sent again after it was taken, it creates nothing twice", async () => {
  const back = await browser.follow(await signInAs(email, await sendLate(runsOut)));
  await browser.submit(back, "/tasks");
  await browser.submit(back, "/tasks");
  assert.equal((await tasks()).length, 1);
});

test("a wrong password in between loses nothing", async () => {
  const page = await browser.follow(await sendLate(runsOut));
  const wrong = await browser.submit(page, "/auth/signin", { email, password: "not this" });
  const result = await browser.submit(wrong, "/auth/signin", { email, password: PASSWORD });
  assert.equal(textIn(await browser.follow(result), "title"), "Typed for long");
});

describe("nobody but its owner", () => {
  test("sees it: another person who signs in there does not, now or later", async () => {
    const { user: bob } = await app.withToken("Bob");
    const result = await signInAs(bob.email, await sendLate(runsOut));
    const page = await browser.follow(result);
    assert.ok(!page.html.includes("Typed for long"));
    assert.equal(page.status === 303 ? page.location : "/dashboard", "/dashboard");
    const dashboard = await browser.get("/dashboard");
    assert.ok(!dashboard.html.includes("Typed for long"));
    assert.equal((await browser.get("/auth/parked-form")).location, "/dashboard");
    assert.equal((await memories()).length, 0, "not even kept");
  });

  test("has a way to it from another browser", async () => {
    await sendLate(runsOut);
    const phone = app.visitor();
    await phone.signIn(email, PASSWORD);
    assert.equal((await phone.get("/auth/parked-form")).location, "/dashboard");
  });
});

test("after an hour it is gone", async () => {
  const refused = await sendLate(runsOut);
  const page = await browser.follow(refused);
  app.advance(59 * MINUTE);
  const early = browser.copy();
  const result = await early.submit(page, "/auth/signin", { email, password: PASSWORD });
  assert.equal(textIn(await early.follow(result), "title"), "Typed for long");
  app.advance(2 * MINUTE);
  const late = await early.get("/auth/parked-form");
  assert.deepEqual([late.status, late.location], [303, "/dashboard"]);
});

test("a password in it is not kept", async () => {
  const _csrf = await browser.token();
  app.advance(8 * DAY);
  await browser.post("/tasks", { title: "With secrets", password: PASSWORD, _csrf });
  const [kept = "", ...others] = await memories();
  assert.deepEqual(others, []);
  assert.match(kept, /With secrets/);
  assert.ok(!kept.includes(PASSWORD) && !kept.includes(_csrf));
});

describe("a form that is not kept comes back at once", () => {
  async function comesBack(refused: PageResult, title: string): Promise<void> {
    assert.equal(refused.status, 200);
    assert.match(refused.text, /Nothing is lost: leave this page open, sign in in another tab/);
    assert.equal(textIn(refused, "title"), title);
    // Sent while signed out, it comes back again; and it can be sent after signing in.
    const again = await browser.submit(refused, "/tasks");
    assert.equal(textIn(again, "title"), title);
    await browser.signIn(email, PASSWORD);
    const confirm = await browser.submit(again, "/tasks");
    assert.equal(confirm.status, 403);
    assert.equal((await browser.submit(confirm, "/tasks")).status, 303);
    assert.equal((await tasks()).length, 1);
  }

  test("if it is longer than 64 kB", async () => {
    const page = await browser.get("/tasks/new");
    app.advance(8 * DAY);
    const fields = {
      title: "Typed for long",
      description: "a".repeat(9_000),
      tags: "x".repeat(60_000),
    };
    const refused = await browser.submit(page, "/tasks", fields);
    assert.deepEqual(await memories(), []);
    assert.equal(refused.status, 200);
    assert.match(refused.text, /Nothing is lost/);
    assert.equal(textIn(refused, "title"), "Typed for long");
    const short = { ...fields, tags: "x" };
    const again = await browser.submit(refused, "/tasks", short);
    await comesBack(again, "Typed for long");
  });

  test("if many were kept for its network within an hour", async () => {
    const page = await browser.get("/tasks/new");
    app.advance(8 * DAY);
    for (let count = 0; count < 60; count += 1) {
      await app.services.throttling.allows("savedForm", { address: "::ffff:127.0.0.1" });
    }
    const refused = await browser.submit(page, "/tasks", { title: "Typed for long" });
    assert.deepEqual(await memories(), []);
    await comesBack(refused, "Typed for long");
    app.advance(DAY);
  });

  test("if five of its browser are kept already, which stay", async () => {
    const pages: PageResult[] = [];
    for (let count = 0; count < 6; count += 1) pages.push(await browser.get("/tasks/new"));
    app.advance(8 * DAY);
    const last = pages.pop() as PageResult;
    for (const [index, page] of pages.entries()) {
      await browser.submit(page, "/tasks", { title: `Form ${index}` });
    }
    const refused = await browser.submit(last, "/tasks", { title: "Typed for long" });
    const [kept = ""] = await memories();
    for (const index of pages.keys()) assert.match(kept, new RegExp(`Form ${index}`));
    await comesBack(refused, "Typed for long");
  });
});

test("one form is kept once, whichever browser has sent it", async () => {
  const page = await browser.get("/tasks/new");
  const edit = await browser.get("/lists/new");
  app.advance(8 * DAY);
  const elsewhere = () => {
    const other = browser.copy();
    other.loseCookie("plainlist_session");
    return other;
  };
  for (const title of ["First", "Second", "Third"]) {
    await elsewhere().submit(page, "/tasks", { title });
  }
  await elsewhere().submit(edit, "/lists", { name: "A list" });
  const kept = await memories();
  assert.equal(kept.length, 2);
  assert.equal(kept.filter((text) => text.includes("Third")).length, 1);
});

describe("a form is not kept that is", () => {
  const forgeries: Record<string, () => Promise<Record<string, string>>> = {
    "without a token": async () => ({}),
    "with a forged token": async () => ({
      _csrf: `session.${userId}.${"a".repeat(22)}.${"b".repeat(43)}`,
    }),
    "with a visitor's token": async () => ({ _csrf: await app.visitor().token("/auth/signin") }),
  };
  for (const [name, fields] of Object.entries(forgeries)) {
    test(name, async () => {
      const sent = { title: "Forged form", ...(await fields()) };
      app.advance(8 * DAY);
      const refused = await browser.post("/tasks", sent);
      assert.equal(refused.location, "/auth/signin?return_to=%2Fdashboard");
      assert.deepEqual(await memories(), []);
    });
  }

  test("from another site", async () => {
    const _csrf = await browser.token();
    app.advance(8 * DAY);
    browser.headers = { "Sec-Fetch-Site": "cross-site" };
    const refused = await browser.post("/tasks", { title: "Forged form", _csrf });
    assert.equal(refused.location, "/auth/signin?return_to=%2Fdashboard");
    assert.deepEqual(await memories(), []);
  });
});

describe("housekeeping", () => {
  test("forgets parked forms after an hour, and leaves the session itself", async () => {
    await browser.follow(await signInAs(email, await sendLate(runsOut)));
    await runMaintenance(app.services);
    assert.equal((await memories()).length, 1);
    app.advance(61 * MINUTE);
    await runMaintenance(app.services);
    assert.equal((await memories()).length, 0);
    // The short proof has run out: it is the session that keeps Ann signed in.
    assert.equal((await browser.get("/dashboard")).status, 200);
  });

  test("forgets each of several parked forms after its own hour", async () => {
    const pages = [await browser.get("/tasks/new"), await browser.get("/tasks/new")];
    app.advance(8 * DAY);
    for (const [index, page] of pages.entries()) {
      await browser.submit(page, "/tasks", { title: `Form ${index}` });
      app.advance(31 * MINUTE);
    }
    const sessions = async () =>
      (await app.database.sql<{ text: string }>("select sess::text as text from session"))
        .map(({ text }) => text)
        .join();
    await runMaintenance(app.services);
    assert.doesNotMatch(await sessions(), /Form 0/);
    assert.match(await sessions(), /Form 1/);
    app.advance(30 * MINUTE);
    await runMaintenance(app.services);
    assert.doesNotMatch(await sessions(), /Form 1/);
  });

  test("forgets a sign-in a month after its end, and none that lives", async () => {
    const rows = async () =>
      (await app.database.sql("select id from auth_sessions where user_id = $1", [userId])).length;
    app.advance(36 * DAY);
    await runMaintenance(app.services);
    assert.equal(await rows(), 1);
    await browser.signIn(email, PASSWORD);
    app.advance(2 * DAY);
    await runMaintenance(app.services);
    assert.equal(await rows(), 1, "the old one is gone, the new one is not");
    assert.equal((await browser.get("/dashboard")).status, 200);
  });

  test("forgets counters of attempts whose time is over", async () => {
    const count = async () => (await app.database.sql("select key from throttles")).length;
    const { user } = await app.withToken("Ann");
    await app.visitor().signIn(user.email, PASSWORD);
    await runMaintenance(app.services);
    assert.ok((await count()) > 0);
    app.advance(16 * MINUTE);
    await runMaintenance(app.services);
    assert.equal(await count(), 0);
  });
});
