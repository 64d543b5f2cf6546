/** Any posted body: a page or a redirect, never a 500, and stored text is shown unchanged. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { PAGE_ROUTES } from "../../src/routes.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import { PASSWORD } from "../support/app.ts";
import { Browser, fieldsOfForm } from "../support/browser.ts";
import { assertServed, send } from "../support/wire.ts";
import {
  assertProperty,
  isBlank,
  lengthOf,
  letters,
  storable,
  text,
  textAround,
} from "./arbitraries.ts";

let api: TestApi;
let ann: Browser;
/** The URL of the server that all browsers of the tests use. */
let address: string;
before(async () => {
  api = await startTestApi();
  address = `http://127.0.0.1:${api.port}`;
  ann = (await api.app.signedUp("Ann")).browser.copy(address);
  const bob = await api.account("Bob");
  await bob.add("Bob's");
  for (const title of ["one", "two", "three"]) {
    await ann.post("/tasks", { _csrf: await ann.token(), title });
  }
});
after(async () => {
  const { sql } = api.app.database;
  const others = await sql(
    `select t.title, t.version from tasks t join users u on u.id = t.user_id where u.name = 'Bob'`,
  );
  await api.close();
  assert.deepEqual(others, [{ title: "Bob's", version: 1 }]);
});

const cookiesOf = (browser: Browser) =>
  ["token", "session", "visitor"]
    .map((name) => `plainlist_${name}=${browser.cookie(`plainlist_${name}`) ?? ""}`)
    .join("; ");

