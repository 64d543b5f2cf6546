/** What one account can do again and again: nothing of it fills the log without end. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

usePeople();

/** As if that many had been counted. */
async function setHits(hits: number): Promise<void> {
  await app.database.sql("update throttles set hits = $1 where key like 'account-change:%'", [
    hits,
  ]);
}

async function eventsOf(userId: string): Promise<number> {
  const rows = await app.database.sql("select 1 from security_events where user_id = $1", [userId]);
  return rows.length;
}

describe("changes of an account", () => {
  it("are limited, for itself alone", async () => {
    const account = await browser.get("/settings/account");
    const rename = (name: string) => browser.submit(account, "/settings/name", { name });
    assert.equal((await rename("First")).status, 303);
    const before = await eventsOf(ann.user.id);
    await setHits(100);
    const refused = await rename("Second");
    assert.equal(refused.status, 429);
    assert.match(refused.response.headers["retry-after"] ?? "", /^\d+$/);
    const tokens = await browser.get("/settings/tokens");
    const token = { name: "Backup", access: "read", days: "30" };
    assert.equal((await browser.submit(tokens, "/settings/tokens", token)).status, 429);
    const factor = await browser.get("/settings/two-factor");
    assert.equal(
      (await browser.submit(factor, "/settings/two-factor", { code: "000000" })).status,
      429,
    );
    assert.equal(await eventsOf(ann.user.id), before);
    const others = await bob.browser.get("/settings/account");
    const renamed = await bob.browser.submit(others, "/settings/name", { name: "Robert" });
    assert.equal(renamed.status, 303);
  });

  it("that take something back never are", async () => {
    const tokens = await browser.get("/settings/tokens");
    const token = { name: "Backup", access: "read", days: "30" };
    const made = await browser.follow(await browser.submit(tokens, "/settings/tokens", token));
    const deletion = await browser.get("/settings/delete");
    await setHits(100);
    const end = made.document.querySelector('form[action$="/end"]')?.getAttribute("action") ?? "";
    assert.equal((await browser.submit(made, end)).status, 303);
    await setHits(0);
    const { email } = ann.user;
    await browser.submit(deletion, "/settings/delete", { email });
    await setHits(100);
    const pending = await browser.get("/settings/delete");
    const kept = await browser.submit(pending, "/settings/delete/cancel");
    assert.deepEqual([kept.status, kept.location], [303, "/dashboard"]);
  });
});
