/** Who may call: the bearer of a live token of ours, below their own path, and nobody else. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import jwt from "jsonwebtoken";
import {
  type Answer,
  type ApiUser,
  type Method,
  startTestApi,
  type TestApi,
} from "../support/api.ts";
import { PASSWORD, TEST_ENVIRONMENT } from "../support/app.ts";

const SECRET = TEST_ENVIRONMENT.JWT_SECRET ?? "";
const DAY = 86_400_000;

let api: TestApi;
let ann: ApiUser;
let bob: ApiUser;
before(async () => {
  api = await startTestApi();
  ann = await api.account("Ann");
  bob = await api.account("Bob");
});
after(() => api.close());

/** Every operation on what is somebody's, below their path. */
const OPERATIONS: [Method, string, object?][] = [
  ["GET", "/tasks"],
  ["POST", "/tasks", { title: "Theirs" }],
  ["GET", "/tasks/1"],
  ["PUT", "/tasks/1", { title: "Theirs" }],
  ["PATCH", "/tasks/1", { title: "Theirs" }],
  ["DELETE", "/tasks/1"],
  ["PATCH", "/tasks/1/complete", { completed: true }],
  ["POST", "/tasks/1/restoration", {}],
  ["POST", "/tasks/1/position", { to: "top" }],
  ["POST", "/tasks/bulk", { ids: [1], action: "delete" }],
  ["GET", "/lists"],
  ["POST", "/lists", { name: "Theirs" }],
  ["GET", "/lists/1"],
  ["PATCH", "/lists/1", { name: "Theirs" }],
  ["DELETE", "/lists/1"],
  ["POST", "/lists/1/position", { to: "top" }],
  ["GET", "/lists/1/sections"],
  ["POST", "/lists/1/sections", { name: "Theirs" }],
  ["PATCH", "/sections/1", { name: "Theirs" }],
  ["DELETE", "/sections/1"],
  ["POST", "/sections/1/position", { to: "top" }],
  ["GET", "/tags"],
  ["PATCH", "/tags/1", { name: "Theirs" }],
  ["DELETE", "/tags/1"],
  ["GET", "/history"],
  ["POST", "/history/1/undo", {}],
  ["GET", "/trash"],
  ["DELETE", "/trash"],
  ["DELETE", "/trash/1"],
  ["GET", "/settings"],
  ["PATCH", "/settings", { week_start: 7 }],
];

test("every operation is among them", () => {
  const paths = OPERATIONS.map(([method, path]) =>
    `${method} /api/{user_id}${path}`.replace("/1", "/{id}"),
  );
  const all = api.description.operations().filter((name) => name.includes("{user_id}"));
  assert.deepEqual(paths.sort(), all.sort());
});

function assertRefused({ status, headers, body }: Answer, error: string, what: string): void {
  assert.equal(status, 401, what);
  assert.deepEqual(body, { error }, what);
  assert.equal(headers["www-authenticate"], "Bearer", what);
}

test("without a token nothing is answered, nor is a body looked at", async () => {
  for (const [method, path] of OPERATIONS) {
    const sent = method === "GET" || method === "DELETE" ? {} : { raw: "{ broken" };
    const answer = await api.call(method, `/api/${ann.id}${path}`, sent);
    assertRefused(answer, "Authentication required", `${method} ${path}`);
  }
});

test("an Authorization header that holds no bearer token is none", async () => {
  for (const value of [
    "Bearer",
    "Bearer ",
    "Bearer x",
    "Bearer a.b",
    `Bearer ${ann.token} ${ann.token}`,
    `Bearer "${ann.token}"`,
    `Token ${ann.token}`,
    ann.token,
    `Basic ${Buffer.from(`${ann.email}:${PASSWORD}`).toString("base64")}`,
    `Bearer ${"a".repeat(6000)}`,
    "Bearer .".repeat(500),
  ]) {
    const headers = { Authorization: value };
    const answer = await api.call("GET", `/api/${ann.id}/tasks`, { headers });
    assertRefused(answer, "Authentication required", value.slice(0, 40));
  }
});

test("the scheme may be written in any case (RFC 9110)", async () => {
  for (const scheme of ["bearer", "BEARER"]) {
    const headers = { Authorization: `${scheme} ${ann.token}` };
    assert.equal((await api.call("GET", `/api/${ann.id}/tasks`, { headers })).status, 200);
  }
});

