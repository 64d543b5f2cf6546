/** What goes wrong, as a page: each with its status, a way on and a number to quote, and nothing of our insides. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import supertest from "supertest";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";

let app: TestApp;
let browser: Browser;

before(async () => {
  app = await startTestApp();
  browser = (await app.signedUp("Ann")).browser;
});

after(async () => app.close());

const INSIDES =
  /node_modules|\.ts:\d|\bat \w+ \(|select |insert |relation|postgres|knex|Error:|stack/i;

async function assertErrorPage(page: PageResult, status: number): Promise<void> {
  assert.equal(page.status, status);
  assert.match(page.response.headers["content-type"] ?? "", /^text\/html; charset=utf-8$/);
  assert.equal(page.response.headers["cache-control"], "no-store");
  assert.ok(page.document.querySelector("h1")?.text.trim());
  assert.match(page.title, / – Plainlist$/);
  assert.doesNotMatch(page.html, INSIDES);
  const id = String(page.response.headers["x-request-id"]);
  assert.match(id, /^[\w-]{8,64}$/);
  assert.equal(page.text.includes(id), status !== 404, "the request's id");
  const ways = page.document.querySelectorAll("main a[href]");
  assert.ok(ways.length > 0, "a way on");
  for (const way of ways) {
    const next = await browser.get(way.getAttribute("href") ?? "");
    assert.ok(next.status < 400, `${way.getAttribute("href")} leads on`);
  }
}

describe("400", () => {
  for (const path of ["/tasks?cursor=nonsense", "/tasks?limit=-1", "/tasks/%ff"]) {
    test(path, async () => assertErrorPage(await browser.get(path), 400));
  }

  test("says what it was that cannot be understood", async () => {
    const page = await browser.get("/tasks?limit=many");
    assert.match(page.text, /Limit must be a whole number from 1 to 200/);
  });
});

describe("404", () => {
  for (const path of ["/nowhere", "/tasks/999", "/tasks/abc", "/auth", "/assets/plainlist.js"]) {
    test(path, async () => assertErrorPage(await browser.get(path), 404));
  }

  test("is shown to visitors too, and leads to the front page", async () => {
    const page = await app.visitor().get("/nowhere");
    await assertErrorPage(page, 404);
    assert.ok(page.document.querySelector('main a[href="/"]'));
    assert.equal(page.document.querySelector(".account"), null);
  });
});

describe("405", () => {
  const cases: [
    method: "get" | "post" | "put" | "patch" | "delete",
    path: string,
    allow: string,
  ][] = [
    ["post", "/", "HEAD, GET"],
    ["put", "/dashboard", "HEAD, GET"],
    ["delete", "/tasks", "HEAD, GET, POST"],
    ["put", "/tasks/1", "HEAD, GET, POST"],
    ["delete", "/tasks/1", "HEAD, GET, POST"],
    ["post", "/tasks/new", "HEAD, GET"],
    ["post", "/tasks/1/edit", "HEAD, GET"],
    ["get", "/tasks/1/completion", "POST"],
    ["get", "/tasks/1/deletion", "POST"],
    ["get", "/tasks/bulk", "POST"],
    ["get", "/auth/signout", "POST"],
    ["patch", "/auth/signin", "HEAD, GET, POST"],
  ];
  for (const [method, path, allow] of cases) {
    test(`${method.toUpperCase()} ${path} names what is allowed`, async () => {
      const answer = await supertest(app.app)[method](path);
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.allow, allow);
      assert.match(answer.text, /<h1>/);
    });
  }

  test("is a page like the others", async () => {
    await assertErrorPage(await browser.get("/auth/signout"), 405);
  });

  test("OPTIONS is answered with the methods, and no page", async () => {
    const answer = await supertest(app.app).options("/tasks");
    assert.deepEqual([answer.status, answer.headers.allow], [204, "HEAD, GET, POST"]);
  });
});

describe("413", () => {
  test("a form of more than the server takes says so, and changes nothing", async () => {
    const _csrf = await browser.token();
    const page = await browser.post("/tasks", {
      title: "Big",
      description: "x".repeat(1_100_000),
      _csrf,
    });
    await assertErrorPage(page, 413);
    assert.deepEqual(await app.database.sql("select 1 from tasks where title = 'Big'"), []);
  });

  test("and so does one of more than a thousand fields", async () => {
    const page = await browser.post("/tasks", "a=1&".repeat(1_500));
    await assertErrorPage(page, 413);
  });

  test("without a sign-in too", async () => {
    const page = await app.visitor().post("/auth/signup", `name=${"x".repeat(1_100_000)}`);
    assert.equal(page.status, 413);
    assert.ok(page.document.querySelector("main a[href]"));
  });
});

test("a body of another kind than a form's is no form, and asks for confirmation", async () => {
  const token = `plainlist_token=${browser.cookie("plainlist_token")}`;
  for (const type of ["application/json", "text/plain", "multipart/form-data; boundary=x"]) {
    const answer = await supertest(app.app)
      .post("/tasks")
      .set("Cookie", token)
      .set("Content-Type", type)
      .send(JSON.stringify({ title: "Not a form" }));
    assert.equal(answer.status, 403, type);
  }
  assert.deepEqual(await app.database.sql("select 1 from tasks where title = 'Not a form'"), []);
});

describe("500", () => {
  async function broken(table: string, work: () => Promise<void>): Promise<void> {
    await app.database.sql(`alter table ${table} rename to broken`);
    try {
      await work();
    } finally {
      await app.database.sql(`alter table broken rename to ${table}`);
    }
  }

  test("a page that fails is described in general, and written down in full under its id", async () => {
    await broken("tasks", async () => {
      // What was read before is remembered: this order was not.
      const page = await browser.get("/tasks?sort=title");
      assert.equal(page.status, 500);
      assert.doesNotMatch(page.html, INSIDES);
      const id = page.response.headers["x-request-id"];
      assert.ok(page.text.includes(String(id)));
      assert.ok(page.document.querySelector("main a[href]"));
      const line = app.log.find((one) => one.requestId === id && Number(one.level) >= 50);
      assert.match(JSON.stringify(line), /tasks.*does not exist/);
    });
    assert.equal((await browser.get("/tasks")).status, 200);
  });

  test("a form too", async () => {
    const page = await browser.get("/tasks/new");
    await broken("tasks", async () => {
      const result = await browser.submit(page, "/tasks", { title: "x" });
      assert.equal(result.status, 500);
      assert.doesNotMatch(result.html, INSIDES);
    });
  });

  test("even when it cannot be found out who asks", async () => {
    await broken("auth_sessions", async () => {
      const page = await browser.get("/dashboard");
      assert.equal(page.status, 500);
      assert.doesNotMatch(page.html, INSIDES);
      assert.ok(page.document.querySelector('main a[href="/"]'));
    });
    assert.equal((await browser.get("/dashboard")).status, 200, "and it signs nobody out");
  });

  test("without a sign-in too", async () => {
    await broken("users", async () => {
      const visitor = app.visitor();
      const page = await visitor.get("/auth/signin");
      const result = await visitor.submit(page, "/auth/signin", {
        email: "a@b.org",
        password: "c",
      });
      assert.equal(result.status, 500);
      assert.doesNotMatch(result.html, INSIDES);
      assert.ok(!result.html.includes("a@b.org"));
    });
  });
});

describe("HEAD", () => {
  for (const path of ["/", "/auth/signin", "/dashboard", "/tasks", "/nowhere", "/tasks?limit=0"]) {
    test(`${path} has the status and headers of its GET, and no body`, async () => {
      const got = await browser.get(path);
      const headed = await browser.head(path);
      assert.equal(headed.status, got.status);
      assert.equal(headed.response.headers["content-type"], got.response.headers["content-type"]);
      assert.equal(
        headed.response.headers["content-security-policy"],
        got.response.headers["content-security-policy"],
      );
      assert.equal(headed.html ?? "", "");
    });
  }

  test("leaves the message for the page that is shown", async () => {
    const { browser: own } = await app.signedUp("Hedda");
    await own.submit(await own.get("/settings"), "/settings");
    await own.head("/settings");
    assert.equal((await own.get("/settings")).flash, "Saved.");
    assert.equal((await own.get("/settings")).flash, null);
  });
});
