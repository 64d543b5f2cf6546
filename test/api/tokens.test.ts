/** Bearer tokens: only one of ours opens the API, only in its header, and no page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import jwt from "jsonwebtoken";
import { PASSWORD, TEST_ENVIRONMENT } from "../support/app.ts";
import { ann, api, assertUnauthorized, bob, useApi } from "./fixture.ts";

useApi();

const SECRET = TEST_ENVIRONMENT.JWT_SECRET ?? "";
const OTHER = "00000000-0000-4000-8000-000000000000";

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
    assertUnauthorized(answer, "Authentication required", value.slice(0, 40));
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
  assertUnauthorized(
    await api.call("GET", path, { headers }),
    "Authentication required",
    "elsewhere",
  );
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
    assertUnauthorized(await ann.call("GET", "/tasks", { token }), "Authentication required", what);
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
  assertUnauthorized(answer, "Authentication required", "the page's token");
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
