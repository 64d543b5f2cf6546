/** The page of where a user is signed in, and what ends there. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import supertest from "supertest";
import { createPersonalToken } from "../../src/models/personal_tokens.ts";
import { PASSWORD } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { securityEvents } from "../support/security_events.ts";
import { ann, app, bob, browser, type Person, usePeople } from "./fixture.ts";

const PAGE = "/settings/sessions";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const DAY = 86_400_000;
const CLIENT = { userAgent: "curl/8.5.0", address: "198.51.100.7" };

usePeople();
let phone: Browser;

beforeEach(async () => {
  await app.database.sql("update auth_sessions set user_agent = $1", [FIREFOX]);
  phone = app.visitor();
  phone.headers = { "User-Agent": SAFARI };
  await phone.signIn(ann.user.email, PASSWORD);
});

async function signInProgram({ user }: Person) {
  return app.services.authenticator.signInBearer(CLIENT, user);
}

async function makeToken({ user }: Person, name: string, days: number | null = 30) {
  const token = { user, name, access: "read", days, client: CLIENT } as const;
  const hash = Buffer.from(randomUUID());
  const made = await createPersonalToken(
    app.database.database,
    { ...token, hash, requestKey: null },
    app.services.clock(),
  );
  assert.ok(typeof made === "object");
  return made.id;
}

/** The rows of a group, as their texts. */
function rows(page: PageResult, group: "browsers" | "programs"): string[] {
  return page.document
    .querySelectorAll(`section[aria-labelledby=${group}] li`)
    .map((row) => row.text.replace(/\s+/g, " ").trim());
}

function endOf(page: PageResult, name: string): string {
  const row = page.document.querySelectorAll("main li").find((one) => one.text.includes(name));
  const action = row?.querySelector("form")?.getAttribute("action");
  assert.ok(action, `${name} in ${page.text}`);
  return action;
}

async function end(one: Browser, name: string): Promise<PageResult> {
  const page = await one.get(PAGE);
  return one.submit(page, endOf(page, name));
}

const isSignedIn = async (one: Browser) => (await one.get("/dashboard")).status === 200;

async function lastEvent(kind: string, { user }: Person = ann) {
  return (await securityEvents(app, user, kind)).at(-1)?.params;
}

describe("the page", () => {
  it("says what is signed in from where, the current one first", async () => {
    await signInProgram(ann);
    await makeToken(ann, "Calendar script");
    await makeToken(ann, "Till receipts", null);
    await signInProgram(bob);
    const page = await browser.get(PAGE);
    assert.equal(page.title, "Where you are signed in – Plainlist");
    const [own, other, ...more] = rows(page, "browsers");
    assert.deepEqual(more, []);
    assert.match(
      own ?? "",
      /^Firefox on Linux, this one Network 127.0.0.1, now Signed in today, for the first time\.$/,
    );
    assert.match(other ?? "", /^Safari on an iPhone Network 127.0.0.1, just now Signed in today/);
    assert.match(other ?? "", /End$/);
    const programs = rows(page, "programs");
    assert.equal(programs.length, 3);
    const listed = (text: RegExp) =>
      assert.ok(
        programs.some((row) => text.test(row)),
        `${text}`,
      );
    listed(
      /^curl, with your password Network 198.51.100.7, just now Signed in today. Ends by itself on \w+ .*End$/,
    );
    listed(
      /^Token “Calendar script”, can only read Not used yet Made today. Ends by itself on .*End$/,
    );
    listed(
      /^Token “Till receipts”, can only read Not used yet Made today. Does not end by itself. End$/,
    );
    assert.match(page.text, /Four end\. You stay signed in here\./);
    assert.equal(page.document.querySelectorAll(".number").filter((n) => n.text === "3").length, 1);
  });

  it("lists the latest first, by when they were used last", async () => {
    app.advance(3 * 3_600_000);
    await phone.get("/dashboard");
    await signInProgram(ann);
    app.advance(20 * 60_000);
    const tablet = app.visitor();
    tablet.headers = { "User-Agent": FIREFOX.replace("X11; Linux", "Android 16; Mobile") };
    await tablet.signIn(ann.user.email, PASSWORD);
    const [, second, third] = rows(await browser.get(PAGE), "browsers");
    assert.match(second ?? "", /^Firefox on Android/);
    assert.match(third ?? "", /^Safari on an iPhone Network \S+ 20 minutes ago/);
  });

  it("does not have what has ended or expired, nor anything of another user's", async () => {
    await phone.signOut();
    await signInProgram(bob);
    await makeToken(ann, "Old", 30);
    app.advance(31 * DAY);
    const fresh = app.visitor();
    await fresh.signIn(ann.user.email, PASSWORD);
    const page = await fresh.get(PAGE);
    assert.equal(rows(page, "browsers").length, 1);
    assert.deepEqual(rows(page, "programs"), []);
    assert.match(page.text, /Nobody else: this browser is the only one\./);
  });

  it("has trusted browsers that are not signed in, and says which need no code", async () => {
    await app.database.sql("update browsers set trusted_until = $2 where user_id = $1", [
      ann.user.id,
      new Date(app.services.clock().getTime() + 20 * DAY),
    ]);
    assert.match(rows(await browser.get(PAGE), "browsers")[1] ?? "", /Needs no code until \d/);
    await phone.signOut();
    const [, trusted] = rows(await browser.get(PAGE), "browsers");
    assert.match(trusted ?? "", /Not signed in. Trusted until \d+ \w+.*: it needs no code\. End$/);
    const ended = await end(browser, "Safari on an iPhone");
    assert.equal((await browser.follow(ended)).flash, "No longer trusted: Safari on an iPhone.");
    assert.equal(rows(await browser.get(PAGE), "browsers").length, 1);
  });

  it("lists no more than a hundred programs, and says so", async () => {
    await app.database.sql(
      `insert into auth_sessions (id, user_id, kind, created_at, authenticated_at, last_seen_at,
         idle_expires_at, absolute_expires_at, user_agent, address)
       select gen_random_uuid(), $1, 'api', now(), now(), now(), now() + interval '1 year',
         now() + interval '1 year', 'curl', '' from generate_series(1, 1234)`,
      [ann.user.id],
    );
    const page = await browser.get(PAGE);
    assert.equal(rows(page, "programs").length, 100);
    assert.match(page.text, /1,134 that were used before these are not listed/);
    assert.match(page.text, /1,235 end\./);
  });
});