test("a token anywhere but in the header is not looked at", async () => {
  const path = `/api/${ann.id}/tasks?access_token=${ann.token}&token=${ann.token}`;
  const headers = { Cookie: `plainlist_token=${ann.token}; token=${ann.token}` };
  assertRefused(await api.call("GET", path, { headers }), "Authentication required", "elsewhere");
});

interface Parts {
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
  secret: string;
}

/** Ann's token, taken apart, changed, and signed again by somebody who knows our secret. */
function forge(change: (parts: Parts) => void): string {
  const decoded = jwt.decode(ann.token, { complete: true });
  assert.ok(decoded);
  const parts: Parts = {
    header: { ...decoded.header },
    payload: { ...(decoded.payload as jwt.JwtPayload) },
    secret: SECRET,
  };
  change(parts);
  const algorithm = parts.header.alg as jwt.Algorithm;
  const header = parts.header as unknown as jwt.JwtHeader;
  // It would put an `iat` in of its own, or take one out.
  const noTimestamp = parts.payload.iat === undefined;
  return jwt.sign(parts.payload, parts.secret, { algorithm, header, noTimestamp });
}

const part = (text: string) => Buffer.from(text).toString("base64url");
const now = () => Math.floor(Date.now() / 1000);

test("a token signed anew, unchanged, is good: so what follows fails for its own reason", async () => {
  const token = forge(() => undefined);
  assert.equal((await api.call("GET", `/api/${ann.id}/tasks`, { token })).status, 200);
});

const OTHER = "00000000-0000-4000-8000-000000000000";

for (const [what, make] of [
  ["signed with another secret", () => forge((p) => Object.assign(p, { secret: "x".repeat(40) }))],
  [
    "signed with another secret, and no key named",
    () =>
      forge((p) =>
        Object.assign(p, { secret: "x".repeat(40), header: { ...p.header, kid: undefined } }),
      ),
  ],
  ["with another signature method", () => forge((p) => Object.assign(p.header, { alg: "HS512" }))],
  [
    "without a signature",
    () => `${part('{"alg":"none","typ":"at+jwt"}')}.${ann.token.split(".")[1]}.`,
  ],
  [
    "whose claims were changed after signing",
    () =>
      ann.token.replace(
        /\.[^.]+\./,
        `.${part(JSON.stringify({ ...(jwt.decode(ann.token) as object), name: "Bob" }))}.`,
      ),
  ],
  ["of another kind", () => forge((p) => Object.assign(p.header, { typ: "JWT" }))],
  [
    "for pages",
    () => forge((p) => Object.assign(p.payload, { aud: `${api.app.config.appUrl}/web` })),
  ],
  ["for nobody", () => forge((p) => delete p.payload.aud)],
  [
    "from another server",
    () => forge((p) => Object.assign(p.payload, { iss: "http://localhost:1" })),
  ],
  ["without an end", () => forge((p) => delete p.payload.exp)],
  ["without a beginning", () => forge((p) => delete p.payload.iat)],
  ["from the future", () => forge((p) => Object.assign(p.payload, { iat: now() + 3600 }))],
  ["of no sign-in", () => forge((p) => delete p.payload.sid)],
  ["of a sign-in that never was", () => forge((p) => Object.assign(p.payload, { sid: OTHER }))],
  ["of a sign-in that is no id", () => forge((p) => Object.assign(p.payload, { sid: "' or 1=1" }))],
  ["of two users at once", () => forge((p) => Object.assign(p.payload, { sub: bob.id }))],
  ["whose user is no id", () => forge((p) => Object.assign(p.payload, { sub: "1", user_id: "1" }))],
  [
    "whose payload is no JSON",
    () => `${part('{"alg":"HS256","typ":"JWT"}')}.${part("x")}.${part("y")}`,
  ],
  ["whose header is no object", () => `${part('"x"')}.${part("{}")}.${part("y")}`],
  ["whose header is null", () => `${part("null")}.${part("null")}.${part("null")}`],
  [
    "whose key is an object",
    () => `${part('{"alg":"HS256","kid":{}}')}.${part("{}")}.${part("y")}`,
  ],
] as [string, () => string][]) {
  test(`a token ${what} is refused`, async () => {
    const token = make();
    assertRefused(await ann.call("GET", "/tasks", { token }), "Authentication required", what);
  });
}

