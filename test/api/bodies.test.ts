/** What a body may be: JSON, of a bearable size, as one object; and how anything else is answered. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { type ApiUser, type Sent, startTestApi, type TestApi } from "../support/api.ts";
import { exchange, send } from "../support/wire.ts";

let api: TestApi;
let ann: ApiUser;
before(async () => {
  api = await startTestApi();
  ann = await api.account("Ann");
});
after(() => api.close());

const NOT_JSON = "The body is not valid JSON";
const NO_OBJECT = "The body must be a JSON object";
const TOO_LARGE = "The body is too large";
const NOT_SENT_AS_JSON = "Send JSON, with Content-Type: application/json";

/** Nothing of such a body is taken. */
async function assertRefused(sent: Sent, status: number, error: string): Promise<void> {
  const answer = await ann.call("POST", "/tasks", sent);
  assert.deepEqual([answer.status, answer.body], [status, { error }]);
}

for (const [what, sent, status, error] of [
  ["broken JSON", { raw: "{" }, 400, NOT_JSON],
  ["JSON that is no object", { raw: "[]" }, 400, NO_OBJECT],
  ["another type", { raw: "{}", headers: { "Content-Type": "text/plain" } }, 415, NOT_SENT_AS_JSON],
  ["too large a body", { raw: Buffer.alloc(3_000_000, "x") }, 413, TOO_LARGE],
] as [string, Sent, number, string][]) {
  test(`${what} is refused wherever a body is taken, and changes nothing`, async () => {
    const task = await ann.add("Task");
    for (const [method, path] of [
      ["POST", "/api/auth/signup"],
      ["POST", "/api/auth/signin"],
      ["POST", "/api/auth/signout"],
      ["POST", `/api/${ann.id}/tasks`],
      ["PUT", `/api/${ann.id}/tasks/${task.id}`],
      ["PATCH", `/api/${ann.id}/tasks/${task.id}`],
      ["PATCH", `/api/${ann.id}/tasks/${task.id}/complete`],
    ] as const) {
      const answer = await api.call(method, path, { ...sent, token: ann.token });
      assert.deepEqual([answer.status, answer.body], [status, { error }], `${method} ${path}`);
    }
    assert.deepEqual((await ann.call("GET", "/tasks?limit=1")).body.tasks, [task]);
  });
}

for (const raw of [
  "{",
  '{"title": }',
  "{'title': 'x'}",
  '{"title": "x",}',
  "title=x",
  " ",
  "\u0000",
  '{"title":"\ttab"}',
  "NaN",
  "[".repeat(50_000),
  '{"a":'.repeat(15_000),
  '{"title": "x"} {"title": "y"}',
]) {
  test(`${JSON.stringify(raw).slice(0, 30)} is no JSON`, () =>
    assertRefused({ raw }, 400, NOT_JSON));
}

for (const raw of ["null", "1", '"title"', "true", "[]", '[{"title": "x"}]']) {
  test(`${raw} is JSON, but has no fields`, () => assertRefused({ raw }, 400, NO_OBJECT));
}

for (const type of [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/json",
  "application/jsonp",
  "application/vnd.api+json",
  "application/json, text/plain",
  "json",
  "*/*",
  " ",
]) {
  test(`a body sent as ${JSON.stringify(type)} is not read`, () =>
    assertRefused({ raw: "{}", headers: { "Content-Type": type } }, 415, NOT_SENT_AS_JSON));
}

test("a body without a type is not read", async () => {
  const headers = [["Authorization", `Bearer ${ann.token}`]] as const;
  const target = `/api/${ann.id}/tasks`;
  const answer = await send(api.port, { method: "POST", target, headers, body: '{"title":"x"}' });
  assert.equal(answer?.status, 415);
  assert.deepEqual(JSON.parse(answer.text), { error: NOT_SENT_AS_JSON });
});

for (const type of [
  "application/json",
  "application/json; charset=utf-8",
  "application/json;charset=UTF-8",
  'Application/JSON; charset="utf-8"',
  "application/json; profile=x",
]) {
  test(`a body sent as ${type} is read`, async () => {
    const raw = '{"title": "Grüße 🎻"}';
    const answer = await ann.call("POST", "/tasks", { raw, headers: { "Content-Type": type } });
    assert.deepEqual([answer.status, answer.body.title], [201, "Grüße 🎻"]);
  });
}

for (const charset of ["latin1", "iso-8859-1", "us-ascii", "utf-99", "x"]) {
  test(`a body in ${charset} is not read`, () =>
    assertRefused(
      { raw: "{}", headers: { "Content-Type": `application/json; charset=${charset}` } },
      415,
      "The body's character set is not supported",
    ));
}

test("bytes that are no UTF-8 become U+FFFD, and nothing worse", async () => {
  const raw = Buffer.concat([
    Buffer.from('{"title":"a'),
    Buffer.from([0xff, 0xc3, 0x28]),
    Buffer.from('"}'),
  ]);
  const { status, body } = await ann.call("POST", "/tasks", { raw });
  assert.deepEqual([status, body.title], [201, "a\ufffd\ufffd("]);
});

