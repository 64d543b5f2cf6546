/** Any values in the fields of the API: rejected by field, or stored and returned unchanged. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { type ApiUser, startTestApi, type TestApi } from "../support/api.ts";
import { PASSWORD } from "../support/app.ts";
import {
  assertProperty,
  isBlank,
  json,
  jsonText,
  lengthOf,
  letters,
  maybe,
  mostly,
  storable,
  text,
  textAround,
} from "./arbitraries.ts";

let api: TestApi;
let ann: ApiUser;
let bob: ApiUser;
before(async () => {
  api = await startTestApi();
  ann = await api.account("Ann");
  bob = await api.account("Bob");
  await bob.add("Bob's");
});
after(() => api.close());

const KNOWN = ["title", "description", "completed", "version", "quick_add", "tags", "repeat"];

/** Fields that a body cannot set, and names that are special in JavaScript. */
const foreign = fc.tuple(
  fc.oneof(
    fc.constantFrom("id", "user_id", "created_at", "deleted_at", "request_key", "__proto__"),
    fc.constantFrom("constructor", "toString", "hasOwnProperty", "then", "toJSON"),
    text.filter((name) => !KNOWN.includes(name)),
  ),
  json,
);

/** A placeholder for the current version of the task. */
const CURRENT = "seen";

const task = fc.record({
  title: maybe(mostly(fc.oneof(text, textAround(200)))),
  description: maybe(mostly(fc.oneof(text, textAround(10_000), fc.constant(null)))),
  completed: maybe(mostly(fc.boolean())),
  version: maybe(
    mostly(fc.oneof(fc.constant(CURRENT), fc.integer({ min: 1, max: 2_147_483_647 }))),
  ),
});
type SentTask = { [Field in "title" | "description" | "completed" | "version"]: unknown };

/** The fields that are invalid by the rules of the API. */
function invalidFields(method: string, sent: SentTask): string[] {
  const { title, description, completed, version } = sent;
  const isTitle = typeof title === "string" && !isBlank(title) && lengthOf(oneLine(title)) <= 200;
  const isText =
    typeof description === "string" &&
    (isBlank(description) || lengthOf(unixLines(description)) <= 10_000);
  // The version may be sent as text, as from a form.
  const number = typeof version === "string" && /^[1-9]\d*$/.test(version) ? +version : version;
  const isVersion = Number.isInteger(number) && Number(number) > 0 && Number(number) < 2 ** 31;
  const isGood = {
    title: isTitle || (method === "PATCH" && title === undefined),
    description: isText || description == null,
    completed: completed === undefined || typeof completed === "boolean",
    version: version === undefined || isVersion,
  };
  return Object.entries(isGood).flatMap(([field, good]) => (good ? [] : [field]));
}

function oneLine(title: string): string {
  return storable(title)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}

function unixLines(description: string): string {
  return storable(description).replace(/\r\n?/g, "\n");
}

test("a task with any values is stored as sent, or rejected with its invalid fields", async () => {
  let accepted = 0;
  let current = await ann.add("Task");
  const path = `/tasks/${current.id}`;
  const method = fc.constantFrom("POST", "PUT", "PATCH");
  const property = fc.asyncProperty(
    method,
    task,
    fc.array(foreign, { maxLength: 3 }),
    async (method, fields, others) => {
      const version = fields.version === CURRENT ? current.version : fields.version;
      const sent = { ...fields, version };
      const raw = jsonText([...others, ...Object.entries(sent)]);
      const answer = await ann.call(method, method === "POST" ? "/tasks" : path, { raw });
      const { status, body } = answer;
      const expected = invalidFields(method, sent);
      if (expected.length > 0) {
        assert.equal(status, 400);
        assert.deepEqual(Object.keys(body.fields).sort(), expected.sort());
        assert.equal(body.error, Object.values(body.fields)[0]);
        return;
      }
      if (method !== "POST" && sent.version !== undefined && sent.version !== current.version) {
        return assert.equal(status, 409);
      }
      assert.equal(status, method === "POST" ? 201 : 200);
      accepted += 1;
      if (typeof sent.title === "string") {
        assert.equal(letters(body.title), letters(sent.title));
        assert.equal(body.title, body.title.trim());
        assert.doesNotMatch(body.title, /[\p{Cc}\p{Zl}\p{Zp}]/u);
      } else assert.equal(body.title, current.title);
      if (typeof sent.description === "string") {
        const stored = isBlank(sent.description) ? "" : unixLines(sent.description);
        assert.equal(body.description, stored);
      }
      assert.equal(body.user_id, ann.id);
      assert.equal(body.completed, sent.completed ?? (method === "PATCH" && current.completed));
      const { token } = ann;
      const read = await api.call("GET", `/api/${ann.id}/tasks/${body.id}`, { token });
      assert.deepEqual(read.body, body);
      // A response can be sent back, which changes nothing.
      const { title, description, completed } = body;
      const back = await ann.call("PUT", `/tasks/${body.id}`, {
        json: { title, description, completed },
      });
      assert.deepEqual(back.body, body);
      if (method !== "POST") current = back.body;
    },
  );
  await assertProperty(property, 120);
  assert.ok(accepted > 20, `only ${accepted} were accepted`);
  const { tasks } = (await bob.call("GET", "/tasks")).body;
  assert.deepEqual(
    tasks.map(({ title, version }) => [title, version]),
    [["Bob's", 1]],
  );
});

