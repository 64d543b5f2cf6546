/** A program signs up where an address has to be proved first, or where an invitation is needed. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { mailsTo } from "../requests/links_fixture.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import { PASSWORD } from "../support/app.ts";

const PERSON = { name: "Ann", email: "ann@example.org", password: PASSWORD };

const signUp = (api: TestApi, json: object) => api.call("POST", "/api/auth/signup", { json });

async function mailKinds({ app }: TestApi, email: string): Promise<string[]> {
  return (await mailsTo(app, email)).map(({ kind }) => kind);
}

describe("verified", () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ SIGNUP: "verified" });
  });
  after(async () => api.close());

  test("a known and an unknown address get the same answer and one mail each", async () => {
    const { user } = await api.app.withToken("Bob");
    for (const email of [user.email, PERSON.email]) {
      const { status, body } = await signUp(api, { ...PERSON, email });
      assert.equal(status, 202);
      assert.deepEqual(body, { message: "Check your mail" });
      assert.deepEqual(await mailKinds(api, email), ["sign-up"]);
    }
    const emails = await api.app.database.sql("select email from users");
    assert.deepEqual(emails, [{ email: user.email }]);
  });

  test("what is wrong by itself is said", async () => {
    const { status, body } = await signUp(api, { ...PERSON, password: "password123" });
    assert.equal(status, 400);
    assert.deepEqual(body.fields, { password: "Password is too common" });
  });

  test("fields that are not asked for are ignored, never assigned", async () => {
    const extra = { user_id: "1", email_verified: true, kind: "invite", deletion_at: "2020-01-01" };
    const email = "plain@example.org";
    assert.equal((await signUp(api, { ...PERSON, email, ...extra })).status, 202);
    const [row] = await api.app.database.sql<{ params: object; kind: string }>(
      "select kind, params from mails where recipient = $1",
      [email],
    );
    assert.equal(row?.kind, "sign-up");
    for (const name of Object.keys(extra)) assert.ok(!(name in (row?.params ?? {})), name);
  });
});

for (const mode of ["closed", "invite"]) {
  test(`${mode}, a sign-up is refused, whatever is sent`, async () => {
    const api = await startTestApi({ SIGNUP: mode });
    for (const json of [PERSON, {}]) {
      const { status, body } = await signUp(api, json);
      assert.equal(status, 403);
      assert.deepEqual(body, { error: "Sign-up is closed" });
    }
    assert.deepEqual(await api.app.database.sql("select 1 from users"), []);
    await api.close();
  });
}
