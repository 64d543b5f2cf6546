/** A program signs up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import jwt from "jsonwebtoken";
import { PASSWORD, TEST_ENVIRONMENT } from "../support/app.ts";
import { api, bob, signIn, signUp, useApi } from "./fixture.ts";

useApi({ poolMax: 4 });

const DAY = 86_400_000;

test("signing up gives the account and a token that works at once, for nobody else's rows", async () => {
  const sent = { name: "  Ann Lee ", email: " Ann.Lee@Example.ORG ", password: PASSWORD };
  const { status, body } = await signUp(sent);
  assert.equal(status, 201);
  const { user, token } = body;
  assert.deepEqual(user, { id: user.id, email: "ann.lee@example.org", name: "Ann Lee" });
  const own = await api.call("GET", `/api/${user.id}/tasks`, { token });
  assert.deepEqual(own.body, { tasks: [], next: null });
  assert.equal((await api.call("GET", `/api/${bob.id}/tasks`, { token })).status, 403);
});

test("the token is an HS256 JWT that says whose it is, from when and until when", async () => {
  const started = Math.floor(Date.now() / 1000);
  const { body } = await signUp({
    name: "Claire",
    email: "claire@example.org",
    password: PASSWORD,
  });
  const [key] = [TEST_ENVIRONMENT.JWT_SECRET ?? ""];
  const { header, payload } = jwt.verify(body.token, key, { complete: true });
  assert.equal(header.alg, "HS256");
  const { iat = 0, exp = 0, sid, jti, ...claims } = payload as jwt.JwtPayload;
  assert.deepEqual(claims, {
    user_id: body.user.id,
    email: "claire@example.org",
    name: "Claire",
    sub: body.user.id,
    iss: api.app.config.appUrl,
    aud: `${api.app.config.appUrl}/api`,
  });
  assert.ok(iat >= started && iat <= started + 60);
  const [session] = await api.app.database.sql<{ created_at: Date; idle_expires_at: Date }>(
    "select created_at, idle_expires_at from auth_sessions where id = $1",
    [sid],
  );
  assert.ok(session);
  assert.equal(Number(session.idle_expires_at) - Number(session.created_at), 7 * DAY);
  assert.equal(exp, Math.floor(Number(session.idle_expires_at) / 1000));
  assert.ok(typeof sid === "string" && typeof jti === "string" && sid !== jti);
});

test("an address that is taken, in any case, is refused, and its account is untouched", async () => {
  await signUp({ name: "Dora", email: "dora@example.org", password: PASSWORD });
  const again = await signUp({
    name: "Mallory",
    email: "DORA@example.org",
    password: "another harbour kettle",
  });
  assert.equal(again.status, 400);
  assert.deepEqual(again.body, {
    error: "Email already registered",
    fields: { email: "Email already registered" },
  });
  const { status, body } = await signIn({ email: "dora@example.org", password: PASSWORD });
  assert.equal(status, 200);
  assert.equal(body.user.name, "Dora");
});

test("of two who take one address at the same moment, one gets it", async () => {
  const both = ["Eve", "Eva"].map((name) =>
    signUp({ name, email: "eve@example.org", password: PASSWORD }),
  );
  const statuses = (await Promise.all(both)).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [201, 400]);
});

const GOOD = { name: "Fay", email: "fay@example.org", password: PASSWORD };
const REQUIRED = {
  name: "Name is required",
  email: "Email is required",
  password: "Password is required",
};

for (const [what, sent, fields] of [
  ["nothing at all", {}, REQUIRED],
  ["nulls", { name: null, email: null, password: null }, REQUIRED],
  ["empty texts", { name: "", email: "", password: "" }, REQUIRED],
  [
    "blank name and address",
    { ...GOOD, name: " \t ", email: "  " },
    { ...REQUIRED, password: undefined },
  ],
  ["a name of invisible characters", { ...GOOD, name: "\u200d\u00ad" }, { name: REQUIRED.name }],
  [
    "a name over 100 characters",
    { ...GOOD, name: "é".repeat(101) },
    { name: "Name must be 100 characters or less" },
  ],
  [
    "an address without a domain",
    { ...GOOD, email: "fay" },
    { email: "Please enter a valid email" },
  ],
  [
    "an address with a space",
    { ...GOOD, email: "fay lee@example.org" },
    { email: "Please enter a valid email" },
  ],
  [
    "an address over 254 characters",
    { ...GOOD, email: `fay@${"a.".repeat(130)}org` },
    { email: "Please enter a valid email" },
  ],
  [
    "a short password",
    { ...GOOD, password: "1234567" },
    { password: "Password must be at least 8 characters" },
  ],
  [
    "a short password of long characters",
    { ...GOOD, password: "🎻".repeat(7) },
    { password: "Password must be at least 8 characters" },
  ],
  [
    "a password over 1,024 bytes",
    { ...GOOD, password: "é".repeat(513) },
    { password: "Password must be 1,024 bytes or less" },
  ],
  [
    "a common password",
    { ...GOOD, password: "password123" },
    { password: "Password is too common" },
  ],
  [
    "the name as password",
    { ...GOOD, name: "Fay Harbour", password: "fay harbour" },
    { password: "Password must not be your name or email" },
  ],
  [
    "the address as password",
    { ...GOOD, password: "Fay@Example.org" },
    { password: "Password must not be your name or email" },
  ],
  [
    "numbers",
    { name: 1, email: 2, password: 3 },
    {
      name: "Name must be text",
      email: "Please enter a valid email",
      password: "Password must be text",
    },
  ],
  [
    "lists and objects",
    { name: ["Fay"], email: { a: 1 }, password: [PASSWORD] },
    {
      name: "Name must be text",
      email: "Please enter a valid email",
      password: "Password must be text",
    },
  ],
] as [string, object, Record<string, string | undefined>][]) {
  test(`signing up with ${what} says what to correct, field by field`, async () => {
    const expected = JSON.parse(JSON.stringify(fields));
    const { status, body } = await signUp(sent);
    assert.equal(status, 400);
    assert.deepEqual(body, { error: Object.values(expected)[0], fields: expected });
  });
}

test("the longest name, and a password of any characters, are taken as they are", async () => {
  const name = "🎻".repeat(100);
  const password = `  ${"ü".repeat(40)} \u0000 ${"x".repeat(80)}  `;
  const { status, body } = await signUp({ name, email: "gil@example.org", password });
  assert.equal(status, 201);
  assert.equal(body.user.name, name);
  assert.equal((await signIn({ email: "gil@example.org", password })).status, 200);
  for (const other of [password.trim(), password.slice(0, -1), password.slice(0, 72)]) {
    assert.equal((await signIn({ email: "gil@example.org", password: other })).status, 400);
  }
});

test("fields that are not asked for are ignored, never assigned", async () => {
  const id = "00000000-0000-4000-8000-000000000000";
  const extra = { id, user_id: id, last_task_id: 900, created_at: "1999-01-01", is_admin: true };
  const sent = { ...extra, name: "Hal", email: "hal@example.org", password: PASSWORD };
  const { status, body } = await signUp({ ...sent, user: { id } });
  assert.equal(status, 201);
  assert.notEqual(body.user.id, id);
  const { token, user } = body;
  const first = await api.call("POST", `/api/${user.id}/tasks`, { token, json: { title: "A" } });
  assert.equal(first.body.id, 1);
});
