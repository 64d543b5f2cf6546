/** Personal tokens over the API: on the path of every other token. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { API_ROUTES } from "../../src/api/routes.ts";
import { newPersonalToken, personalTokenHash } from "../../src/auth/personal_tokens.ts";
import { runMaintenance } from "../../src/maintenance.ts";
import type { Access } from "../../src/models/auth_sessions.ts";
import { createPersonalToken } from "../../src/models/personal_tokens.ts";
import {
  type ApiUser,
  assertError,
  type Method,
  startTestApi,
  type TestApi,
} from "../support/api.ts";
import { statementsOf } from "../support/statements.ts";

const DAY = 86_400_000;
const CLIENT = { userAgent: "", address: "127.0.0.1" };

let api: TestApi;
let ann: ApiUser;
let bob: ApiUser;

before(async () => {
  api = await startTestApi();
});
after(() => api.close());
beforeEach(async () => {
  ann = await api.account("Ann");
  bob = await api.account("Bob");
});

async function tokenOf(
  { id, email }: ApiUser,
  access: Access,
  days: number | null = 30,
): Promise<string> {
  const token = newPersonalToken();
  const hash = personalTokenHash(token) ?? Buffer.alloc(0);
  const { database, services } = api.app;
  const rows = await database.sql<{ name: string }>("select name from users where id = $1", [id]);
  const user = { id, email, name: rows[0]?.name ?? "", timeZone: null, weekStart: 1 } as never;
  const made = { user, name: token, access, days, hash, client: CLIENT, requestKey: null };
  assert.equal(
    typeof (await createPersonalToken(database.database, made, services.clock())),
    "object",
  );
  return token;
}

describe("a token that can write", () => {
  it("does what a sign-in of a program can do", async () => {
    const token = await tokenOf(ann, "write");
    const { status, body } = await ann.call("POST", "/tasks", { token, json: { title: "Milk" } });
    assert.equal(status, 201);
    const { id } = body;
    const changed = await ann.call("PATCH", `/tasks/${id}`, { token, json: { title: "Oats" } });
    assert.equal(changed.body.title, "Oats");
    assert.equal((await ann.call("DELETE", `/tasks/${id}`, { token })).status, 204);
    assert.equal((await ann.call("GET", "/tasks", { token })).status, 200);
    assert.equal((await ann.call("HEAD", "/tasks", { token })).status, 200);
  });

  it("signs itself out, and nothing else", async () => {
    const [token, other] = [await tokenOf(ann, "write"), await tokenOf(ann, "write")];
    assert.equal((await api.call("POST", "/api/auth/signout", { token })).status, 200);
    assertError(await ann.call("GET", "/tasks", { token }), 401, "Authentication required");
    assert.equal((await ann.call("GET", "/tasks", { token: other })).status, 200);
    assert.equal((await ann.call("GET", "/tasks")).status, 200);
  });
});

describe("a token that can only read", () => {
  const REFUSED = "This token can only read";

  it("reads all that is the user's", async () => {
    await ann.add("Milk");
    const token = await tokenOf(ann, "read");
    for (const path of [
      "/tasks",
      "/tasks/1",
      "/lists",
      "/tags",
      "/searches",
      "/history",
      "/trash",
      "/settings",
    ]) {
      assert.equal((await ann.call("GET", path, { token })).status, 200, path);
      assert.equal((await ann.call("HEAD", path, { token })).status, 200, path);
    }
  });

  it("is refused by every route with another method, whatever is sent, and changes nothing", async () => {
    const { id } = await ann.add("Milk");
    const token = await tokenOf(ann, "read");
    const rows = () =>
      api.app.database.sql("select to_jsonb(t) from tasks t where user_id = $1 order by id", [
        ann.id,
      ]);
    const before = await rows();
    const open = ["/auth/signup", "/auth/signin"];
    const routes = API_ROUTES.filter(
      ({ method, path }) => method !== "get" && !open.includes(path),
    );
    assert.ok(routes.length > 20);
    for (const { method, path } of routes) {
      const address = `/api${path.replace(":user_id", ann.id).replace(":id", String(id))}`;
      const send = (raw: string) =>
        api.call(method.toUpperCase() as Method, address, { token, raw });
      assertError(await send("{}"), 403, REFUSED);
      // Also before the process knows the token, and where the body is no JSON.
      assertError(await send("{"), 403, REFUSED);
    }
    assert.deepEqual(await rows(), before);
    assert.equal((await ann.call("GET", "/tasks", { token })).status, 200);
  });

  it("is refused as well where the process has not seen it yet", async () => {
    const token = await tokenOf(ann, "read");
    const first = await ann.call("POST", "/tasks", { token, json: { title: "Milk" } });
    assertError(first, 403, REFUSED);
  });
});

describe("a token", () => {
  it("opens nothing of another user's", async () => {
    for (const access of ["read", "write"] as const) {
      const token = await tokenOf(ann, access);
      for (const method of ["GET", "POST"] as const) {
        const answer = await bob.call(method, "/tasks", { token });
        assertError(answer, 403, "Access denied to this resource");
      }
    }
  });

  it("ends when it says, and one without an end does not", async () => {
    const [short, long] = [await tokenOf(ann, "read", 30), await tokenOf(ann, "read", null)];
    api.app.advance(30 * DAY - 60_000);
    assert.equal((await ann.call("GET", "/tasks", { token: short })).status, 200);
    api.app.advance(120_000);
    const answer = await ann.call("GET", "/tasks", { token: short });
    assertError(answer, 401, "Token expired, please log in again");
    assert.equal(answer.headers["www-authenticate"], "Bearer");
    api.app.advance(20 * 365 * DAY);
    assert.equal((await ann.call("GET", "/tasks", { token: long })).status, 200);
  });

  it("is kept by the hourly maintenance as long as it lasts", async () => {
    const token = await tokenOf(ann, "read", null);
    api.app.advance(400 * DAY);
    await runMaintenance(api.app.services);
    assert.equal((await ann.call("GET", "/tasks", { token })).status, 200);
  });

  it("is forgotten a month after it was ended, also one without an end", async () => {
    const token = await tokenOf(ann, "write", null);
    await tokenOf(bob, "write", null);
    await api.call("POST", "/api/auth/signout", { token });
    const left = async () => {
      await runMaintenance(api.app.services);
      const text = "select user_id from auth_sessions where kind = 'token' and user_id in ($1, $2)";
      return (await api.app.database.sql(text, [ann.id, bob.id])).length;
    };
    api.app.advance(30 * DAY - 60_000);
    assert.equal(await left(), 2);
    api.app.advance(120_000);
    assert.equal(await left(), 1);
  });

  it("that is none, or not quite, is refused as any other", async () => {
    const token = await tokenOf(ann, "write");
    for (const other of [
      newPersonalToken(),
      `${token}a`,
      token.slice(0, -1),
      token.toUpperCase(),
      "plt_",
    ]) {
      assertError(
        await ann.call("GET", "/tasks", { token: other }),
        401,
        "Authentication required",
      );
    }
  });

  it("of a disabled account is dead at once, and works again with the account", async () => {
    const token = await tokenOf(ann, "write");
    assert.equal((await ann.call("GET", "/tasks", { token })).status, 200);
    const set = (value: string) =>
      api.app.database.sql(`update users set disabled_at = ${value} where id = $1`, [ann.id]);
    await set("now()");
    assertError(await ann.call("GET", "/tasks", { token }), 401, "Authentication required");
    await set("null");
    assert.equal((await ann.call("GET", "/tasks", { token })).status, 200);
  });

  it("opens no page, as a cookie or as a header", async () => {
    const token = await tokenOf(ann, "write");
    const visitor = api.app.visitor();
    visitor.headers = { Cookie: `plainlist_token=${token}`, Authorization: `Bearer ${token}` };
    assert.equal((await visitor.get("/settings/tokens")).status, 303);
  });

  it("costs as many statements as the token of a sign-in", async () => {
    const token = await tokenOf(ann, "write");
    const requests: [Method, (id: number) => string, object?][] = [
      ["GET", () => "/tasks"],
      ["POST", () => "/tasks", { title: "Oats" }],
      ["PATCH", (id) => `/tasks/${id}`, { title: "Oat milk" }],
      ["PATCH", (id) => `/tasks/${id}/complete`, { completed: true }],
    ];
    // Both are known to the process, and their last use was recorded.
    for (const one of [ann.token, token]) await ann.call("GET", "/tasks", { token: one });
    for (const [method, path, json] of requests) {
      const sent = json === undefined ? {} : { json };
      const counts: number[] = [];
      for (const one of [ann.token, token]) {
        const { id } = await ann.add("Milk");
        const send = () => ann.call(method, path(id), { token: one, ...sent });
        counts.push((await statementsOf(send)).length);
      }
      assert.equal(counts[1], counts[0], `${method} ${path(1)}`);
    }
  });

  it("is asked for at every request, also of the other process", async () => {
    const token = await tokenOf(ann, "read");
    await ann.call("GET", "/tasks", { token });
    await api.app.database.sql("update auth_sessions set revoked_at = now() where user_id = $1", [
      ann.id,
    ]);
    assertError(await ann.call("GET", "/tasks", { token }), 401, "Authentication required");
  });
});