test("a token that names another user than its sign-in's does not open that user's path", async () => {
  const token = forge((p) => Object.assign(p.payload, { sub: bob.id, user_id: bob.id }));
  const answer = await api.call("GET", `/api/${bob.id}/tasks`, { token });
  assert.equal(answer.status, 403);
});

test("a page's cookies open nothing in the API, as cookies or as a bearer token", async () => {
  const visitor = api.app.visitor();
  await visitor.signIn(ann.email, PASSWORD);
  const page = await visitor.get(`/api/${ann.id}/tasks`);
  assert.deepEqual([page.status, page.response.body], [401, { error: "Authentication required" }]);
  const token = visitor.cookie("plainlist_token") ?? "";
  assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  const answer = await ann.call("GET", "/tasks", { token });
  assertRefused(answer, "Authentication required", "the page's token");
});

test("a bearer token opens no page, as a header or as a cookie", async () => {
  for (const headers of [
    { Cookie: `plainlist_token=${ann.token}` },
    { Authorization: `Bearer ${ann.token}` },
  ]) {
    const visitor = api.app.visitor();
    visitor.headers = headers as Record<string, string>;
    const page = await visitor.get("/dashboard");
    assert.deepEqual([page.status, page.location], [303, "/auth/signin?return_to=%2Fdashboard"]);
  }
});

test("a page refuses a cookie that is no token at all", async () => {
  const visitor = api.app.visitor();
  const token = `${part('{"alg":"HS256","typ":"JWT"}')}.${part("x")}.${part("y")}`;
  visitor.headers = { Cookie: `plainlist_token=${token}` };
  assert.equal((await visitor.get("/dashboard")).status, 303);
});

test("below another user's path everything is refused, before anything is looked up", async () => {
  await bob.add("Bob's own");
  const seen = new Set<string>();
  for (const [method, path, json] of OPERATIONS) {
    const other = path.replace("/1", "/99999");
    for (const [owner, address] of [
      [bob.id, path],
      [bob.id, other],
      [bob.id, path.replace("/1", "/abc")],
      [OTHER, path],
      ["abc", path],
      [bob.id.toUpperCase(), path],
      [ann.id.toUpperCase(), path],
      ["%00", path],
    ]) {
      const sent = json === undefined ? {} : { json };
      const answer = await api.call(method, `/api/${owner}${address}`, {
        ...sent,
        token: ann.token,
      });
      assert.equal(answer.status, 403, `${method} /api/${owner}${address}`);
      seen.add(JSON.stringify(answer.body));
    }
  }
  assert.deepEqual([...seen], ['{"error":"Access denied to this resource"}']);
  const { body } = await bob.call("GET", "/tasks");
  assert.deepEqual(
    body.tasks.map(({ title, completed, version }) => [title, completed, version]),
    [["Bob's own", false, 1]],
  );
});

test("a body below another user's path is not looked at", async () => {
  for (const sent of [
    { raw: "{ broken" },
    { raw: "x", headers: { "Content-Type": "text/plain" } },
  ]) {
    const path = `/api/${bob.id}/tasks`;
    assert.equal((await api.call("POST", path, { ...sent, token: ann.token })).status, 403);
  }
});

test("an account that was deleted has no token any more", async () => {
  const claire = await api.account("Claire");
  await claire.add("Gone with her");
  await api.app.database.sql("delete from users where id = $1", [claire.id]);
  assertRefused(await claire.call("GET", "/tasks"), "Authentication required", "deleted");
});

test("a token that has run out says so, and one that was signed out before does not live again", async () => {
  const dora = await api.account("Dora");
  const eve = await api.account("Eve");
  await api.call("POST", "/api/auth/signout", { token: eve.token });
  api.app.advance(7 * DAY - 60_000);
  assert.equal((await dora.call("GET", "/tasks")).status, 200);
  assertRefused(await eve.call("GET", "/tasks"), "Authentication required", "signed out");
  api.app.advance(60_000 + 6_000);
  for (const [method, path] of OPERATIONS) {
    assertRefused(await dora.call(method, path), "Token expired, please log in again", path);
  }
  // The token is checked first, whatever the path.
  const other = await api.call("GET", `/api/${bob.id}/tasks`, { token: dora.token });
  assertRefused(other, "Token expired, please log in again", "another's path");
});
