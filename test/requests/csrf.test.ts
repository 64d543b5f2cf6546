/** Posts that are not from our own pages: they change nothing, and what was typed comes back to be confirmed. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { textIn } from "../support/fields.ts";

let app: TestApp;
let ann: Browser;
let bob: Browser;
let annId: string;

before(async () => {
  app = await startTestApp({ APP_URL: "http://todo.example.org" });
  const account = await app.signedUp("Ann");
  ann = account.browser;
  annId = account.user.id;
  bob = (await app.signedUp("Bob")).browser;
});

after(async () => app.close());

/** The titles that Ann has by now, and nobody else. */
async function titles(): Promise<string[]> {
  const rows = await app.database.sql<{ title: string; user_id: string }>(
    "select title, user_id from tasks order by id",
  );
  assert.ok(rows.every((row) => row.user_id === annId));
  return rows.map(({ title }) => title);
}

async function assertAsks(page: PageResult, title: string): Promise<void> {
  assert.equal(page.status, 403);
  assert.match(page.text, /Please confirm this/);
  assert.equal(textIn(page, "title"), title);
  assert.ok(!(await titles()).includes(title), "nothing is changed yet");
}

/** A browser that says so with every request, and has Ann's cookies. */
function annWith(headers: Record<string, string>): Browser {
  const browser = ann.copy();
  browser.headers = headers;
  return browser;
}

describe("a form token is refused that is", () => {
  const genuine = () => ann.token();
  const cases: Record<string, () => Promise<Record<string, string | string[]>>> = {
    missing: async () => ({}),
    empty: async () => ({ _csrf: "" }),
    nonsense: async () => ({ _csrf: "0123456789" }),
    changed: async () => ({
      _csrf: (await genuine()).replace(/.$/, (end) => (end === "A" ? "B" : "A")),
    }),
    "cut short": async () => ({ _csrf: (await genuine()).slice(0, -1) }),
    "sent twice": async () => ({ _csrf: [await genuine(), await genuine()] }),
    "another person's": async () => ({ _csrf: await bob.token() }),
    "a visitor's": async () => ({ _csrf: await app.visitor().token("/auth/signin") }),
    "of another sign-in of the same person": async () => {
      const [row] = await app.database.sql<{ email: string }>(
        "select email from users where id = $1",
        [annId],
      );
      const phone = app.visitor();
      await phone.signIn(row?.email ?? "", PASSWORD);
      return { _csrf: await phone.token() };
    },
  };
  for (const [name, fields] of Object.entries(cases)) {
    test(name, async () => {
      const title = `Sent with a token that is ${name}`;
      await assertAsks(await ann.post("/tasks", { title, ...(await fields()) }), title);
    });
  }
});

test("a genuine one can be used again, from a page that stayed open", async () => {
  const _csrf = await ann.token();
  for (const title of ["Once", "And again"]) {
    assert.equal((await ann.post("/tasks", { title, _csrf })).status, 303);
  }
});

test("every showing of a form has another one", async () => {
  assert.notEqual(await ann.token(), await ann.token());
});

describe("with a genuine token, but", () => {
  const foreign: Record<string, Record<string, string>> = {
    "from another site": { "Sec-Fetch-Site": "cross-site" },
    "from another host of the site": { "Sec-Fetch-Site": "same-site" },
    "from another site that calls itself ours": {
      "Sec-Fetch-Site": "cross-site",
      Origin: "http://todo.example.org",
    },
    "from another origin": { Origin: "https://evil.example" },
    "from our host on another port": { Origin: "http://todo.example.org:8080" },
    "from our host with https": { Origin: "https://todo.example.org" },
    "from an origin that is not named": { Origin: "null" },
    "from an origin that only begins like ours": { Origin: "http://todo.example.org.evil.example" },
  };
  for (const [name, headers] of Object.entries(foreign)) {
    test(`${name}, it is refused`, async () => {
      const title = `Sent ${name}`;
      const page = await annWith(headers).post("/tasks", { title, _csrf: await ann.token() });
      await assertAsks(page, title);
    });
  }

  const own: Record<string, Record<string, string>> = {
    "from our own page": { "Sec-Fetch-Site": "same-origin", Origin: "http://todo.example.org" },
    "from our own page, without its origin": { "Sec-Fetch-Site": "same-origin", Origin: "null" },
    "sent again by the person's own hand": { "Sec-Fetch-Site": "none" },
    "from a browser that knows Origin only": { Origin: "http://todo.example.org" },
    "from a text browser, which sends neither": {},
  };
  for (const [name, headers] of Object.entries(own)) {
    test(`${name}, it is taken`, async () => {
      const title = `Sent ${name}`;
      const result = await annWith(headers).post("/tasks", { title, _csrf: await ann.token() });
      assert.equal(result.status, 303);
      assert.ok((await titles()).includes(title));
    });
  }
});

