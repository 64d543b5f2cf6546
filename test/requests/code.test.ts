/** Signing in with the second factor on: the code after the password, and trusted browsers. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { removeSecondFactor } from "../../src/models/second_factors.ts";
import { PASSWORD } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { assertProblems } from "../support/fields.ts";
import { API_SAMPLES, PAGE_SAMPLES, pathFor } from "../support/route_samples.ts";
import {
  CLIENT,
  nextCode,
  type Phone,
  turnOn,
  untilCode,
  wrongCode,
} from "../support/second_factor.ts";
import { securityEvents } from "../support/security_events.ts";
import { ann, app, bob, usePeople } from "./fixture.ts";

usePeople({ poolMax: 4 });

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let phone: Phone;
/** Another one than Ann has been signed in with. */
let visitor: Browser;

beforeEach(async () => {
  phone = await turnOn(app, ann.user);
  visitor = app.visitor();
});

async function send(browser: Browser, page: PageResult, fields: Record<string, string>) {
  const action = page.document.querySelector("main form")?.getAttribute("action") ?? "";
  return await browser.submit(page, action, fields);
}

async function isSignedIn(browser: Browser): Promise<boolean> {
  return (await browser.get("/dashboard")).status === 200;
}

describe("after the right password", () => {
  test("a code of the app signs in, and leads to where one was going", async () => {
    const from = await visitor.get("/auth/signin?return_to=/tasks");
    const asked = await visitor.submit(from, "/auth/signin", {
      email: ann.user.email,
      password: PASSWORD,
    });
    assert.deepEqual([asked.status, asked.location], [303, "/auth/code"]);
    const page = await visitor.follow(asked);
    assert.equal(page.status, 200);
    assert.match(page.text, /Your password was right\. Now the six digits/);
    const startAgain = page.document.querySelector('a[href="/auth/signin"]');
    assert.equal(startAgain?.text, "Start again");
    assert.ok(!page.html.includes("Ann"), "nothing of the account");
    const done = await send(visitor, page, { code: phone.nextCode() });
    assert.deepEqual([done.status, done.location], [303, "/tasks"]);
    assert.ok(await isSignedIn(visitor));
    assert.deepEqual((await securityEvents(app, ann.user)).at(-1)?.params, {
      ...{ by: "password", withCode: true, isNewBrowser: true, isNewNetwork: false },
    });
  });

  test("nothing of the account can be reached before the code", async () => {
    await untilCode(visitor, ann.user.email);
    const csrf = await visitor.token("/auth/code");
    for (const [key, { access }] of Object.entries(PAGE_SAMPLES)) {
      if (access === "public") continue;
      const [method = "", path = ""] = key.split(" ");
      const at = pathFor(path, 1);
      const page =
        method === "get" ? await visitor.get(at) : await visitor.post(at, { _csrf: csrf });
      const isRefused = page.status === 303 && page.path?.startsWith("/auth/signin");
      const isResubmitted = page.status === 200 && page.title.startsWith("What you wrote");
      assert.ok(isRefused || isResubmitted, `${key}: ${page.status} ${page.title}`);
    }
    visitor.headers = { Authorization: `Bearer ${visitor.cookie("plainlist_session")}` };
    for (const [key, { access }] of Object.entries(API_SAMPLES)) {
      if (access === "public" || !key.startsWith("get ")) continue;
      const at = pathFor(key.slice(4), 1).replace(":user_id", ann.user.id);
      assert.equal((await visitor.get(`/api${at}`)).status, 401, key);
    }
  });

  test("a wrong code, none, and anything else are refused, and the tick is kept", async () => {
    const page = await untilCode(visitor, ann.user.email);
    const wrong = await send(visitor, page, { code: wrongCode(app, phone), trust: "1" });
    assert.equal(wrong.status, 422);
    assertProblems(wrong, { code: "That code is not right" });
    assert.match(wrong.text, /Each works once\. Wait for the next one/);
    assert.ok(wrong.document.querySelector("#trust")?.hasAttribute("checked"));
    assert.equal(wrong.document.querySelector("#code")?.getAttribute("value"), "");
    for (const code of ["12", "4kq7-9tzx", "<script>", "x".repeat(5000)]) {
      assertProblems(await send(visitor, page, { code }), { code: "That code is not right" });
    }
    for (const code of ["", "  "]) {
      const none = await send(visitor, page, { code });
      assertProblems(none, { code: "Code is required" });
      assert.match(none.text, /A new one comes every 30 seconds/);
    }
    assert.ok(!(await isSignedIn(visitor)));
    const kinds = (await securityEvents(app, ann.user)).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === "code-failed").length, 5);
  });

  test("a code is accepted once: not by another browser, nor by a second press", async () => {
    const page = await untilCode(visitor, ann.user.email);
    const other = app.visitor();
    const otherPage = await untilCode(other, ann.user.email);
    const code = phone.nextCode();
    const tab = visitor.copy();
    const results = await Promise.all([
      send(visitor, page, { code }),
      send(other, otherPage, { code }),
      send(tab, page, { code }),
    ]);
    const statuses = results.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [303, 422, 422]);
    const again = app.visitor();
    const late = await send(again, await untilCode(again, ann.user.email), { code });
    assertProblems(late, { code: "That code is not right" });
  });

  test("the session has another id after each step, so that none can be planted", async () => {
    const attacker = app.visitor();
    await turnOn(app, bob.user);
    await untilCode(attacker, bob.user.email);
    const planted = attacker.cookie("plainlist_session") ?? "";
    visitor.setCookie("plainlist_session", planted);
    const page = await untilCode(visitor, ann.user.email);
    const waiting = visitor.cookie("plainlist_session");
    assert.notEqual(waiting, planted);
    assert.equal((await attacker.get("/auth/code")).location, "/auth/signin");
    const copied = visitor.copy();
    await send(visitor, page, { code: phone.nextCode() });
    assert.notEqual(visitor.cookie("plainlist_session"), waiting);
    assert.ok(!(await isSignedIn(copied)));
  });

  test("one has ten minutes", async () => {
    const page = await untilCode(visitor, ann.user.email);
    app.advance(9 * MINUTE);
    assert.equal((await visitor.get("/auth/code")).status, 200);
    app.advance(2 * MINUTE);
    const code = phone.nextCode();
    for (const ask of [() => visitor.get("/auth/code"), () => send(visitor, page, { code })]) {
      const late = await ask();
      assert.deepEqual([late.status, late.location], [303, "/auth/signin"]);
      assert.match((await visitor.follow(late)).flash ?? "", /Please sign in again/);
    }
    assert.ok(!(await isSignedIn(visitor)));
  });

  test("Start again leads to the password, for another account too", async () => {
    await untilCode(visitor, ann.user.email);
    await visitor.signIn(bob.user.email, PASSWORD);
    assert.match((await visitor.get("/dashboard")).document.text, /Signed in as\s+Bob/);
    const gone = await visitor.get("/auth/code");
    assert.deepEqual([gone.status, gone.location], [303, "/dashboard"]);
  });

  test("a form of another sign-in, or of another site, is not taken for a code", async () => {
    const page = await untilCode(visitor, ann.user.email);
    const code = phone.nextCode();
    const forged = await visitor.post("/auth/code", { code, _csrf: "visitor.forged" });
    assert.equal(forged.status, 403);
    assert.ok(!forged.html.includes(code), "it is typed again");
    visitor.headers = { "Sec-Fetch-Site": "cross-site" };
    assert.equal((await send(visitor, page, { code })).status, 403);
    visitor.headers = {};
    assert.equal((await send(visitor, page, { code })).status, 303);
  });

  test("a new password meanwhile, or a disabled account, ends the wait", async () => {
    for (const change of ["password_changed_at", "disabled_at"]) {
      const browser = app.visitor();
      const page = await untilCode(browser, ann.user.email);
      app.advance(1000);
      await app.database.sql(`update users set ${change} = $2 where id = $1`, [
        ann.user.id,
        app.services.clock(),
      ]);
      const refused = await send(browser, page, { code: phone.nextCode() });
      assert.equal(refused.location, "/auth/signin", change);
      assert.ok(!(await isSignedIn(browser)));
    }
  });

  test("the log says that a code was used or failed, and never which", async () => {
    const page = await untilCode(visitor, ann.user.email);
    const before = app.log.length;
    const [wrong, recovery = ""] = [wrongCode(app, phone), phone.recoveryCodes[0]];
    await send(visitor, page, { code: wrong });
    await send(visitor, page, { code: recovery });
    const lines = app.log.slice(before);
    const events = lines.flatMap(({ event, userId }) =>
      event === undefined ? [] : [[event, userId]],
    );
    const { id } = ann.user;
    assert.deepEqual(events, [
      ["code-failed", id],
      ["recovery-code-used", id],
      ["sign-in", id],
    ]);
    const text = JSON.stringify(lines);
    for (const secret of [wrong, recovery, ann.user.email])
      assert.ok(!text.includes(secret), secret);
  });

  test("where the host turns it off meanwhile, the password was all that was needed", async () => {
    const page = await untilCode(visitor, ann.user.email);
    const { database } = app.services;
    await database.transaction((trx) => removeSecondFactor(trx, ann.user.id));
    const done = await send(visitor, page, { code: "000000" });
    assert.equal(done.location, "/dashboard");
    assert.ok(await isSignedIn(visitor));
  });

  test("others need no code", async () => {
    const done = await visitor.signIn(bob.user.email, PASSWORD);
    assert.equal(done.location, "/dashboard");
  });

  test("a form that was saved when the last sign-in ended is there after the code", async () => {
    const tab = ann.browser;
    const page = await tab.get("/tasks/new");
    await tab.copy().signOut();
    const refused = await tab.submit(page, "/tasks", { title: "Written for an hour" });
    const signin = await tab.follow(refused);
    const { email } = ann.user;
    await tab.submit(signin, "/auth/signin", { email, password: PASSWORD });
    const done = await send(tab, await tab.get("/auth/code"), { code: phone.nextCode() });
    assert.match((await tab.follow(done)).html, /Written for an hour/);
  });
});