/** Encoded correctly or not. */
const part = fc.oneof(
  {
    arbitrary: text.map((text) => new URLSearchParams({ "": text }).toString().slice(1)),
    weight: 4,
  },
  { arbitrary: fc.stringMatching(/^[!-%'-<>-~]{0,20}$/), weight: 1 },
  {
    arbitrary: fc.constantFrom("%", "%F", "%FF", "%ZZ", "%00", "%ED%A0%80", "%C0%80", "+", ""),
    weight: 1,
  },
);
const known = [
  "title",
  "description",
  "version",
  "done",
  "request_key",
  "return_to",
  "complete-1",
  "email",
  "password",
  "name",
  "q",
  "_csrf",
];
const name = fc.oneof(
  { arbitrary: fc.constantFrom(...known), weight: 6 },
  { arbitrary: fc.constantFrom(...known).map((one) => `${one}[]`), weight: 1 },
  {
    arbitrary: fc.constantFrom(
      "title[a]",
      "title[a][b]",
      "[]",
      "__proto__",
      "__proto__[title]",
      "toString",
    ),
    weight: 1,
  },
  { arbitrary: part, weight: 1 },
);
/** Return paths outside and inside of the application. */
const returnTo = fc
  .constantFrom(
    ...["//evil.example", "/\\evil.example", "/.//evil.example", "/\t/evil.example", "\\\\evil"],
    ...[
      "https://evil.example/",
      "javascript:alert(1)",
      "tasks",
      "/tasks?status=x",
      "/dashboard#t-1",
    ],
  )
  .map((path) => `return_to=${encodeURIComponent(path)}`);
const pair = fc.tuple(name, part).map((both) => both.join("="));
const pairs = fc.array(
  fc.oneof({ arbitrary: pair, weight: 6 }, { arbitrary: returnTo, weight: 1 }),
  {
    maxLength: 7,
  },
);

const type = fc.oneof(
  { arbitrary: fc.constant("application/x-www-form-urlencoded"), weight: 8 },
  {
    arbitrary: fc.constantFrom(
      "application/x-www-form-urlencoded; charset=iso-8859-1",
      "application/x-www-form-urlencoded; charset=utf-16",
      "multipart/form-data; boundary=x",
      "application/json",
      "text/plain",
      "",
    ),
    weight: 1,
  },
);

test("any body of any form of a signed-in user gives a page or a redirect", async () => {
  const token = await ann.token();
  const posts = PAGE_ROUTES.filter(({ method }) => method === "post");
  const id = fc.oneof(
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom("0", "-1", "abc", "1e99", "%00"),
  );
  const target = fc
    .tuple(fc.constantFrom(...posts), id)
    .map(([{ path }, id]) => path.replace(":id", String(id)));
  const property = fc.asyncProperty(
    target,
    pairs,
    fc.boolean(),
    type,
    async (target, pairs, isOurs, type) => {
      // Without a valid sign-out, which would end the session of the other runs.
      const sent = isOurs && target !== "/auth/signout" ? [`_csrf=${token}`, ...pairs] : pairs;
      const answer = await send(api.port, {
        method: "POST",
        target,
        headers: [
          ["Cookie", cookiesOf(ann)],
          ["Content-Type", type],
        ],
        body: sent.join("&"),
      });
      assertServed(target, answer, api.app.log);
    },
  );
  await assertProperty(property, 180);
  assert.equal((await ann.get("/dashboard")).status, 200);
});

test("any body without a session gives a page or a redirect", async () => {
  const visitor = new Browser(address);
  const token = await visitor.token("/auth/signin");
  const target = fc.constantFrom(
    "/auth/signin",
    "/auth/signup",
    "/auth/signout",
    "/tasks",
    "/tasks/1",
  );
  const property = fc.asyncProperty(target, pairs, fc.boolean(), async (target, pairs, isOurs) => {
    api.app.advance(60_000);
    const answer = await send(api.port, {
      method: "POST",
      target,
      headers: [
        ["Cookie", cookiesOf(visitor)],
        ["Content-Type", "application/x-www-form-urlencoded"],
      ],
      body: (isOurs ? [`_csrf=${token}`, ...pairs] : pairs).join("&"),
    });
    assertServed(target, answer, api.app.log);
  });
  await assertProperty(property, 80);
});

test("any text in a task's form is shown in it again, with an error or as saved", async () => {
  const token = await ann.token();
  const title = fc.oneof({ arbitrary: text, weight: 4 }, { arbitrary: textAround(200), weight: 1 });
  const notes = fc.oneof(
    text,
    fc.constantFrom("\n\nx", "<textarea>", "</textarea><b>", "&lt;&amp;#60;"),
  );
  let accepted = 0;
  const property = fc.asyncProperty(title, notes, async (title, description) => {
    const posted = await ann.post("/tasks", { _csrf: token, title, description });
    const isGood = !isBlank(title) && lengthOf(oneLine(title)) <= 200;
    assert.equal(posted.status, isGood ? 303 : 422);
    if (!isGood) {
      const shown = fieldsOfForm(posted.form("/tasks"));
      assert.equal(letters(String(shown.title)), letters(title));
      return assert.equal(letters(String(shown.description)), letters(description));
    }
    accepted += 1;
    const [id] = /(?<=\/tasks\/)\d+/.exec(posted.location ?? "") ?? [];
    const page = await ann.get(`/tasks/${id}/edit`);
    const form = fieldsOfForm(page.form(`/tasks/${id}`));
    assert.equal(form.title, oneLine(title));
    const lines = storable(description).replace(/\r\n?/g, "\n");
    assert.equal(form.description, isBlank(description) ? "" : lines);
    // Browsers send CRLF.
    const sent = { ...form, description: String(form.description).replaceAll("\n", "\r\n") };
    const saved = await ann.post(`/tasks/${id}`, sent);
    assert.equal(saved.status, 303);
    const again = await ann.get(`/tasks/${id}/edit`);
    const { title: sameTitle, description: sameNotes } = fieldsOfForm(again.form(`/tasks/${id}`));
    assert.deepEqual([sameTitle, sameNotes], [form.title, form.description]);
    const shown = await ann.get(`/tasks/${id}`);
    assert.equal(letters(shown.document.querySelector("h1")?.text ?? ""), letters(title));
  });
  await assertProperty(property, 40);
  assert.ok(accepted > 10, `only ${accepted} were accepted`);
});

function oneLine(title: string): string {
  return storable(title)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}

test("a failed sign-in shows the address again, and never the password", async () => {
  const visitor = new Browser(address);
  const token = await visitor.token("/auth/signin");
  const property = fc.asyncProperty(text, text, async (email, tail) => {
    api.app.advance(900_000);
    const password = `${PASSWORD}${tail}`;
    const page = await visitor.post("/auth/signin", { _csrf: token, email, password });
    assert.equal(page.status, 422);
    const shown = fieldsOfForm(page.form("/auth/signin"));
    assert.equal(letters(String(shown.email)), letters(email));
    assert.equal(shown.password, "");
    assert.ok(!page.html.includes(PASSWORD));
  });
  await assertProperty(property, 30);
});
