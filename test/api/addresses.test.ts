/** Addresses and methods: what there is, what there is not, and what pages of other sites may call. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiUser, type Method, startTestApi, type TestApi } from "../support/api.ts";
import { send } from "../support/wire.ts";

const FRIEND = "https://app.example.org";

let api: TestApi;
let ann: ApiUser;
before(async () => {
  api = await startTestApi({ ALLOWED_ORIGINS: `${FRIEND},http://localhost:5173` });
  ann = await api.account("Ann");
});
after(() => api.close());

test("an unknown address is a 404, with a token and without", async () => {
  for (const path of [
    "",
    "/",
    "/nope",
    "/auth",
    "/auth/",
    "/auth/nope",
    "/Auth/signin",
    "/openapi",
    "/tasks",
    `/${ann.id}`,
    `/${ann.id}/Tasks`,
    `/${ann.id}/tasks/1/complete/now`,
    `/${ann.id}//tasks`,
    "/auth/signup/x",
    "/%2e%2e/health",
  ]) {
    for (const sent of [{}, { token: ann.token }]) {
      for (const method of ["GET", "POST", "DELETE"] as const) {
        const { status, body } = await api.call(method, `/api${path}`, sent);
        assert.deepEqual([status, body], [404, { error: "Not found" }], `${method} ${path}`);
      }
    }
  }
});

test("a known address with another method is a 405 that says which there are", async () => {
  for (const [path, allow, others] of [
    ["/openapi.json", "HEAD, GET", ["POST", "PUT", "PATCH", "DELETE"]],
    ["/auth/signup", "POST", ["GET", "HEAD", "PUT", "PATCH", "DELETE"]],
    ["/auth/signin", "POST", ["GET", "PUT", "PATCH", "DELETE"]],
    ["/auth/signout", "POST", ["GET", "PUT", "PATCH", "DELETE"]],
    [`/${ann.id}/tasks`, "HEAD, GET, POST", ["PUT", "PATCH", "DELETE"]],
    [`/${ann.id}/tasks/1`, "HEAD, GET, PUT, PATCH, DELETE", ["POST"]],
    [`/${ann.id}/tasks/1/complete`, "PATCH", ["GET", "POST", "PUT", "DELETE"]],
  ] as [string, string, Method[]][]) {
    for (const method of others) {
      const { status, headers, body } = await api.call(method, `/api${path}`, { token: ann.token });
      assert.deepEqual([status, headers.allow], [405, allow], `${method} ${path}`);
      if (method !== "HEAD") assert.deepEqual(body, { error: "Method not allowed" });
    }
  }
});

test("methods that HTTP knows and the API does not are a 405 too", async () => {
  for (const method of ["TRACE", "PROPFIND", "LINK", "PURGE", "QUERY", "SEARCH"]) {
    const answer = await send(api.port, { method, target: `/api/${ann.id}/tasks` });
    assert.deepEqual([answer?.status, answer?.headers.allow], [405, "HEAD, GET, POST"], method);
  }
});

test("HEAD is as GET, without the body", async () => {
  await ann.add("Task");
  for (const path of [
    "/openapi.json",
    `/${ann.id}/tasks`,
    `/${ann.id}/tasks/1`,
    `/${ann.id}/tasks/99`,
  ]) {
    const sent = { token: ann.token, headers: { "Accept-Encoding": "gzip" } };
    const get = await api.call("GET", `/api${path}`, sent);
    const head = await api.call("HEAD", `/api${path}`, sent);
    assert.equal(head.status, get.status);
    const { date: _, "x-request-id": __, ...expected } = get.headers;
    const { date: ___, "x-request-id": ____, ...headers } = head.headers;
    assert.deepEqual(headers, expected);
  }
  assert.equal((await api.call("HEAD", `/api/${ann.id}/tasks`)).status, 401);
});

test("OPTIONS says which methods an address takes, to anybody", async () => {
  for (const [path, allow] of [
    ["/auth/signin", "POST"],
    [`/${ann.id}/tasks`, "HEAD, GET, POST"],
  ] as const) {
    const { status, headers } = await api.call("OPTIONS", `/api${path}`);
    assert.deepEqual([status, headers.allow], [204, allow]);
  }
  assert.equal((await api.call("OPTIONS", "/api/nope")).status, 404);
});

test("a slash at the end of an address makes no difference", async () => {
  const { token } = ann;
  assert.equal((await api.call("GET", `/api/${ann.id}/tasks/`, { token })).status, 200);
  assert.equal((await api.call("POST", "/api/auth/signin/", { json: {} })).status, 400);
});

test("a broken percent sign in an address is a 400, in JSON here and as a page elsewhere", async () => {
  const headers = [["Authorization", `Bearer ${ann.token}`]] as const;
  for (const segment of ["%", "%ZZ", "%E0%A4%A", "%ff", "%C3%28", "a%"]) {
    for (const path of [`/${segment}/tasks`, `/${ann.id}/tasks/${segment}`]) {
      const answer = await send(api.port, { method: "GET", target: `/api${path}`, headers });
      assert.deepEqual([answer?.status, answer?.text], [400, '{"error":"Bad request"}'], path);
    }
    for (const path of [`/tasks/${segment}`, `/tasks/${segment}/edit`]) {
      const page = await send(api.port, { method: "GET", target: path });
      assert.equal(page?.status, 400, path);
      assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
    }
  }
});

test("answers are not kept, sniffed or framed, and name their request", async () => {
  const ids = new Set();
  for (const [method, path] of [
    ["GET", "/tasks"],
    ["POST", "/tasks"],
    ["GET", "/tasks/99"],
  ] as const) {
    const { headers } = await ann.call(method, path);
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["content-security-policy"] ?? "", /default-src 'none'/);
    assert.equal(headers["set-cookie"], undefined);
    assert.equal(headers["x-powered-by"], undefined);
    ids.add(headers["x-request-id"]);
  }
  assert.equal(ids.size, 3);
});

const CORS = /^access-control-/;
const corsOf = (headers: object) => Object.keys(headers).filter((name) => CORS.test(name));
const EXPOSED = "Allow,ETag,Location,Plainlist-Change,Retry-After,WWW-Authenticate,X-Request-Id";

test("pages of an allowed origin may ask before they call", async () => {
  for (const origin of [FRIEND, "http://localhost:5173"]) {
    const { status, headers } = await api.call("OPTIONS", `/api/${ann.id}/tasks/1`, {
      headers: {
        Origin: origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type",
      },
    });
    assert.equal(status, 204);
    assert.equal(headers["access-control-allow-origin"], origin);
    const methods = headers["access-control-allow-methods"] ?? "";
    assert.deepEqual(methods.split(",").sort(), ["DELETE", "GET", "PATCH", "POST", "PUT"]);
    const allowed = headers["access-control-allow-headers"]?.toLowerCase().split(",").sort();
    assert.deepEqual(allowed, [
      "authorization",
      "content-type",
      "idempotency-key",
      "if-match",
      "if-none-match",
    ]);
    assert.equal(headers["access-control-allow-credentials"], undefined);
    assert.match(headers.vary ?? "", /\borigin\b/i);
  }
});

test("pages of an allowed origin may read answers and errors, and the headers that matter", async () => {
  const headers = { Origin: FRIEND };
  const { token } = ann;
  for (const [method, path, sent] of [
    ["GET", "/openapi.json", {}],
    ["GET", `/${ann.id}/tasks`, { token }],
    ["POST", `/${ann.id}/tasks`, { token, json: { title: "From elsewhere" } }],
    ["GET", `/${ann.id}/tasks`, {}],
    ["POST", "/auth/signin", { json: {} }],
    ["POST", "/auth/signin", { raw: "{" }],
    ["GET", "/nope", {}],
    ["DELETE", "/auth/signin", {}],
  ] as const) {
    const answer = await api.call(method, `/api${path}`, { ...sent, headers });
    assert.equal(answer.headers["access-control-allow-origin"], FRIEND, path);
    assert.equal(answer.headers["access-control-expose-headers"], EXPOSED);
    assert.equal(answer.headers["access-control-allow-credentials"], undefined);
    assert.match(answer.headers.vary ?? "", /\borigin\b/i);
  }
});

test("pages of any other origin get no CORS headers", async () => {
  const { token } = ann;
  for (const origin of [
    "https://evil.example",
    "null",
    "https://app.example.org.evil.example",
    "http://app.example.org",
    "https://app.example.org:8443",
    "https://APP.example.org/",
    "*",
  ]) {
    const asked = { Origin: origin, "Access-Control-Request-Method": "POST" };
    const preflight = await api.call("OPTIONS", "/api/auth/signin", { headers: asked });
    const answer = await api.call("GET", `/api/${ann.id}/tasks`, {
      token,
      headers: { Origin: origin },
    });
    assert.equal(answer.status, 200);
    for (const { headers } of [preflight, answer]) {
      assert.deepEqual(corsOf(headers), [], origin);
      assert.match(headers.vary ?? "", /\borigin\b/i);
    }
  }
  assert.deepEqual(corsOf((await api.call("GET", `/api/${ann.id}/tasks`, { token })).headers), []);
});

test("pages of this very app get none either", async () => {
  const visitor = api.app.visitor();
  visitor.headers = { Origin: FRIEND };
  assert.deepEqual(corsOf((await visitor.get("/auth/signin")).response.headers), []);
});