describe("a recovery code", () => {
  test("signs in once, on a page of its own, and is recorded", async () => {
    const [code = ""] = phone.recoveryCodes;
    const page = await untilCode(visitor, ann.user.email);
    const recovery = await visitor.get("/auth/code?with=recovery");
    assert.match(recovery.text, /One of the ten that you printed or saved/);
    assert.match(recovery.text, /Write to whoever hosts this Plainlist/);
    const wrong = await send(visitor, recovery, { code: "00000000" });
    assertProblems(wrong, { code: "That code is not right" });
    assert.match(wrong.text, /One of the ten/, "the same page");
    const typed = code.toUpperCase().replace(/^(.{4})/, "$1 - ");
    assert.equal((await send(visitor, wrong, { code: typed })).status, 303);
    assert.ok(await isSignedIn(visitor));
    const used = (await securityEvents(app, ann.user)).find(
      ({ kind }) => kind === "recovery-code-used",
    );
    assert.deepEqual(used?.params, { left: 9 });
    const other = app.visitor();
    const again = await send(other, await untilCode(other, ann.user.email), { code });
    assertProblems(again, { code: "That code is not right" });
    assert.equal(page.status, 200);
  });

  test("is accepted in the field for the app as well", async () => {
    const page = await untilCode(visitor, ann.user.email);
    const [code = ""] = phone.recoveryCodes;
    assert.equal((await send(visitor, page, { code })).status, 303);
  });
});

