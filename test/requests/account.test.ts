/** The settings of the account: its name and its password. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import supertest from "supertest";
import { PASSWORD, startTestApp } from "../support/app.ts";
import type { Browser, Fields } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";
import { eventsOf, linkTo, mailsOf, userRow } from "./account_fixture.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

const NEW_PASSWORD = "seven copper lanterns";
const PAGE = "/settings/account";

usePeople({ poolMax: 4 });

async function submit(from: Browser, action: string, fields: Fields) {
  return from.submit(await from.get(PAGE), action, fields);
}

function changePassword(fields: Fields = {}, from: Browser = browser) {
  const all = { current_password: PASSWORD, password: NEW_PASSWORD, ...fields };
  return submit(from, "/settings/password", all);
}

/** The status of a page that only its user sees. */
async function stateOf(from: Browser): Promise<number> {
  return (await from.get("/dashboard")).status;
}

async function canSignIn({ email }: { email: string }, password: string): Promise<boolean> {
  const visitor = app.visitor();
  const page = await visitor.get("/auth/signin");
  return (await visitor.submit(page, "/auth/signin", { email, password })).status === 303;
}

describe("the name", () => {
  it("is saved, and shown at once in other tabs and browsers, whatever their JWT says", async () => {
    const elsewhere = app.visitor();
    await elsewhere.signIn(ann.user.email, PASSWORD);
    const tab = browser.copy();
    const saved = await submit(browser, "/settings/name", { name: "  Ann  Marie " });
    assert.equal(saved.location, PAGE);
    const page = await browser.follow(saved);
    assert.equal(page.flash, "Name saved.");
    assert.equal(textIn(page, "name"), "Ann  Marie");
    for (const one of [tab, elsewhere]) {
      assert.match((await one.get("/inbox")).document.text, /Signed in as\s+Ann {2}Marie/);
    }
    assert.equal((await userRow(app, bob.user)).name, "Bob");
    assert.deepEqual((await eventsOf(app, ann.user)).slice(-1), ["name-changed"]);
    const lines = () => app.log.filter((line) => line.event === "name-changed");
    assert.deepEqual(
      lines().map(({ userId }) => userId),
      [ann.user.id],
    );
    await submit(browser, "/settings/name", { name: "Ann  Marie" });
    assert.equal(lines().length, 1, "it is the same");
  });

  it("comes back with its message; the other forms show what is stored", async () => {
    const long = "x".repeat(101);
    for (const [name, message] of [
      ["  ", "Name is required"],
      [long, "Name must be 100 characters or less"],
    ] as const) {
      const page = await submit(browser, "/settings/name", { name });
      assert.equal(page.status, 422);
      assertProblems(page, { name: message });
      assert.equal(textIn(page, "name"), name);
      assert.match(page.text, new RegExp(`${ann.user.email}, not verified yet`));
    }
    assert.equal((await userRow(app, ann.user)).name, "Ann");
  });

  it("is not saved again by a form that is sent again, whatever came between", async () => {
    const page = await browser.get(PAGE);
    await browser.submit(page, "/settings/name", { name: "One" });
    await submit(browser, "/settings/name", { name: "Two" });
    const again = await browser.submit(page, "/settings/name", { name: "One" });
    assert.equal(again.location, PAGE);
    assert.equal((await userRow(app, ann.user)).name, "Two");
  });

  it("takes nothing else along: not the owner, not what says that the address is verified", async () => {
    const extra = { id: bob.user.id, user_id: bob.user.id, email_verified_at: "2026-01-01" };
    await submit(browser, "/settings/name", { name: "Ann B", ...extra, email: "x@example.org" });
    const row = await userRow(app, ann.user);
    assert.deepEqual([row.name, row.email, row.email_verified_at], ["Ann B", ann.user.email, null]);
    assert.equal((await userRow(app, bob.user)).name, "Bob");
  });
});

