/** Any bytes as body, query, id or token of an API request: never a 500, always JSON. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { type ApiUser, startTestApi, type TestApi } from "../support/api.ts";
import { anyCharacter } from "../support/arbitraries.ts";
import { send, type WireAnswer, type WireRequest } from "../support/wire.ts";
import { assertProperty, json, text } from "./arbitraries.ts";

let api: TestApi;
let ann: ApiUser;
let bob: ApiUser;
before(async () => {
  api = await startTestApi();
  ann = await api.account("Ann");
  bob = await api.account("Bob");
  await ann.add("Task");
  await bob.add("Bob's");
});
after(() => api.close());

/** Sends a request as Ann, and validates the response against the OpenAPI document. */
async function call(request: WireRequest): Promise<WireAnswer> {
  const own = [["Authorization", `Bearer ${ann.token}`]] as const;
  const answer = await send(api.port, {
    ...request,
    headers: [...own, ...(request.headers ?? [])],
  });
  assert.ok(answer, "no response");
  assert.notEqual(answer.status, 500, answer.text);
  api.description.check(request.method, request.target, answer);
  return answer;
}

const mutation = fc.record({
  at: fc.nat({ max: 60 }),
  remove: fc.nat({ max: 8 }),
  insert: fc.oneof(
    fc.constantFrom("", '"', "{", "}", "[", "\\", "\\u", "\\ud83c", "\0", "//", "1e999", "-"),
    fc.string({ unit: anyCharacter, maxLength: 4 }),
  ),
});

/** Damaged JSON and random bytes. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array)),
  fc.array(mutation, { maxLength: 3 }).map((mutations) => {
    let body = '{"title":"Task","description":"Notes","completed":true,"version":1}';
    for (const { at, remove, insert } of mutations) {
      body = body.slice(0, at) + insert + body.slice(at + remove);
    }
    return Buffer.from(body);
  }),
);

const bodyHeaders = fc.record(
  {
    "Content-Type": fc.oneof(
      { arbitrary: fc.constant("application/json"), weight: 6 },
      {
        arbitrary: fc.constantFrom(
          "application/json; charset=utf-16le",
          "application/json; charset=utf-32",
          "application/json; charset=utf-7",
          "application/json; charset=utf-8; charset=x",
          "application/json; charset=",
          "application/json; =",
          "application/x-www-form-urlencoded",
          "",
          ";;;",
        ),
        weight: 3,
      },
      { arbitrary: fc.stringMatching(/^[!-~]{0,30}$/), weight: 1 },
    ),
    "Content-Encoding": fc.constantFrom("identity", "gzip", "deflate", "br", "zstd", "x", ""),
  },
  { requiredKeys: ["Content-Type"] },
);

test("any bytes as a body of any type give a documented response", async () => {
  const address = fc.constantFrom(
    ["POST", "/api/auth/signin"],
    ["POST", `/api/${ann.id}/tasks`],
    ["PUT", `/api/${ann.id}/tasks/1`],
    ["PATCH", `/api/${ann.id}/tasks/1`],
    ["PATCH", `/api/${ann.id}/tasks/1/complete`],
    ["POST", `/api/${ann.id}/tasks/bulk`],
    ["POST", `/api/${ann.id}/lists`],
    ["PATCH", `/api/${ann.id}/settings`],
  );
  const property = fc.asyncProperty(address, bytes, bodyHeaders, async (address, body, headers) => {
    const [method = "", target = ""] = address;
    api.app.advance(1000);
    await call({ method, target, body, headers: Object.entries(headers) });
  });
  await assertProperty(property, 120);
});

/** Parts of a URL, escaped or not. */
const piece = fc.oneof(
  fc.stringMatching(/^[!-"$->@-~]{0,12}$/),
  text.map((one) => encodeURIComponent(one.toWellFormed())),
  fc.constantFrom("%", "%ZZ", "%FF", "%00", "%C0%80", "%2F", "%2e%2e", "..", "0", "-1", "1e9999"),
  fc.bigInt().map(String),
);

test("any query gives a page of the list or an error", async () => {
  const name = fc.constantFrom(
    "status",
    "limit",
    "cursor",
    "cursor[]",
    "list_id",
    "parent_id",
    "due_from",
    "sort",
    "tag",
    "priority",
    "limit[a]",
    "__proto__",
    "x",
  );
  const value = fc.oneof(piece, fc.constantFrom("all", "completed", "3", "200"));
  const forged = fc
    .tuple(
      fc.oneof(fc.integer(), fc.string()),
      fc.option(fc.oneof(fc.string(), fc.date().map(String))),
    )
    .map((parts) => `cursor=${Buffer.from(JSON.stringify(parts)).toString("base64url")}`);
  const part = fc.oneof(
    fc.tuple(name, value).map((pair) => pair.join("=")),
    forged,
    piece,
  );
  const property = fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
    const target = `/api/${ann.id}/tasks?${parts.join("&")}`;
    const { status } = await call({ method: "GET", target });
    assert.ok(status === 200 || status === 400, `${status}`);
  });
  await assertProperty(property, 120);
});

