/** Personal tokens by page: made, shown once, listed and ended. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { beforeEach, describe, it } from "node:test";
import supertest from "supertest";
import { PASSWORD } from "../support/app.ts";
import { fieldsOfForm, type PageResult } from "../support/browser.ts";
import { securityEvents } from "../support/security_events.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

const PAGE = "/settings/tokens";
const TOKEN = /plt_[a-z2-7]{26}/;
const DAY = 86_400_000;

usePeople({ poolMax: 8 });
beforeEach(async () => {
  await app.database.sql("delete from mails");
});

async function make(fields: Record<string, string>, one = browser): Promise<PageResult> {
  return one.submit(await one.get(PAGE), PAGE, fields);
}

/** Makes one. @returns its page, and the token. */
async function made(fields: Record<string, string>, one = browser) {
  const page = await one.follow(await make(fields, one));
  const token = page.document.querySelector("#token")?.getAttribute("value") ?? "";
  assert.match(token, TOKEN);
  return { page, token };
}

async function rowsOf(userId = ann.user.id) {
  return app.database.sql<{
    name: string;
    access: string;
    token_hash: Buffer;
    revoked_at: Date | null;
    days: number;
  }>(
    `select name, access, token_hash, revoked_at,
       round(extract(epoch from idle_expires_at - created_at) / 86400)::int as days
     from auth_sessions where user_id = $1 and kind = 'token' order by created_at, name`,
    [userId],
  );
}

const tasksBy = (token: string, user = ann.user) =>
  supertest(app.app).get(`/api/${user.id}/tasks`).auth(token, { type: "bearer" });

describe("the form", () => {
  it("comes after the list, or after the words that there is none", async () => {
    const page = await browser.get(PAGE);
    assert.match(page.text, /No tokens\. Your password is all that opens this account\./);
    const { name, access, days } = fieldsOfForm(page.form(PAGE));
    assert.deepEqual({ name, access, days }, { name: "", access: "read", days: "90" });
  });

  it("keeps what was typed where something is wrong", async () => {
    const page = await make({ name: " ", access: "write", days: "365" });
    assert.equal(page.status, 422);
    assert.deepEqual(page.problems, ["Name is required"]);
    const { access, days } = fieldsOfForm(page.form(PAGE));
    assert.deepEqual({ access, days }, { access: "write", days: "365" });
    const long = await make({ name: "x".repeat(101) });
    assert.deepEqual(long.problems, ["Name must be 100 characters or less"]);
    const other = await make({ name: "x", access: "admin", days: "31" });
    assert.equal(other.status, 422);
    assert.equal(other.problems.length, 2);
    assert.deepEqual(await rowsOf(), []);
  });
});

