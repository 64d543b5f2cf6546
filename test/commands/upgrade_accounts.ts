/** What a version with accounts has stored beside the tasks: it is complete after migrating, and still works. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { codeAt } from "../../src/auth/one_time_codes.ts";
import { loadConfig } from "../../src/config.ts";
import { createLogger } from "../../src/logger.ts";
import { createMailWorker } from "../../src/mail/mail.ts";
import { assertTotalBytes } from "../models/invariants.ts";
import { TEST_ENVIRONMENT } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { startMailServer } from "../support/mail_server.ts";
import type { Fixture, Person, SignIn, Upgraded } from "./upgrade_fixture.ts";

type Row = Record<string, unknown>;

const SIGN_IN = "/auth/signin?return_to=%2Fdashboard";

type QueuedMail = Row & { id: number; recipient: string; due_at: string | null };

export interface AccountsFixture extends Fixture {
  accounts: {
    /** Of Ada, by what they may do. */
    personal_tokens: { read: string[]; write: string[]; ended: string[] };
    /** Of Grace. */
    second_factor: {
      /** In base64. */
      key: string;
      used_codes: string[];
      unused_code: string;
      /** The cookies of a browser that is trusted, and signed out. */
      trusted: SignIn["cookies"];
    };
    /** Paths of links that still work. */
    links: {
      /** Of Ada, who waits for it. */
      pending_email: string;
      /** Of Grace, to her earlier address. */
      put_back: string;
      reset: string;
      invite: string;
      sign_up: string;
    };
    used_links: Record<string, string>;
    /** An account that is about to be deleted, with one task. */
    leaving: Pick<Person, "user" | "cookies"> & { task: string };
    disabled: SignIn;
    /** By entry of the history: its bytes, and those of all after it; null: not known. */
    sizes: Record<"ada" | "grace", Record<string, (number | null)[]>>;
    /** All rows of these tables, without the columns that the application updates by itself. */
    rows: Record<string, Row[]> & { mails: QueuedMail[]; recovery_codes: Row[] };
  };
}

export function testAccounts(upgraded: Upgraded, fixture: AccountsFixture): void {
  testAccountRows(upgraded, fixture);
  testPersonalTokens(upgraded, fixture);
  testSecondFactor(upgraded, fixture);
  testMails(upgraded, fixture);
  testLinks(upgraded, fixture);
  testClosedAccounts(upgraded, fixture);
}

function testAccountRows(upgraded: Upgraded, { ada, grace, accounts }: AccountsFixture): void {
  const expected = accounts.rows;
  const migrated: Record<string, Row[]> = {};

  // Before anybody signs in.
  before(async () => {
    for (const table of Object.keys(expected)) {
      const rows = await upgraded.database.sql<{ row: Row }>(
        `select to_jsonb(${table}) as row from ${table}`,
      );
      migrated[table] = rows.map(({ row }) => row);
    }
  });

  for (const [table, rows] of Object.entries(expected)) {
    test(`all ${table} are unchanged`, () => {
      // Columns that were added since are ignored.
      const columns = Object.keys(rows[0] ?? {});
      const lines = (all: Row[]) =>
        all.map((row) => JSON.stringify(columns.map((name) => [name, row[name]]))).sort();
      assert.deepEqual(lines(migrated[table] ?? []), lines(rows));
    });
  }

  test("the stored sizes are those of the history", async () => {
    for (const [{ user }, sizes] of [
      [ada, accounts.sizes.ada],
      [grace, accounts.sizes.grace],
    ] as const) {
      const rows = await upgraded.database.sql<{ id: number; sizes: (number | null)[] }>(
        `select id, jsonb_build_array(bytes, total_bytes) as sizes from changes
         where user_id = $1 order by id`,
        [user.id],
      );
      assert.deepEqual(Object.fromEntries(rows.map((row) => [row.id, row.sizes])), sizes);
      assert.notEqual(await assertTotalBytes(upgraded.database, user.id), null);
    }
  });
}

function testPersonalTokens(upgraded: Upgraded, { ada, grace, accounts }: AccountsFixture): void {
  test("personal tokens may do what they could, and ended ones nothing", async () => {
    const { read, write, ended } = accounts.personal_tokens;
    const answers = async (token: string, { user }: Pick<Person, "user">) => {
      const list = await upgraded.call({ user, token }, "GET", "/tasks");
      const untitled = await upgraded.call({ user, token }, "POST", "/tasks", { json: {} });
      return [list.status, untitled.status];
    };
    for (const token of read) assert.deepEqual(await answers(token, ada), [200, 403]);
    for (const token of write) assert.deepEqual(await answers(token, ada), [200, 400]);
    for (const token of ended) assert.deepEqual(await answers(token, ada), [401, 401]);
    for (const token of [...read, ...write]) {
      assert.deepEqual(await answers(token, grace), [403, 403]);
    }
  });
}