test("NUL and half a surrogate pair become U+FFFD, and come back so", async () => {
  const raw = '{"title": "a\\u0000b\\ud83cc", "description": "\\udffb\\u0000"}';
  const { status, body } = await ann.call("POST", "/tasks", { raw });
  assert.deepEqual(
    [status, body.title, body.description],
    [201, "a\ufffdb\ufffdc", "\ufffd\ufffd"],
  );
  assert.deepEqual((await ann.call("GET", `/tasks/${body.id}`)).body, body);
});

test("a byte order mark before the body is passed over", async () => {
  const answer = await ann.call("POST", "/tasks", { raw: '\ufeff{"title": "x"}' });
  assert.equal(answer.status, 201);
});

test("a body of 100 kB is read, one byte more is too large", async () => {
  const body = (bytes: number) => '{"title":"x"}'.padEnd(bytes, " ");
  const { status } = await ann.call("POST", "/tasks", { raw: body(100 * 1024) });
  assert.equal(status, 201);
  await assertRefused({ raw: body(100 * 1024 + 1) }, 413, TOO_LARGE);
});

test("compressed bodies are read; what they unpack to is measured", async () => {
  const compress = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
  const small = Buffer.from('{"title":"small"}');
  const bomb = Buffer.alloc(500_000, " ");
  for (const [encoding, by] of Object.entries(compress)) {
    const headers = { "Content-Encoding": encoding };
    const read = await ann.call("POST", "/tasks", { raw: by(small), headers });
    assert.deepEqual([read.status, read.body.title], [201, "small"]);
    await assertRefused({ raw: by(bomb), headers }, 413, TOO_LARGE);
    await assertRefused({ raw: "x".repeat(50), headers }, 400, "Bad request");
    await assertRefused({ raw: by(small).subarray(0, 12), headers }, 400, "Bad request");
  }
});

test("a compression that the server does not know is refused", async () => {
  for (const encoding of ["compress", "x", "gzip, gzip"]) {
    const headers = { "Content-Encoding": encoding };
    await assertRefused({ raw: "{}", headers }, 415, "The body's encoding is not supported");
  }
});

/** A request whose body comes in pieces, as it stands. */
function chunked(method: string, path: string, type: string, body: string) {
  const head = `${method} /api/${ann.id}${path} HTTP/1.1\r\nHost: x\r\nConnection: close`;
  const headers = `Authorization: Bearer ${ann.token}\r\n${type}Transfer-Encoding: chunked`;
  return exchange(api.port, `${head}\r\n${headers}\r\n\r\n${body}`);
}

const JSON_TYPE = "Content-Type: application/json\r\n";

test("a body in chunks is read, and measured while it comes", async () => {
  const body = '4\r\n{"ti\r\n9\r\ntle":"x"}\r\n0\r\n\r\n';
  assert.equal((await chunked("POST", "/tasks", JSON_TYPE, body))?.status, 201);
  assert.equal((await chunked("POST", "/tasks", "", body))?.status, 415);
  const large = `${(150_000).toString(16)}\r\n${" ".repeat(150_000)}\r\n0\r\n\r\n`;
  assert.equal((await chunked("POST", "/tasks", JSON_TYPE, large))?.status, 413);
  const empty = await chunked("PATCH", "/tasks/1/complete", JSON_TYPE, "0\r\n\r\n");
  assert.deepEqual([empty?.status, JSON.parse(empty?.text ?? "").completed], [200, true]);
});

test("a body that is not as its headers say does no harm", async () => {
  const start = `POST /api/${ann.id}/tasks HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${ann.token}\r\n${JSON_TYPE}`;
  const before = (await ann.call("GET", "/tasks?limit=1")).body.tasks;
  const body = '{"title":"half of it"}';
  for (const length of [
    "x",
    "-1",
    "1e3",
    "22\r\nContent-Length: 23",
    "22\r\nTransfer-Encoding: chunked",
  ]) {
    const answer = await exchange(api.port, `${start}Content-Length: ${length}\r\n\r\n${body}`);
    assert.equal(answer?.status, 400, length);
  }
  const cut = await exchange(api.port, `${start}Content-Length: 10\r\n\r\n${body}`);
  assert.equal(cut?.status, 400);
  assert.deepEqual((await ann.call("GET", "/tasks?limit=1")).body.tasks, before);
});

test("without a body, an empty one, and one of no type: what needs none is done", async () => {
  const { id } = await ann.add("Task");
  for (const headers of [
    [],
    [["Content-Length", "0"]],
    [["Content-Type", "text/plain"]],
  ] as const) {
    const token = [["Authorization", `Bearer ${ann.token}`]] as const;
    const target = `/api/${ann.id}/tasks/${id}/complete`;
    const all = [...token, ...headers];
    const answer = await send(api.port, { method: "PATCH", target, headers: all });
    assert.deepEqual([answer?.status, JSON.parse(answer?.text ?? "").completed], [200, true]);
  }
});

test("what takes no body passes one over", async () => {
  const { id } = await ann.add("Task");
  const sent = { raw: "{ broken", headers: { "Content-Type": "text/plain" } };
  assert.equal((await ann.call("GET", `/tasks/${id}`, sent)).status, 200);
  assert.equal((await ann.call("DELETE", `/tasks/${id}`, sent)).status, 204);
});