describe("wrong codes count with wrong passwords", () => {
  const guessPassword = async () => {
    const page = await visitor.get("/auth/signin");
    const fields = { email: ann.user.email, password: "not the one" };
    return await visitor.submit(page, "/auth/signin", fields);
  };

  beforeEach(() => app.database.sql("truncate throttles"));

  const attempts = async (kind: string) => {
    const rows = await app.database.sql<{ hits: number }>(
      "select hits from throttles where key like $1",
      [`${kind}:%`],
    );
    return rows.map(({ hits }) => hits);
  };

  test("in one counter, over pages, recovery codes and the API", async () => {
    const page = await untilCode(visitor, ann.user.email);
    const code = wrongCode(app, phone);
    const guesses = [
      () => guessPassword(),
      () => send(visitor, page, { code }),
      () => send(visitor, page, { code: "00000000" }),
    ];
    for (let i = 0; i < 10; i += 1) {
      assert.equal((await guesses[i % guesses.length]?.())?.status, 422);
    }
    const held = await send(visitor, await visitor.get("/auth/code"), { code: phone.nextCode() });
    assert.equal(held.status, 429);
    assert.match(held.problems[0] ?? "", /^Too many attempts\. Please try again in 15 minutes\.$/);
    assert.equal((await guessPassword()).status, 429);
    const other = app.visitor();
    assert.equal((await other.signIn(bob.user.email, PASSWORD)).location, "/dashboard");
  });

  test("and right passwords between them do not start it again", async () => {
    for (let i = 0; i < 10; i += 1) {
      const browser = app.visitor();
      const page = await untilCode(browser, ann.user.email);
      assert.equal((await send(browser, page, { code: wrongCode(app, phone) })).status, 422);
    }
    const page = await visitor.get("/auth/signin");
    const fields = { email: ann.user.email, password: PASSWORD };
    assert.equal((await visitor.submit(page, "/auth/signin", fields)).status, 429);
  });

  test("nor does proving it again with the password, in a browser that is signed in", async () => {
    app.advance(16 * MINUTE);
    for (let i = 0; i < 5; i += 1) {
      const browser = app.visitor();
      const page = await untilCode(browser, ann.user.email);
      await send(browser, page, { code: wrongCode(app, phone) });
    }
    const own = await ann.browser.get("/auth/confirm");
    await ann.browser.submit(own, "/auth/confirm", { password: PASSWORD });
    assert.deepEqual(await attempts("pair"), [5]);
  });

  test("a right code takes its attempt back", async () => {
    for (let i = 0; i < 12; i += 1) {
      const browser = app.visitor();
      const page = await untilCode(browser, ann.user.email);
      assert.equal((await send(browser, page, { code: phone.nextCode() })).status, 303);
    }
    assert.deepEqual(await app.database.sql("select key from throttles where hits > 0"), []);
  });
});