describe("the index of the settings", () => {
  const lineOf = async (of: Browser) => {
    const line = (await of.get("/settings")).document.querySelector(".sets > li");
    const isMarked = line?.getAttribute("class") === "see";
    return [isMarked, line?.text.replace(/\s+/g, " ").trim()];
  };

  it("says who one is, whether the address is verified, and when the password was changed", async () => {
    const { email } = ann.user;
    assert.deepEqual(await lineOf(browser), [true, `You Ann, ${email}, not verified yet.`]);
    const verified = "update users set email_verified_at = now() where id = $1";
    await app.database.sql(verified, [ann.user.id]);
    assert.deepEqual(await lineOf(browser), [false, `You Ann, ${email}.`]);
    await submit(browser, "/settings/email", { email: "elsewhere@example.org" });
    const [isMarked, waits] = await lineOf(browser);
    assert.ok(isMarked);
    assert.match(`${waits}`, /elsewhere@example\.org waits for its link\.$/);
    await changePassword();
    assert.match(`${(await lineOf(browser))[1]}`, / Password changed on \d+ \w+ \d{4}\.$/);
    assert.deepEqual(await lineOf(bob.browser), [
      true,
      `You Bob, ${bob.user.email}, not verified yet.`,
    ]);
  });
});

describe("the password", () => {
  it("is changed: the old one no longer signs in, the new one does", async () => {
    const changed = await changePassword();
    assert.equal(changed.location, PAGE);
    const page = await browser.follow(changed);
    assert.equal(page.flash, "Password changed. Every other sign-in has ended.");
    assert.deepEqual(await mailsOf(app, ann.user), [`password-changed ${ann.user.email}`]);
    assert.deepEqual(await mailsOf(app, bob.user), []);
    assert.equal(await canSignIn(ann.user, PASSWORD), false);
    assert.equal(await canSignIn(ann.user, NEW_PASSWORD), true);
    assert.equal(await canSignIn(bob.user, PASSWORD), true);
    const row = await userRow(app, ann.user);
    assert.ok(row.password_changed_at instanceof Date);
    assert.ok((await eventsOf(app, ann.user)).includes("password-changed"));
  });

  it("ends every other sign-in and token, also a copy of this browser's cookies", async () => {
    const elsewhere = app.visitor();
    await elsewhere.signIn(ann.user.email, PASSWORD);
    const client = { userAgent: "", address: "127.0.0.1" };
    const token = await app.services.authenticator.signInBearer(client, ann.user);
    const thief = browser.copy();
    await changePassword();
    assert.equal(await stateOf(browser), 200);
    assert.equal(await stateOf(elsewhere), 303);
    assert.equal(await stateOf(thief), 303);
    app.advance(20 * 60_000);
    assert.equal(await stateOf(thief), 303, "nor does its browser session bring it back");
    assert.equal(await stateOf(browser), 200);
    assert.equal(await stateOf(bob.browser), 200);
    const api = supertest(app.app).get(`/api/${ann.user.id}/tasks`);
    assert.equal((await api.set("Authorization", `Bearer ${token}`)).status, 401);
  });

  it("ends them in every process at once, also where they are known", async () => {
    const other = await startTestApp({}, { database: app.database });
    const elsewhere = app.visitor();
    await elsewhere.signIn(ann.user.email, PASSWORD);
    const there = elsewhere.copy(other.app);
    for (let times = 0; times < 2; times += 1) assert.equal(await stateOf(there), 200);
    await changePassword();
    assert.equal(await stateOf(there), 303);
    assert.equal(await stateOf(browser.copy(other.app)), 200);
    await other.close();
  });

  it("leaves them alone where the user says so", async () => {
    const elsewhere = app.visitor();
    await elsewhere.signIn(ann.user.email, PASSWORD);
    const thief = browser.copy();
    const page = await browser.follow(await changePassword({ keep: "1" }));
    assert.equal(page.flash, "Password changed. Your other sign-ins go on.");
    assert.equal(await stateOf(elsewhere), 200);
    assert.equal(await stateOf(browser), 200);
    assert.equal(await stateOf(thief), 303);
  });

  it("makes the sign-in fresh, and voids the links to a new one", async () => {
    const reset = await linkTo(app, "reset", ann.user);
    const bobs = await linkTo(app, "reset", bob.user);
    app.advance(16 * 60_000);
    await changePassword();
    const email = { email: "ann.new@example.org" };
    assert.equal((await submit(browser, "/settings/email", email)).location, PAGE);
    const unused = await app.database.sql(
      "select user_id from account_tokens where used_at is null",
    );
    assert.deepEqual(unused, [{ user_id: bob.user.id }], `${reset} ${bobs}`);
  });

  it("has trusted browsers asked for a code again, but for this one", async () => {
    const elsewhere = app.visitor();
    await elsewhere.signIn(ann.user.email, PASSWORD);
    const until = new Date(app.services.clock().getTime() + 86_400_000);
    await app.database.sql("update browsers set trusted_until = $1", [until]);
    await changePassword();
    const trusted = await app.database.sql<{ user_id: string }>(
      "select user_id from browsers where trusted_until is not null and user_id = any ($1)",
      [[ann.user.id, bob.user.id]],
    );
    const users = trusted.map(({ user_id: id }) => id).sort();
    assert.deepEqual(users, [ann.user.id, bob.user.id].sort());
  });

  it("of two tabs at once is changed by one; the same form twice is done once", async () => {
    const page = await browser.get(PAGE);
    const send = (password: string) =>
      browser.copy().submit(page, "/settings/password", { current_password: PASSWORD, password });
    const twice = await Promise.all([send(NEW_PASSWORD), send(NEW_PASSWORD)]);
    assert.deepEqual(
      twice.map(({ location }) => location),
      [PAGE, PAGE],
    );
    assert.deepEqual(await mailsOf(app, ann.user), [`password-changed ${ann.user.email}`]);
    const other = await bob.browser.get(PAGE);
    const passwords = [NEW_PASSWORD, "another copper lantern"];
    const results = await Promise.all(
      passwords.map((password) =>
        bob.browser
          .copy()
          .submit(other, "/settings/password", { current_password: PASSWORD, password }),
      ),
    );
    assert.deepEqual(results.map(({ status }) => status).sort(), [303, 422]);
    const won = passwords[results.findIndex(({ status }) => status === 303)] ?? "";
    assert.equal(await canSignIn(bob.user, won), true);
  });

  it("is refused without the current one, with a message at each field, and never sent back", async () => {
    const before = await userRow(app, ann.user);
    const cases: [Fields, Record<string, string>][] = [
      [{ current_password: "not the one" }, { current_password: "That password is not right" }],
      [{ current_password: "" }, { current_password: "Current password is required" }],
      [
        { current_password: "not the one", password: "short" },
        {
          current_password: "That password is not right",
          password: "Password must be at least 8 characters",
        },
      ],
      [{ password: "" }, { password: "Password is required" }],
      [{ password: "password1" }, { password: "Password is too common" }],
      [{ password: ann.user.email }, { password: "Password must not be your name or email" }],
    ];
    for (const [fields, problems] of cases) {
      const page = await changePassword({ ...fields, keep: "1" });
      assert.equal(page.status, 422);
      assertProblems(page, problems);
      for (const secret of [PASSWORD, NEW_PASSWORD, "not the one", "password1"]) {
        assert.ok(!page.html.includes(secret), secret);
      }
      assert.ok(page.document.querySelector("#keep")?.hasAttribute("checked"));
    }
    assert.deepEqual(await userRow(app, ann.user), before);
    assert.equal(
      (await eventsOf(app, ann.user)).filter((kind) => kind === "confirm-failed").length,
      2,
    );
    assert.equal(await stateOf(browser), 200);
  });

  it("cannot be guessed here: it counts as an attempt to sign in", async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      assert.equal((await changePassword({ current_password: `guess ${attempt}` })).status, 422);
    }
    const refused = await changePassword();
    assert.equal(refused.status, 429);
    assert.deepEqual(refused.problems, ["Too many attempts. Please try again in 15 minutes."]);
    assert.ok(refused.response.headers["retry-after"]);
    assert.equal((await changePassword({}, bob.browser)).status, 303);
  });

  it("is of this user, whatever the form says", async () => {
    await changePassword({ username: bob.user.email, user_id: bob.user.id });
    assert.equal(await canSignIn(bob.user, PASSWORD), true);
    assert.equal(await canSignIn(ann.user, NEW_PASSWORD), true);
  });

  it("can be set where there is none, after a fresh sign-in", async () => {
    const none = "update users set password_hash = null, password_scheme = null where id = $1";
    await app.database.sql(none, [ann.user.id]);
    const fresh = await browser.get(PAGE);
    assert.equal(fresh.document.querySelector("#current_password"), null);
    app.advance(16 * 60_000);
    const page = await browser.get(PAGE);
    assert.equal(page.document.querySelector("#password"), null);
    assert.equal((await browser.submit(page, "/settings/password")).location, "/auth/confirm");
    const late = await browser.submit(fresh, "/settings/password", { password: NEW_PASSWORD });
    assert.equal(late.location, "/auth/confirm");
    assert.equal((await userRow(app, ann.user)).password_hash, null);
    const sql = "update auth_sessions set authenticated_at = $1 where user_id = $2";
    await app.database.sql(sql, [app.services.clock(), ann.user.id]);
    const resumed = await browser.submit(page, "/settings/password");
    assert.equal(resumed.location, `${PAGE}#password-section`);
    const set = await submit(browser, "/settings/password", { password: NEW_PASSWORD });
    assert.equal((await browser.follow(set)).flash, "Password set. Every other sign-in has ended.");
    assert.equal(await canSignIn(ann.user, NEW_PASSWORD), true);
  });
});