test("any other id gives 404 or 400, and any other user's path 403 or 400", async () => {
  const { version } = (await ann.call("GET", "/tasks/1")).body;
  // Without the ids of existing tasks.
  const segment = piece.filter((one) => !/^[1-9]\d{0,4}$|[/?#]/.test(one) && one !== "");
  const method = fc.constantFrom("GET", "PUT", "PATCH", "DELETE");
  const property = fc.asyncProperty(method, segment, async (method, segment) => {
    const headers = [["Content-Type", "application/json"]] as const;
    const body = '{"title":"Changed"}';
    const own = { method, target: `/api/${ann.id}/tasks/${segment}`, headers, body };
    const { status } = await call(own);
    assert.ok(status === 404 || status === 400, `${status}`);
    const other = await call({ ...own, target: `/api/${segment}/tasks/1` });
    assert.ok(other.status === 403 || other.status === 400, `${other.status}`);
  });
  await assertProperty(property, 100);
  assert.equal((await ann.call("GET", "/tasks/1")).body.version, version);
  assert.equal((await bob.call("GET", "/tasks/1")).body.version, 1);
});

test("any Authorization header without a valid token gives 401", async () => {
  const [head = "", payload = "", signature = ""] = ann.token.split(".");
  const encoded = (one: string) => Buffer.from(one.toWellFormed()).toString("base64url");
  const header = fc.record(
    {
      alg: fc.constantFrom("HS256", "none", "RS256"),
      typ: fc.constantFrom("JWT", "at+jwt"),
      kid: fc.oneof(text, json),
    },
    { requiredKeys: ["alg", "typ"] },
  );
  const part = fc.oneof(
    fc.constantFrom(head, payload, signature),
    fc.oneof(json, header).map((one) => encoded(JSON.stringify(one))),
    text.map(encoded),
  );
  const token = fc.oneof(
    fc.tuple(part, part, part).map((parts) => parts.join(".")),
    fc
      .tuple(header, text, part)
      .map(([first, ...rest]) => [encoded(JSON.stringify(first)), ...rest.map(encoded)].join(".")),
    fc.stringMatching(/^[!-~\x80-\xff]{0,60}$/),
  );
  const scheme = fc.constantFrom("Bearer ", "bearer  ", "Bearer", "Basic ", "");
  const property = fc.asyncProperty(scheme, token, async (scheme, token) => {
    fc.pre(token !== ann.token);
    const headers = [["Authorization", `${scheme}${token}`]] as const;
    const target = `/api/${ann.id}/tasks`;
    const answer = await send(api.port, { method: "GET", target, headers });
    assert.ok(answer);
    assert.equal(answer.status, 401);
    api.description.check("GET", target, answer);
  });
  await assertProperty(property, 120);
});
