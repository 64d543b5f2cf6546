/** Targets in absolute form, and others that only a hostile client sends: never a 500. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startTestApi, type TestApi } from "../support/api.ts";
import { assertServed, send } from "../support/wire.ts";

let api: TestApi;
let cookie: string;
let bearer: string;

before(async () => {
  api = await startTestApi();
  const { browser } = await api.app.signedUp("Ann");
  cookie = ["session", "token"]
    .map((name) => `plainlist_${name}=${browser.cookie(`plainlist_${name}`)}`)
    .join("; ");
  bearer = (await api.app.withToken("Bob")).token;
});
after(() => api.close());

function get(target: string) {
  const headers = [
    ["Cookie", cookie],
    ["Authorization", `Bearer ${bearer}`],
  ] as const;
  return send(api.port, { method: "GET", target, headers });
}

const ORIGINS = [
  "http://x:99999",
  "http://x",
  "HTTPS://u:p@[::1]:0",
  "http://",
  "http://[",
  "a://%",
];

it("serves the path of a target in absolute form", async () => {
  for (const origin of ORIGINS) {
    for (const path of ["/tasks", "/tasks?status=pending", "/lists/new", "/health"]) {
      const answer = await get(origin + path);
      assertServed(path, answer, api.app.log);
      assert.equal(answer.status, 200, origin + path);
    }
    const moved = await get(`${origin}/tasks?cursor=x&sort=due`);
    assertServed("/tasks", moved, api.app.log);
    assert.equal(moved.status, 400);
    assert.match(moved.text, /href="\/tasks\?sort=due"[^>]*>Start at the top/);
  }
});

it("has no part of it in an address that it leads to", async () => {
  for (const origin of ORIGINS) {
    const answer = await send(api.port, { method: "GET", target: `${origin}/tasks?tag=x` });
    assertServed("/tasks", answer, api.app.log);
    assert.equal(answer.headers.location, "/auth/signin?return_to=%2Ftasks%3Ftag%3Dx", origin);
  }
});

it("redirects to its own https address only", async () => {
  const secure = await startTestApi({ APP_URL: "https://tasks.example.org", TRUST_PROXY: "1" });
  try {
    for (const origin of ORIGINS) {
      const answer = await send(secure.port, { method: "GET", target: `${origin}/tasks` });
      assert.equal(answer?.headers.location, "https://tasks.example.org/tasks", origin);
    }
  } finally {
    await secure.close();
  }
});

it("answers any other target with a 4xx", async () => {
  for (const target of [
    "*",
    "//x:99999/tasks",
    "//",
    "/%",
    "/\\x:99999/tasks",
    "http://x?y",
    "http://x",
  ]) {
    const answer = await get(target);
    assertServed(target, answer, api.app.log);
  }
});

it("refuses a cursor whose time PostgreSQL would refuse", async () => {
  const times = [
    ...["+99", "+16", "-16", "+15:60", "+24:00", "", "Z", " Europe/Berlin", "+00:00:61"].map(
      (zone) => `2026-11-20 10:00:00${zone}`,
    ),
    ...["0000-01-01 10:00:00+00", "2026-02-30 10:00:00+00", "99999-01-01 10:00:00+00", "infinity"],
  ];
  for (const time of times) {
    const cursor = Buffer.from(JSON.stringify([1, time])).toString("base64url");
    const answer = await get(`/trash?cursor=${cursor}`);
    assertServed("/trash", answer, api.app.log);
    assert.equal(answer.status, 400, time);
  }
  for (const zone of ["+14", "-12", "+05:45", "+00"]) {
    const time = JSON.stringify([1, `2026-11-20 10:00:00${zone}`]);
    const answer = await get(`/trash?cursor=${Buffer.from(time).toString("base64url")}`);
    assert.equal(answer?.status, 200, zone);
  }
});