describe("typing a new password visibly", () => {
  it("shows an empty field, and changes nothing", async () => {
    const page = await browser.get(PAGE);
    const fields = { current_password: PASSWORD, password: NEW_PASSWORD, reveal: "1", keep: "1" };
    const shown = await browser.submit(page, "/settings/password", fields);
    assert.equal(shown.status, 200);
    const field = shown.document.querySelector("#password");
    assert.equal(field?.getAttribute("type"), "text");
    assert.equal(field?.getAttribute("autocomplete"), "off");
    assert.ok(!shown.html.includes(NEW_PASSWORD) && !shown.html.includes(PASSWORD));
    assert.ok(shown.document.querySelector("#keep")?.hasAttribute("checked"));
    const wrong = await browser.submit(shown, "/settings/password", {
      ...{ current_password: PASSWORD, password: "short" },
    });
    assert.equal(wrong.document.querySelector("#password")?.getAttribute("type"), "text");
    assert.ok(!wrong.html.includes("short"));
    const hidden = await browser.submit(wrong, "/settings/password", { reveal: "0" });
    assert.equal(hidden.document.querySelector("#password")?.getAttribute("type"), "password");
    assert.equal(await canSignIn(ann.user, PASSWORD), true);
  });

  it("keeps the rest of the form at sign-up, which makes no account", async () => {
    const visitor = app.visitor();
    const page = await visitor.get("/auth/signup");
    const typed = { name: "Zoe", email: "zoe@example.org", password: NEW_PASSWORD };
    const shown = await visitor.submit(page, "/auth/signup", { ...typed, reveal: "1" });
    assert.equal(shown.status, 200);
    assert.equal(textIn(shown, "name"), "Zoe");
    assert.equal(textIn(shown, "email"), "zoe@example.org");
    assert.ok(!shown.html.includes(NEW_PASSWORD));
    assert.deepEqual(await app.database.sql("select 1 from users where name = 'Zoe'"), []);
    const done = await visitor.submit(shown, "/auth/signup", { password: NEW_PASSWORD });
    assert.equal(done.location, "/dashboard");
  });
});

describe("password managers", () => {
  it("find the page by its well-known address, signed in or not", async () => {
    for (const one of [browser, app.visitor()]) {
      const found = await one.get("/.well-known/change-password");
      assert.deepEqual([found.status, found.location], [302, PAGE]);
    }
    const nothing = await app.visitor().get("/.well-known/resource-that-should-not-exist");
    assert.equal(nothing.status, 404);
  });

  it("know which field is what, and the rules", async () => {
    const page = await browser.get(PAGE);
    const field = (id: string) => page.document.querySelector(id);
    assert.equal(field("#current_password")?.getAttribute("autocomplete"), "current-password");
    assert.equal(field("#password")?.getAttribute("autocomplete"), "new-password");
    const rules = "minlength: 8; maxlength: 256; allowed: unicode;";
    assert.equal(field("#password")?.getAttribute("passwordrules"), rules);
    const name = field('[action="/settings/password"] [autocomplete="username"]');
    assert.equal(name?.getAttribute("value"), ann.user.email);
    const signUp = await app.visitor().get("/auth/signup");
    const own = signUp.document.querySelector("#password");
    assert.equal(own?.getAttribute("passwordrules"), rules);
  });
});