describe("ending one", () => {
  it("ends it at once, and nothing else", async () => {
    const token = await signInProgram(ann);
    const result = await end(browser, "Safari on an iPhone");
    assert.deepEqual([result.status, result.location], [303, PAGE]);
    assert.equal((await browser.follow(result)).flash, "Ended: Safari on an iPhone.");
    assert.equal(await isSignedIn(phone), false);
    assert.equal(await isSignedIn(browser), true);
    assert.equal(await isSignedIn(bob.browser), true);
    const tasks = supertest(app.app)
      .get(`/api/${ann.user.id}/tasks`)
      .auth(token, { type: "bearer" });
    assert.equal((await tasks).status, 200);
    const event = await lastEvent("session-ended");
    assert.deepEqual(event, { of: "web", userAgent: SAFARI });
  });

  it("ends a program", async () => {
    const token = await signInProgram(ann);
    await end(browser, "curl, with");
    const tasks = supertest(app.app)
      .get(`/api/${ann.user.id}/tasks`)
      .auth(token, { type: "bearer" });
    assert.equal((await tasks).status, 401);
  });

  it("twice is the same as once", async () => {
    const page = await browser.get(PAGE);
    const action = endOf(page, "Safari on an iPhone");
    await browser.submit(page, action);
    const again = await browser.follow(await browser.submit(page, action));
    assert.equal(again.flash, "That had ended already.");
  });

  it("forgets its browser: when that signs in again, a mail says so", async () => {
    await app.database.sql("delete from mails");
    await end(browser, "Safari on an iPhone");
    await phone.signIn(ann.user.email, PASSWORD);
    assert.equal((await app.database.sql("select id from mails")).length, 1);
  });

  it("of another user's and of none is the same 404", async () => {
    const _csrf = await bob.browser.token();
    const own = await app.database.sql<{ id: string }>(
      `select id::text from auth_sessions where user_id = $1
       union all select id::text from browsers where user_id = $1`,
      [ann.user.id],
    );
    assert.equal(own.length, 4);
    const pages: string[] = [];
    for (const id of [...own.map((row) => row.id), randomUUID(), "1", "x'y", `${randomUUID()}0`]) {
      const result = await bob.browser.post(`${PAGE}/${encodeURIComponent(id)}/end`, { _csrf });
      assert.equal(result.status, 404);
      pages.push(result.html);
    }
    assert.equal(new Set(pages).size, 1);
    assert.ok((await isSignedIn(phone)) && (await isSignedIn(browser)));
  });

  it("of a token by the page of tokens only takes tokens", async () => {
    const page = await browser.get(PAGE);
    const id = /sessions\/(.+)\/end/.exec(endOf(page, "Safari on an iPhone"))?.[1];
    const _csrf = await browser.token();
    assert.equal((await browser.post(`/settings/tokens/${id}/end`, { _csrf })).status, 404);
    assert.equal(await isSignedIn(phone), true);
  });

  it("of the current one signs out", async () => {
    const [own] = await app.database.sql<{ id: string }>(
      "select id from auth_sessions where user_id = $1 order by created_at limit 1",
      [ann.user.id],
    );
    const _csrf = await browser.token();
    const result = await browser.post(`${PAGE}/${own?.id}/end`, { _csrf });
    assert.deepEqual([result.status, result.location], [303, "/auth/signin"]);
    assert.equal(await isSignedIn(browser), false);
    assert.equal(await isSignedIn(phone), true);
  });

  it("needs a form of our own", async () => {
    const page = await browser.get(PAGE);
    const forged = await browser.post(endOf(page, "Safari on an iPhone"), {});
    assert.equal(forged.status, 403);
    assert.equal(await isSignedIn(phone), true);
  });
});

