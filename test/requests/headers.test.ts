/** The headers of every kind of answer: for browsers and proxies. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import supertest, { type Response } from "supertest";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";

const SECURITY = {
  "content-security-policy":
    "default-src 'none';style-src 'self';img-src 'self';manifest-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "permissions-policy":
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-dns-prefetch-control": "off",
  "x-download-options": "noopen",
  "x-frame-options": "DENY",
  "x-permitted-cross-domain-policies": "none",
  "x-xss-protection": "0",
};

let app: TestApp;
let browser: Browser;
let css: string;

before(async () => {
  app = await startTestApp();
  browser = (await app.signedUp("Ann")).browser;
  const page = await app.visitor().get("/");
  css = page.document.querySelector('link[rel="stylesheet"]')?.getAttribute("href") ?? "";
});

after(async () => app.close());

function assertSecured({ headers }: Response): void {
  for (const [name, value] of Object.entries(SECURITY)) assert.equal(headers[name], value, name);
  assert.equal(headers["x-powered-by"], undefined);
  assert.equal(headers.server, undefined);
}

describe("the security headers stand on", () => {
  const answers: Record<string, () => Promise<Response>> = {
    "the front page": async () => (await app.visitor().get("/")).response,
    "a signed-in page": async () => (await browser.get("/tasks")).response,
    "a redirect": async () => (await app.visitor().get("/tasks")).response,
    "an invalid form": async () =>
      (await browser.submit(await browser.get("/tasks"), "/tasks")).response,
    "a page that asks for confirmation": async () => (await browser.post("/tasks", {})).response,
    "a page that is not there": async () => (await browser.get("/nowhere")).response,
    "a page that cannot be understood": async () => (await browser.get("/tasks/%ff")).response,
    "a refused method": async () => supertest(app.app).delete("/tasks"),
    "the stylesheet": async () => supertest(app.app).get(css),
    "an icon": async () => supertest(app.app).get("/favicon.ico"),
    "the API": async () => supertest(app.app).get("/api/nobody/tasks"),
    "a health check": async () => supertest(app.app).get("/health"),
  };
  for (const [name, ask] of Object.entries(answers)) {
    test(name, async () => assertSecured(await ask()));
  }
});

test("no source of script is allowed, nor anything from elsewhere", () => {
  const policy = SECURITY["content-security-policy"];
  assert.doesNotMatch(policy, /script|unsafe|data:|blob:|https?:|\*/);
});

test("a page has these headers and no others", async () => {
  const { headers } = (await browser.get("/tasks/new")).response;
  const others = ["cache-control", "connection", "content-encoding", "content-length"].concat([
    "content-type",
    "date",
    "keep-alive",
    "vary",
    "x-request-id",
  ]);
  const known = new Set([...Object.keys(SECURITY), ...others]);
  assert.deepEqual(
    Object.keys(headers).filter((name) => !known.has(name)),
    [],
  );
});

test("no page is stored by anybody; the stylesheet is, for good", async () => {
  for (const path of ["/", "/dashboard", "/tasks", "/nowhere"]) {
    assert.equal((await browser.get(path)).response.headers["cache-control"], "no-store", path);
  }
  const { headers } = await supertest(app.app).get(css);
  assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
  assert.equal(headers["set-cookie"], undefined);
  const again = await supertest(app.app)
    .get(css)
    .set("If-None-Match", headers.etag ?? "");
  assert.deepEqual([again.status, again.text], [304, ""]);
});

test("no page has an ETag: nothing is computed over it", async () => {
  assert.equal((await browser.get("/tasks")).response.headers.etag, undefined);
});

test("what browsers ask for by themselves is there", async () => {
  for (const [path, type] of [
    ["/favicon.ico", "image/x-icon"],
    ["/favicon.svg", "image/svg+xml"],
    ["/manifest.webmanifest", "application/manifest+json"],
    ["/robots.txt", "text/plain; charset=utf-8"],
  ] as const) {
    const answer = await supertest(app.app).get(path);
    assert.deepEqual([answer.status, answer.headers["content-type"]], [200, type], path);
  }
});

test("pages are compressed for clients that accept it", async () => {
  const gzipped = await supertest(app.app).get("/").set("Accept-Encoding", "gzip");
  assert.equal(gzipped.headers["content-encoding"], "gzip");
  const plain = await supertest(app.app).get("/").set("Accept-Encoding", "identity");
  assert.equal(plain.headers["content-encoding"], undefined);
  assert.equal(gzipped.text, plain.text);
  assert.ok(
    Number(gzipped.headers["content-length"]) < Number(plain.headers["content-length"]) / 2,
  );
  for (const { headers } of [gzipped, plain]) assert.match(headers.vary ?? "", /Accept-Encoding/);
});