describe("a new token", () => {
  it("is shown once, with what it may, and works", async () => {
    const { page, token } = await made({ name: "Backup at home", access: "write", days: "90" });
    assert.equal(page.title, "Token made: Backup at home – Tokens – Plainlist");
    assert.equal(page.flash, "Token made: Backup at home.");
    assert.match(page.text, /Can read and write until \d+ \w+/);
    assert.ok(page.text.includes(`/api/${ann.user.id}/tasks`));
    assert.equal(page.response.headers["cache-control"], "no-store");
    assert.equal((await tasksBy(token)).status, 200);
    const again = await browser.get(PAGE);
    assert.ok(!TOKEN.test(again.html));
    assert.match(again.text, /Backup at home, can read and write/);
    assert.ok(!again.cookies.some(({ value }) => TOKEN.test(value)));
    assert.equal(browser.cookie("plainlist_new_token"), undefined);
  });

  it("is stored as a hash, and nowhere else", async () => {
    const { token } = await made({ name: "Script", access: "read", days: "30" });
    const [row] = await rowsOf();
    assert.deepEqual(row?.token_hash, createHash("sha256").update(token).digest());
    const tables = await app.database.sql<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    for (const { name } of tables) {
      const found = await app.database.sql(
        `select 1 from "${name}" t where to_jsonb(t)::text like '%' || $1 || '%'`,
        [token],
      );
      assert.deepEqual(found, [], name);
    }
    assert.ok(!JSON.stringify(app.log).includes(token));
    assert.ok(!JSON.stringify(app.log).includes("Script"));
  });

  it("ends when it says", async () => {
    for (const days of ["30", "90", "365"]) await made({ name: `t${days}`, days });
    await made({ name: "forever", days: "never" });
    const ends = Object.fromEntries((await rowsOf()).map(({ name, days }) => [name, days]));
    const { forever = 0, ...others } = ends;
    assert.deepEqual(others, { t30: 30, t90: 90, t365: 365 });
    assert.ok(forever > 1_000_000);
    assert.match((await browser.get(PAGE)).text, /never ends by itself/);
  });

  it("is told to the owner by mail, and recorded", async () => {
    await made({ name: "Script", access: "write", days: "30" });
    const mails = await app.database.sql<{ kind: string; params: object; recipient: string }>(
      "select kind, params, recipient from mails",
    );
    assert.deepEqual(
      mails.map(({ kind, recipient }) => [kind, recipient]),
      [["token-made", ann.user.email]],
    );
    const [event] = await securityEvents(app, ann.user, "token-made");
    assert.deepEqual(event?.params, { name: "Script", access: "write", days: 30 });
    const line = app.log.find((one) => one.event === "token-made" && one.userId === ann.user.id);
    assert.deepEqual(line?.params, { access: "write", days: 30 });
  });

  it("is made once, however often its form is sent", async () => {
    const page = await browser.get(PAGE);
    const form = { ...fieldsOfForm(page.form(PAGE)), name: "Script" };
    const results = await Promise.all([1, 2, 3].map(() => browser.copy().post(PAGE, form)));
    assert.deepEqual(new Set(results.map(({ status }) => status)), new Set([303]));
    assert.equal((await rowsOf()).length, 1);
    const late = await browser.follow(await browser.post(PAGE, form));
    assert.match(late.flash ?? "", /has been made already/);
    assert.ok(!TOKEN.test(late.html));
    assert.equal((await app.database.sql("select id from mails")).length, 1);
  });

  it("is not shown to who signs in next on the same browser, nor after a HEAD", async () => {
    const result = await make({ name: "Script" });
    assert.equal(result.location, PAGE);
    const stolen = browser.copy();
    await stolen.signOut();
    stolen.setCookie("plainlist_new_token", browser.cookie("plainlist_new_token") ?? "");
    await stolen.signIn(bob.user.email, PASSWORD);
    assert.ok(!TOKEN.test((await stolen.get(PAGE)).html));
  });

  it("waits for the page: a HEAD does not use it up", async () => {
    await make({ name: "Script" });
    await browser.head(PAGE);
    assert.match((await browser.get(PAGE)).html, TOKEN);
  });

  it("cannot have a name that another one has, in any case and encoding, until that ends", async () => {
    await made({ name: "Réserve" });
    for (const name of ["RÉSERVE", "re\u0301serve"]) {
      const page = await make({ name });
      assert.equal(page.status, 422);
      assert.deepEqual(page.problems, ["You have a token of this name"]);
    }
    await made({ name: "Réserve" }, bob.browser);
    const page = await browser.get(PAGE);
    const end = page.document.querySelector("main li form")?.getAttribute("action") ?? "";
    await browser.submit(page, end);
    await made({ name: "Réserve", days: "30" });
    app.advance(31 * DAY);
    await browser.signIn(ann.user.email, PASSWORD);
    await made({ name: "Réserve" });
  });

  it("is refused beyond fifty", async () => {
    await app.database.sql(
      `insert into auth_sessions (id, user_id, kind, name, access, token_hash, created_at,
         authenticated_at, idle_expires_at, absolute_expires_at, user_agent, address)
       select gen_random_uuid(), $1::uuid, 'token', 'n' || n, 'read', decode(md5($1::uuid || ' ' || n), 'hex'),
         now(), now(), now() + interval '1 year', now() + interval '1 year', '', ''
       from generate_series(1, 49) n`,
      [ann.user.id],
    );
    const page = await browser.get(PAGE);
    const form = fieldsOfForm(page.form(PAGE));
    const results = await Promise.all(
      ["one", "two", "three"].map((name) => browser.copy().post(PAGE, { ...form, name })),
    );
    assert.deepEqual(results.map(({ status }) => status).sort(), [303, 422, 422]);
    const refused = results.find(({ status }) => status === 422);
    assert.match(refused?.problems[0] ?? "", /^You have 50 tokens/);
    assert.equal((await rowsOf()).length, 50);
  });
});

it("what a person posts beside the form is not taken", async () => {
  const fields = {
    kind: "web",
    user_id: bob.user.id,
    token_hash: "x",
    id: "1",
    created_at: "2000-01-01",
  };
  await made({ name: "Script", ...fields });
  assert.equal((await rowsOf()).length, 1);
  assert.deepEqual(await rowsOf(bob.user.id), []);
});

it("ending one ends it at once, and says so", async () => {
  const { token } = await made({ name: "Script" });
  const { token: other } = await made({ name: "Other" });
  const { token: bobs } = await made({ name: "Script" }, bob.browser);
  const page = await browser.get(PAGE);
  const row = page.document.querySelectorAll("main li").find((li) => li.text.includes("Script"));
  const action = row?.querySelector("form")?.getAttribute("action") ?? "";
  const stranger = await bob.browser.post(action, { _csrf: await bob.browser.token() });
  assert.equal(stranger.status, 404);
  assert.equal((await tasksBy(token)).status, 200);
  const ended = await browser.follow(await browser.submit(page, action));
  assert.equal(ended.flash, "Token ended: Script.");
  assert.equal((await tasksBy(token)).status, 401);
  assert.equal((await tasksBy(other)).status, 200);
  assert.equal((await tasksBy(bobs, bob.user)).status, 200);
  const [event] = await securityEvents(app, ann.user, "token-ended");
  assert.deepEqual(event?.params, { name: "Script" });
});

it("says when and from where it was used last", async () => {
  const { token } = await made({ name: "Script", days: "365" });
  assert.match((await browser.get(PAGE)).text, /Not used yet/);
  await tasksBy(token);
  assert.match((await browser.get(PAGE)).text, /Used just now, from network 127\.0\.0\.1/);
  app.advance(3 * 3_600_000);
  await tasksBy(token);
  app.advance(5 * 60_000);
  assert.match((await browser.get(PAGE)).text, /Used 5 minutes ago/);
  app.advance(6 * DAY);
  await browser.get(PAGE);
  app.advance(6 * DAY);
  await browser.get(PAGE);
  for (let day = 12; day < 36; day += 6) {
    app.advance(6 * DAY);
    await browser.get("/dashboard");
  }
  assert.match((await browser.get(PAGE)).text, /Not used since \d+ \w+/);
});