describe("ending all others", () => {
  const submit = async (more: Record<string, string> = {}) =>
    browser.submit(await browser.get(PAGE), `${PAGE}/end-others`, more);

  it("ends browsers, programs and tokens, and says how many", async () => {
    await signInProgram(ann);
    await makeToken(ann, "Script");
    const bobs = await makeToken(bob, "Script");
    const result = await submit();
    assert.deepEqual([result.status, result.location], [303, PAGE]);
    const page = await browser.follow(result);
    assert.equal(page.flash, "Three sign-ins ended.");
    assert.match(page.text, /this browser is the only one/);
    assert.equal(await isSignedIn(phone), false);
    assert.equal(await isSignedIn(bob.browser), true);
    assert.deepEqual(await lastEvent("sessions-ended"), { count: 3 });
    const left = await app.database.sql(
      "select id from auth_sessions where id = $1 and revoked_at is null",
      [bobs],
    );
    assert.equal(left.length, 1);
  });

  it("ends the trust in other browsers", async () => {
    await phone.signOut();
    await app.database.sql("update browsers set trusted_until = $1", [
      new Date(app.services.clock().getTime() + DAY),
    ]);
    const page = await browser.follow(await submit());
    assert.equal(page.flash, "One sign-in ended.");
    const trusted = await app.database.sql<{ user_id: string }>(
      "select user_id from browsers where trusted_until is not null and user_id in ($1, $2)",
      [ann.user.id, bob.user.id],
    );
    assert.deepEqual(trusted.map((row) => row.user_id).sort(), [ann.user.id, bob.user.id].sort());
  });

  it("and this one too signs out", async () => {
    const result = await submit({ all: "1" });
    assert.deepEqual([result.status, result.location], [303, "/auth/signin"]);
    assert.equal((await browser.follow(result)).flash, "You are signed out everywhere.");
    for (const one of [browser, phone]) assert.equal(await isSignedIn(one), false);
    assert.equal(await isSignedIn(bob.browser), true);
    assert.deepEqual(await lastEvent("sessions-ended"), { count: 2 });
  });
});

/** Until a statement waits for a lock. */
async function untilWaiting(): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    const waiting = await app.database.sql(
      `select 1 from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
    await wait(10);
  }
  assert.fail("Nothing waits");
}

describe("ending a sign-in while its browser signs in again", () => {
  it("waits for that, and ends both", async () => {
    const { knex } = app.database.database;
    const page = await browser.get(PAGE);
    const action = endOf(page, "Safari on an iPhone");
    const [, id = ""] = /sessions\/([^/]+)\/end/.exec(action) ?? [];
    const [row] = await app.database.sql<{ browser_id: string }>(
      "select browser_id from auth_sessions where id = $1",
      [id],
    );
    const browserId = row?.browser_id ?? "";
    const again = await knex.transaction();
    await again("users").where({ id: ann.user.id }).forShare().first("id");
    await again("browsers").where({ id: browserId }).update({ address: "192.0.2.77" });
    const ended = browser.submit(page, action);
    await untilWaiting();
    await again("auth_sessions").where({ browser_id: browserId }).update({ address: "192.0.2.77" });
    await again.commit();
    assert.equal((await ended).status, 303);
    assert.equal((await phone.get(PAGE)).status, 303);
  });
});