describe("the page that asks", () => {
  test("has everything that was sent, and sends it in one press", async () => {
    const fields = { title: `Forged "title" & <b>`, description: "\n\nLine one\r\nLine two" };
    const page = await ann.post("/tasks", { ...fields, request_key: "one", evil: "field" });
    assert.equal(textIn(page, "title"), fields.title);
    assert.equal(textIn(page, "description"), fields.description);
    assert.ok(!page.html.includes("evil"));
    const sent = await ann.submit(page, "/tasks");
    assert.equal(sent.status, 303);
    const [row] = await app.database.sql<{ description: string }>(
      "select description from tasks where title = $1",
      [fields.title],
    );
    assert.equal(row?.description, "\n\nLine one\nLine two");
  });

  test("says which address the form came from, if it is another than the server's", async () => {
    const elsewhere = annWith({ Origin: "http://192.168.1.5:3000" });
    const page = await elsewhere.post("/tasks", { title: "x", _csrf: await ann.token() });
    assert.match(page.text, /http:\/\/todo\.example\.org/);
    assert.match(page.text, /http:\/\/192\.168\.1\.5:3000/);
    const plain = await ann.post("/tasks", { title: "x" });
    assert.doesNotMatch(plain.text, /todo\.example\.org/);
  });

  test("is about completing, deleting and restoring too", async () => {
    await ann.post("/tasks", { title: "Target", _csrf: await ann.token() });
    const [row] = await app.database.sql<{ id: number }>(
      "select id from tasks where title = 'Target'",
    );
    const state = async () => {
      const [now] = await app.database.sql<{ done: boolean; gone: boolean }>(
        `select completed_at is not null as done, deleted_at is not null as gone
         from tasks where title = 'Target'`,
      );
      return now;
    };
    const path = `/tasks/${row?.id}`;
    const completing = await ann.post(`${path}/completion`, { done: "1" });
    assert.deepEqual([completing.status, await state()], [403, { done: false, gone: false }]);
    await ann.submit(completing, `${path}/completion`, {}, "Complete the task");
    assert.deepEqual(await state(), { done: true, gone: false });
    const deleting = await ann.post(`${path}/deletion`, {});
    assert.deepEqual([deleting.status, await state()], [403, { done: true, gone: false }]);
    await ann.submit(deleting, `${path}/deletion`, {}, "Delete the task");
    assert.deepEqual(await state(), { done: true, gone: true });
    const restoring = await ann.post(`${path}/restoration`, {});
    assert.equal(restoring.status, 403);
    await ann.submit(restoring, `${path}/restoration`, {}, "Restore the task");
    assert.deepEqual(await state(), { done: true, gone: false });
  });
});

describe("without a sign-in", () => {
  test("signing in from another site is asked about, the password not kept", async () => {
    const [{ email } = { email: "" }] = await app.database.sql<{ email: string }>(
      "select email from users where id = $1",
      [annId],
    );
    const browser = app.visitor();
    const forged = await browser.post("/auth/signin", { email, password: PASSWORD });
    assert.equal(forged.status, 403);
    assert.equal(textIn(forged, "email"), email);
    assert.ok(!forged.html.includes(PASSWORD));
    assert.equal((await browser.get("/dashboard")).status, 303);
    const result = await browser.submit(forged, "/auth/signin", { password: PASSWORD });
    assert.equal(result.status, 303);
    assert.equal((await browser.get("/dashboard")).status, 200);
  });

  test("another visitor's token does not sign up", async () => {
    const _csrf = await app.visitor().token("/auth/signup");
    const browser = app.visitor();
    await browser.get("/auth/signup");
    const fields = { name: "Eve", email: "eve@example.org", password: PASSWORD, _csrf };
    const forged = await browser.post("/auth/signup", fields);
    assert.equal(forged.status, 403);
    assert.equal(textIn(forged, "name"), "Eve");
    assert.ok(!forged.html.includes(PASSWORD));
    const users = "select 1 from users where email = 'eve@example.org'";
    assert.equal((await app.database.sql(users)).length, 0);
    await browser.submit(forged, "/auth/signup", { password: PASSWORD });
    assert.equal((await app.database.sql(users)).length, 1);
  });

  test("a browser that has lost its cookie signs in at the second press", async () => {
    const browser = app.visitor();
    const page = await browser.get("/auth/signin");
    browser.loseCookie("plainlist_visitor");
    const asked = await browser.submit(page, "/auth/signin", { email: "a@b.org", password: "x" });
    assert.equal(asked.status, 403);
    const result = await browser.submit(asked, "/auth/signin", { password: "x" });
    assert.equal(result.status, 422);
  });
});