test("every request has an id of its own", async () => {
  const ids = await Promise.all(
    [1, 2, 3].map(async () => (await browser.get("/tasks")).response.headers["x-request-id"]),
  );
  assert.equal(new Set(ids).size, 3);
});

describe("without a proxy, what a client says of one is not believed:", () => {
  test("its address", async () => {
    const { user } = await app.withToken("Ann");
    const visitor = app.visitor();
    visitor.headers = { "X-Forwarded-For": "203.0.113.77", Forwarded: "for=203.0.113.77" };
    await visitor.signIn(user.email, PASSWORD);
    const rows = await app.database.sql<{ address: string }>(
      "select address from auth_sessions where user_id = $1 and kind = 'web'",
      [user.id],
    );
    assert.equal(rows.length, 1);
    assert.match(rows[0]?.address ?? "", /127\.0\.0\.1|::1/);
  });

  test("the request's id", async () => {
    const answer = await supertest(app.app).get("/").set("X-Request-Id", "chosen-by-the-client");
    assert.notEqual(answer.headers["x-request-id"], "chosen-by-the-client");
  });

  test("the host and the protocol", async () => {
    const answer = await supertest(app.app).get("/tasks").set({
      "X-Forwarded-Host": "evil.example",
      "X-Forwarded-Proto": "https",
      Host: "evil.example",
    });
    assert.equal(answer.headers.location, "/auth/signin?return_to=%2Ftasks");
    assert.equal(answer.headers["strict-transport-security"], undefined);
  });
});

describe("on https, behind a proxy,", () => {
  let secure: TestApp;

  before(async () => {
    secure = await startTestApp({ APP_URL: "https://todo.example.org", TRUST_PROXY: "1" });
  });

  after(async () => secure.close());

  test("browsers are asked to use https only", async () => {
    const page = await secure.visitor().get("/");
    assert.equal(page.status, 200);
    assertSecured(page.response);
    assert.equal(
      page.response.headers["strict-transport-security"],
      "max-age=63072000; includeSubDomains",
    );
    const plain = await app.visitor().get("/");
    assert.equal(plain.response.headers["strict-transport-security"], undefined);
  });

  for (const [method, status] of [
    ["get", 301],
    ["head", 301],
    ["post", 308],
  ] as const) {
    test(`a ${method.toUpperCase()} without TLS is sent on to the same address with it`, async () => {
      const answer = await supertest(secure.app)[method]("/tasks?status=pending").set({
        "X-Forwarded-Proto": "http",
        Host: "evil.example",
        "X-Forwarded-Host": "evil.example",
      });
      assert.equal(answer.status, status);
      assert.equal(answer.headers.location, "https://todo.example.org/tasks?status=pending");
      assertSecured(answer);
    });
  }

  test("the API refuses instead: a token has been sent in the clear", async () => {
    const { user, token } = await secure.withToken("Ann");
    const path = `/api/${user.id}/tasks`;
    const ask = (protocol: string) =>
      supertest(secure.app)
        .get(path)
        .set({ Authorization: `Bearer ${token}`, "X-Forwarded-Proto": protocol });
    const refused = await ask("http");
    assert.equal(refused.status, 403);
    assert.deepEqual(refused.body, { error: "HTTPS is required" });
    assert.equal((await ask("https")).status, 200);
  });

  test("health checks come without TLS, from the platform", async () => {
    for (const path of ["/health", "/health/ready"]) {
      const answer = await supertest(secure.app).get(path);
      assert.deepEqual([answer.status, answer.body], [200, { status: "ok" }]);
    }
  });

  test("the proxy says where a request comes from, and may name it", async () => {
    const { user } = await secure.withToken("Ann");
    const visitor = secure.visitor();
    visitor.headers = {
      "X-Forwarded-For": "203.0.113.5, 198.51.100.9",
      "X-Request-Id": "router-id-1",
    };
    const page = await visitor.get("/auth/signin");
    assert.equal(page.response.headers["x-request-id"], "router-id-1");
    await visitor.signIn(user.email, PASSWORD);
    const rows = await secure.database.sql<{ address: string }>(
      "select address from auth_sessions where user_id = $1 and kind = 'web'",
      [user.id],
    );
    assert.deepEqual(rows, [{ address: "198.51.100.9" }]);
    visitor.headers = { "X-Request-Id": "<script>" };
    assert.match(String((await visitor.get("/")).response.headers["x-request-id"]), /^[\w-]{36}$/);
  });
});