describe("a trusted browser", () => {
  async function trusting(): Promise<Browser> {
    const page = await untilCode(visitor, ann.user.email);
    await send(visitor, page, { code: phone.nextCode(), trust: "1" });
    await visitor.signOut();
    return visitor;
  }

  test("needs no code for 30 days, for this account alone", async () => {
    const browser = await trusting();
    assert.equal((await browser.signIn(ann.user.email, PASSWORD)).location, "/dashboard");
    await browser.signOut();
    const bobs = await turnOn(app, bob.user);
    const asked = await untilCode(browser, bob.user.email);
    await send(browser, asked, { code: bobs.nextCode() });
    await browser.signOut();
    app.advance(29 * DAY);
    assert.equal((await browser.signIn(ann.user.email, PASSWORD)).location, "/dashboard");
    await browser.signOut();
    app.advance(2 * DAY);
    await untilCode(browser, ann.user.email);
    const kinds = (await securityEvents(app, ann.user)).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === "browser-trusted").length, 1);
  });

  test("of two people needs no code for either of them", async () => {
    const browser = await trusting();
    const bobs = await turnOn(app, bob.user);
    const asked = await untilCode(browser, bob.user.email);
    await send(browser, asked, { code: bobs.nextCode(), trust: "1" });
    await browser.signOut();
    for (const { user } of [ann, bob]) {
      assert.equal((await browser.signIn(user.email, PASSWORD)).location, "/dashboard");
      await browser.signOut();
    }
    const seen = await app.database.sql("select * from browsers where user_id = $1", [bob.user.id]);
    assert.equal(seen.length, 2, "and is not taken for a new one");
  });

  test("is one that knows what nobody knew before the code", async () => {
    const secret = "AAAAAAAAAAAAAAAAAAAAAA";
    const attacker = app.visitor();
    for (const browser of [visitor, attacker]) {
      for (const name of ["browser", "visitor"]) browser.setCookie(`plainlist_${name}`, secret);
    }
    const page = await untilCode(visitor, ann.user.email);
    await send(visitor, page, { code: phone.nextCode(), trust: "1" });
    assert.notEqual(visitor.cookie("plainlist_browser"), secret);
    await untilCode(attacker, ann.user.email);
  });

  test("is not without the tick, and no other browser", async () => {
    const page = await untilCode(visitor, ann.user.email);
    await send(visitor, page, { code: phone.nextCode() });
    await visitor.signOut();
    await untilCode(visitor, ann.user.email);
    await trusting();
    await untilCode(app.visitor(), ann.user.email);
  });

  test("still needs the password, whose wrong ones count", async () => {
    const browser = await trusting();
    const page = await browser.get("/auth/signin");
    const fields = { email: ann.user.email, password: "not the one" };
    assert.equal((await browser.submit(page, "/auth/signin", fields)).status, 422);
  });

  test("is asked again after the second factor was off", async () => {
    const browser = await trusting();
    await app.services.secondFactors.turnOff(ann.user, CLIENT);
    await turnOn(app, ann.user);
    await untilCode(browser, ann.user.email);
  });
});

test("a sign-up that is repeated under its key asks for the code too", async () => {
  const form = await visitor.get("/auth/signup");
  const fields = { name: "Cleo", email: "cleo@example.org", password: PASSWORD };
  const again = visitor.copy();
  assert.equal((await visitor.submit(form, "/auth/signup", fields)).location, "/dashboard");
  const [row] = await app.database.sql<{ id: string }>("select id from users where email = $1", [
    fields.email,
  ]);
  assert.ok(row);
  const own = await turnOn(app, { id: row.id, email: fields.email });
  const repeated = await again.submit(form, "/auth/signup", fields);
  assert.equal(repeated.location, "/auth/code");
  assert.ok(!(await isSignedIn(again)));
  const done = await send(again, await again.get("/auth/code"), { code: nextCode(app, own.key) });
  assert.equal(done.location, "/dashboard");
});