function testSecondFactor(upgraded: Upgraded, fixture: AccountsFixture): void {
  const { grace, password, accounts } = fixture;
  const { key, used_codes: usedCodes, unused_code: unused, trusted } = accounts.second_factor;

  const signIn = (browser: Browser) => browser.signIn(grace.user.email, password);

  test("the second factor is asked for, and used recovery codes stay used", async () => {
    const browser = upgraded.browserWith({});
    const page = await browser.follow(await signIn(browser));
    for (const code of usedCodes) {
      assert.equal((await browser.submit(page, "/auth/code", { code })).status, 422);
    }
    const code = codeAt(Buffer.from(key, "base64"), new Date());
    assert.equal((await browser.submit(page, "/auth/code", { code })).location, "/upcoming");
    assert.match((await browser.get("/settings")).html, new RegExp(grace.user.name));
  });

  test("another recovery code is accepted, and used up", async () => {
    const browser = upgraded.browserWith(grace.cookies);
    const page = await browser.get("/auth/confirm?with=code");
    assert.equal((await browser.submit(page, "/auth/confirm", { code: unused })).status, 303);
    const [row] = await upgraded.database.sql<{ left: number }>(
      `select count(*)::integer as left from recovery_codes
       where user_id = $1 and used_at is null`,
      [grace.user.id],
    );
    assert.equal(row?.left, accounts.rows.recovery_codes.length - usedCodes.length - 1);
  });

  test("a trusted browser is not asked for it", async () => {
    const browser = upgraded.browserWith(trusted);
    assert.equal((await browser.get("/dashboard")).location, SIGN_IN);
    assert.equal((await signIn(browser)).location, "/upcoming");
  });
}

function testMails(upgraded: Upgraded, { accounts }: AccountsFixture): void {
  const { mails } = accounts.rows;

  test("the mails that are due are sent, and the others stay", async (t) => {
    const server = await startMailServer();
    t.after(async () => {
      upgraded.setMinutesLater(1);
      await server.close();
    });
    upgraded.setMinutesLater(10);
    const now = new Date().toISOString();
    const due = mails.filter((mail) => mail.due_at !== null && mail.due_at < now);
    const worker = createMailWorker({
      config: loadConfig({ ...TEST_ENVIRONMENT, ...server.environment }),
      database: upgraded.database.database,
      logger: createLogger("silent", { write: () => undefined }),
    });
    await worker.sendDue();
    const left = await upgraded.database.sql<{ id: number }>(
      "select id::integer from mails order by id",
    );
    assert.deepEqual(
      left.map(({ id }) => id),
      mails.filter((mail) => !due.includes(mail)).map(({ id }) => id),
    );
    const received = server.received.flatMap(({ recipients }) => recipients);
    for (const { recipient } of due) {
      assert.ok(received.includes(recipient), recipient);
      received.splice(received.indexOf(recipient), 1);
    }
  });
}

function testLinks(upgraded: Upgraded, { ada, accounts }: AccountsFixture): void {
  const { links, used_links: usedLinks } = accounts;

  test("the links of mails still work, and used ones do not", async () => {
    for (const path of Object.values(links)) {
      assert.equal((await upgraded.browserWith({}).get(path)).status, 200, path);
    }
    for (const path of Object.values(usedLinks)) {
      assert.equal((await upgraded.browserWith({}).get(path)).status, 410, path);
    }
    const browser = upgraded.browserWith({});
    for (const path of [links.pending_email, links.sign_up]) {
      const pressed = await browser.submit(await browser.get(path), path);
      assert.equal(pressed.status, 303, pressed.text);
    }
    const users = await upgraded.database.sql<{ name: string; email: string }>(
      `select name, email from users
       where id = $1 or id not in (select (jsonb_array_elements($2::jsonb) ->> 'id')::uuid)
       order by name`,
      [ada.user.id, JSON.stringify(accounts.rows.users)],
    );
    assert.deepEqual(users, [
      { name: "Ada", email: "ada@mills.example" },
      { name: "Mary", email: "mary@example.org" },
    ]);
  });
}

function testClosedAccounts(upgraded: Upgraded, { accounts }: AccountsFixture): void {
  test("an account that is about to be deleted can be kept", async () => {
    const { leaving } = accounts;
    const browser = upgraded.browserWith(leaving.cookies);
    assert.equal((await browser.get("/inbox")).location, "/settings/delete");
    const page = await browser.get("/settings/delete");
    assert.equal((await browser.submit(page, "/settings/delete/cancel")).location, "/dashboard");
    assert.deepEqual((await browser.get("/inbox")).titles, [leaving.task]);
  });

  test("the sign-ins of a disabled account stay ended", async () => {
    const { cookies, token } = accounts.disabled;
    assert.equal((await upgraded.browserWith(cookies).get("/dashboard")).location, SIGN_IN);
    assert.equal(
      (await upgraded.call({ ...accounts.leaving, token }, "GET", "/tasks")).status,
      401,
    );
  });
}