test("completing with any body completes, reopens, or is rejected", async () => {
  const { id } = await ann.add("Task");
  const body = fc.oneof(
    json,
    fc.record({ completed: maybe(fc.oneof(fc.boolean(), fc.constant(null), json)) }),
  );
  const property = fc.asyncProperty(body, async (sent) => {
    const answer = await ann.call("PATCH", `/tasks/${id}/complete`, { json: sent });
    const isObject = typeof sent === "object" && sent !== null && !Array.isArray(sent);
    const { completed = true } = isObject ? (sent as { completed?: unknown }) : { completed: null };
    const isGood = typeof completed === "boolean";
    assert.equal(answer.status, isGood ? 200 : 400);
    if (isGood) assert.equal(answer.body.completed, completed);
  });
  await assertProperty(property, 40);
});

test("signing up with any values gives errors by field, or an account that can sign in", async () => {
  let count = 0;
  let accepted = 0;
  const address = fc.stringMatching(/^[A-Za-z0-9+]{1,20}@Example\.(org|ORG|co\.uk)$/);
  const usual = {
    name: fc.oneof(text, textAround(100)),
    email: fc.oneof({ arbitrary: address, weight: 3 }, { arbitrary: text, weight: 1 }),
    password: fc.oneof(
      { arbitrary: fc.constant(PASSWORD), weight: 4 },
      ...[text, textAround(8), textAround(512)].map((arbitrary) => ({ arbitrary, weight: 1 })),
    ),
  };
  const fields = fc.record({
    name: maybe(mostly(usual.name)),
    email: maybe(mostly(usual.email)),
    password: maybe(mostly(usual.password)),
  });
  const others = fc.array(foreign, { maxLength: 2 });
  const property = fc.asyncProperty(fields, others, async (fields, others) => {
    // Sign-ups are throttled within an hour.
    api.app.advance(3_600_000);
    count += 1;
    // A prefix makes each address unique.
    const { name, password } = fields;
    const email = typeof fields.email === "string" ? `${count}${fields.email}` : fields.email;
    const sent = { name, email, password };
    const raw = jsonText([...others, ...Object.entries(sent)]);
    const { status, body } = await api.call("POST", "/api/auth/signup", { raw });
    if (status === 400) {
      assert.ok(Object.keys(body.fields).every((field) => field in sent));
      const missing = Object.entries(sent).filter(([, value]) => value == null);
      for (const [field] of missing) assert.match(body.fields[field] ?? "", /is required$/);
      return;
    }
    assert.equal(status, 201);
    accepted += 1;
    assert.ok(lengthOf(String(password)) >= 8);
    assert.equal(letters(body.user.name), letters(String(name)));
    const signedIn = await api.call("POST", "/api/auth/signin", { json: { email, password } });
    assert.equal(signedIn.status, 200);
    assert.deepEqual(signedIn.body.user, body.user);
  });
  await assertProperty(property, 120);
  assert.ok(accepted > 5, `only ${accepted} were accepted`);
});

test("signing in with any values is rejected with one of three messages", async () => {
  const fields = fc.record({ email: maybe(mostly(text)), password: maybe(mostly(text)) });
  const sentences = ["Email is required", "Password is required", "Invalid email or password"];
  const property = fc.asyncProperty(fc.oneof(fields, json), async (sent) => {
    api.app.advance(3_600_000);
    const { status, body } = await api.call("POST", "/api/auth/signin", { json: sent });
    assert.equal(status, 400);
    assert.ok([...sentences, "The body must be a JSON object"].includes(body.error), body.error);
  });
  await assertProperty(property, 40);
});
