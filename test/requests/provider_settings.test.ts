/** Providers that are connected to an account: connecting, confirming, disconnecting, signing out of both. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runMaintenance } from "../../src/maintenance.ts";
import { PASSWORD, startTestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { ProviderVisit, toProviderAndBack } from "../support/oidc_provider.ts";
import {
  APP_URL,
  acme,
  ann,
  app,
  bob,
  comeBack,
  connect,
  isSignedIn,
  kindsOf,
  subjectsOf,
  useProviders,
} from "./providers_fixture.ts";

useProviders();

const MINUTE = 60_000;
const PAGE = "/settings/providers";
const UNLINK = `${PAGE}/unlink`;
const LINK = "/auth/oidc/1?for=link";
const CONFIRM = "/auth/oidc/1?for=confirm";

/** Makes the account one that nothing but its providers opens. */
async function dropPassword({ id }: { id: string }): Promise<void> {
  await app.database.sql(
    "update users set password_hash = null, password_scheme = null where id = $1",
    [id],
  );
}

function buttons(page: PageResult): string[] {
  const found = page.document.querySelectorAll("main button, main a.btn");
  return found.map((button) => button.text.trim());
}

describe("connecting", () => {
  test("the settings list the providers, and lead to them", async () => {
    const { browser } = ann;
    const index = await browser.get("/settings");
    assert.match(index.text, /Other ways in Not connected\. There is Acme ID and Acme Two\./);
    const page = await browser.get(PAGE);
    assert.match(page.text, /None\. Your password is all that opens this account\./);
    assert.deepEqual(buttons(page), ["Connect Acme ID", "Connect Acme Two"]);
  });

  test("takes a visit there and a press here, and is told by mail and in the log", async () => {
    const { browser } = ann;
    const back = await comeBack(browser, "ann", { path: LINK });
    assert.equal(back.location, "/auth/oidc/1/link");
    assert.deepEqual(await subjectsOf(ann.user), []);
    const page = await browser.follow(back);
    const done = await browser.submit(page, "/auth/oidc/1/link");
    assert.equal((await browser.follow(done)).flash, "Acme ID is connected.");
    assert.deepEqual(await subjectsOf(ann.user), ["ann"]);
    assert.match((await browser.get("/settings")).text, /Connected: Acme ID\./);
    const again = await browser.follow(await comeBack(browser, "ann", { path: LINK }));
    const known = await browser.follow(await browser.submit(again, "/auth/oidc/1/link"));
    assert.equal(known.flash, "Acme ID was connected already.");
    assert.deepEqual(
      (await kindsOf(ann.user)).filter((kind) => kind === "provider-linked"),
      ["provider-linked"],
    );
  });

  test("one identity opens one account: Ann’s is never Bob’s", async () => {
    await connect(ann.user, "ann");
    const page = await bob.browser.follow(await comeBack(bob.browser, "ann", { path: LINK }));
    const refused = await bob.browser.submit(page, "/auth/oidc/1/link");
    assert.equal(refused.status, 409);
    assert.match(refused.text, /This Acme ID is connected to another account/);
    assert.deepEqual(await subjectsOf(bob.user), []);
    assert.deepEqual(await subjectsOf(ann.user), ["ann"]);
    assert.doesNotMatch(refused.html, new RegExp(ann.user.email));
  });

  test("needs a fresh sign-in, a form of ours and somebody who is signed in", async () => {
    const { browser } = ann;
    const page = await browser.follow(await comeBack(browser, "ann", { path: LINK }));
    assert.equal((await browser.post("/auth/oidc/1/link", {})).status, 403);
    app.advance(9 * MINUTE);
    const stale = await browser.follow(await comeBack(browser, "ann", { path: LINK }));
    app.advance(7 * MINUTE);
    const asked = await browser.submit(stale, "/auth/oidc/1/link");
    assert.equal(asked.location, "/auth/confirm");
    assert.deepEqual(await subjectsOf(ann.user), []);
    const confirm = await browser.follow(asked);
    const done = await browser.submit(confirm, "/auth/confirm", { password: PASSWORD });
    assert.equal(done.location, PAGE);
    assert.deepEqual(await subjectsOf(ann.user), ["ann"]);
    assert.equal(page.status, 200);
    const visitor = app.visitor();
    const away = await visitor.get(LINK);
    assert.match(away.location ?? "", /^\/auth\/signin\?return_to=/);
    assert.equal(
      (await visitor.get("/auth/oidc/1/link")).location,
      "/auth/signin?return_to=%2Fauth%2Foidc%2F1%2Flink",
    );
  });

  test("goes on after a sign-in that has ended meanwhile", async () => {
    const { browser } = ann;
    const back = await toProviderAndBack(browser, { path: LINK, as: "ann", appUrl: APP_URL });
    await app.database.sql("update auth_sessions set revoked_at = now() where user_id = $1", [
      ann.user.id,
    ]);
    const asked = await browser.get(back);
    assert.equal(asked.location, "/auth/oidc/1/link");
    const form = await browser.follow(await browser.follow(asked));
    const account = { email: ann.user.email, password: PASSWORD };
    const link = await browser.follow(await browser.submit(form, "/auth/signin", account));
    await browser.submit(link, "/auth/oidc/1/link");
    assert.deepEqual(await subjectsOf(ann.user), ["ann"]);
  });

  test("what was begun for one account is not for the next one of the browser", async () => {
    const { browser } = ann;
    const back = await toProviderAndBack(browser, { path: LINK, as: "ann", appUrl: APP_URL });
    await browser.signOut();
    await browser.signIn(bob.user.email, PASSWORD);
    assert.equal((await browser.get(back)).status, 400);
    assert.equal((await browser.get("/auth/oidc/1/link")).location, PAGE);
    assert.deepEqual(await subjectsOf(bob.user), []);
  });

  test("an identity that nobody connects is forgotten", async () => {
    await comeBack(ann.browser, "ann", { path: LINK });
    const kept = () =>
      app.database.sql("select 1 from session where sess -> 'pendingIdentity' is not null");
    assert.notDeepEqual(await kept(), []);
    app.advance(11 * MINUTE);
    await runMaintenance(app.services);
    assert.deepEqual(await kept(), []);
  });
});

describe("disconnecting", () => {
  test("takes one of the user’s own", async () => {
    await connect(ann.user, "ann");
    await connect(bob.user, "bob");
    const page = await ann.browser.get(PAGE);
    const bobs = await bob.browser.get(PAGE);
    const id = bobs.document.querySelector("[name=identity]")?.getAttribute("value") ?? "";
    for (const identity of [id, "", "x"]) {
      const none = await ann.browser.submit(page, UNLINK, { identity });
      assert.match((await ann.browser.follow(none)).flash ?? "", /not connected any more/);
    }
    assert.deepEqual(await subjectsOf(bob.user), ["bob"]);
    const done = await ann.browser.submit(page, UNLINK, { user_id: bob.user.id, subject: "bob" });
    assert.equal((await ann.browser.follow(done)).flash, "Acme ID is disconnected.");
    assert.deepEqual(await subjectsOf(ann.user), []);
    assert.deepEqual(await subjectsOf(bob.user), ["bob"]);
    assert.deepEqual((await kindsOf(ann.user)).slice(-1), ["provider-unlinked"]);
    const browser = app.visitor();
    assert.equal((await comeBack(browser, "ann")).location, "/auth/oidc/1/account");
  });

  test("needs a fresh sign-in", async () => {
    await connect(ann.user, "ann");
    const page = await ann.browser.get(PAGE);
    app.advance(16 * MINUTE);
    assert.equal((await ann.browser.submit(page, UNLINK)).location, "/auth/confirm");
    assert.deepEqual(await subjectsOf(ann.user), ["ann"]);
  });

  test("is refused where nothing else opens the account", async () => {
    await connect(ann.user, "ann");
    const page = await ann.browser.get(PAGE);
    await dropPassword(ann.user);
    const only = await ann.browser.get(PAGE);
    assert.match(only.text, /Your only way in\. Set a password to disconnect it\./);
    assert.ok(!buttons(only).includes("Disconnect"));
    const refused = await ann.browser.submit(page, UNLINK);
    const text = "Acme ID is your only way in. Set a password first.";
    assert.equal((await ann.browser.follow(refused)).flash, text);
    assert.deepEqual(await subjectsOf(ann.user), ["ann"]);
    // One at a provider that is no longer offered opens nothing.
    await app.database.sql(
      `insert into external_identities values ('https://old.example', 'ann', $1, null, now(), now())`,
      [ann.user.id],
    );
    await ann.browser.submit(page, UNLINK);
    assert.deepEqual(await subjectsOf(ann.user), ["ann", "ann"]);
    const both = await ann.browser.get(PAGE);
    assert.match(both.text, /old\.example/);
  });

  test("of two that are disconnected at once, the last one stays", async () => {
    await connect(ann.user, "ann");
    await connect(ann.user, "maren");
    await dropPassword(ann.user);
    const page = await ann.browser.get(PAGE);
    const inputs = page.document.querySelectorAll("[name=identity]");
    const ids = inputs.map((input) => input.getAttribute("value") ?? "");
    assert.equal(ids.length, 2);
    await Promise.all(ids.map((identity) => ann.browser.submit(page, UNLINK, { identity })));
    assert.equal((await subjectsOf(ann.user)).length, 1);
  });
});

describe("a fresh sign-in", () => {
  /** Posts a form that needs one, 16 minutes after signing in. */
  async function askedBy(browser: Browser): Promise<PageResult> {
    const page = await browser.get("/settings/account");
    app.advance(16 * MINUTE);
    const asked = await browser.submit(page, "/settings/email", { email: "new@example.org" });
    assert.equal(asked.location, "/auth/confirm");
    return browser.follow(asked);
  }

  test("is one by a provider for who has no password, and then goes on", async () => {
    await connect(ann.user, "ann");
    await dropPassword(ann.user);
    const { browser } = ann;
    const page = await askedBy(browser);
    assert.equal(page.document.querySelector("[name=password]"), null);
    assert.deepEqual(buttons(page), ["Continue with Acme ID"]);
    const href = page.document.querySelector("main a.btn")?.getAttribute("href") ?? "";
    const path = href.replaceAll("&amp;", "&");
    assert.ok(path.startsWith(`${CONFIRM}&return_to=`));
    const away = new URL((await browser.get(path)).location ?? "");
    assert.equal(away.searchParams.get("prompt"), "login");
    assert.equal(away.searchParams.get("max_age"), "0");
    const back = await comeBack(browser, "ann", { path });
    assert.match(back.location ?? "", /^\/auth\/confirm/);
    const go = await browser.follow(back);
    assert.match(go.text, /You have just shown that it is you\./);
    const done = await browser.submit(go, "/auth/confirm");
    assert.equal(done.location, "/settings/account");
    assert.ok((await kindsOf(ann.user)).includes("confirmed"));
  });

  test("is offered beside the password", async () => {
    await connect(ann.user, "ann");
    const page = await askedBy(ann.browser);
    assert.ok(page.document.querySelector("[name=password]"));
    assert.ok(buttons(page).includes("Continue with Acme ID"));
    const bobs = await askedBy(bob.browser);
    assert.ok(!buttons(bobs).includes("Continue with Acme ID"));
  });

  test("asks the provider anew, though it knows the browser", async () => {
    await connect(ann.user, "ann");
    const visit = new ProviderVisit();
    const browser = app.visitor();
    await comeBack(browser, "ann", { visit });
    // Without a sign-in there, the provider's pages are all that the browser sees.
    const page = await comeBack(browser, null, { path: CONFIRM, visit });
    assert.equal(page.status, 400);
    assert.ok(!(await kindsOf(ann.user)).includes("confirmed"));
  });

  test("takes the identity of the user, not another’s", async () => {
    await connect(ann.user, "ann");
    await connect(bob.user, "bob");
    await askedBy(ann.browser);
    for (const as of ["bob", "maren"]) {
      const page = await comeBack(ann.browser, as, { path: CONFIRM });
      assert.equal(page.status, 400);
    }
    const confirm = await ann.browser.get("/auth/confirm");
    assert.ok(confirm.document.querySelector("[name=password]"));
    assert.deepEqual((await kindsOf(ann.user)).slice(-2), ["confirm-failed", "confirm-failed"]);
  });

  test("is not given by an answer to a sign-in", async () => {
    await connect(ann.user, "ann");
    const browser = app.visitor();
    const other = await toProviderAndBack(browser, { as: "ann", appUrl: APP_URL });
    await comeBack(browser, "ann");
    await askedBy(browser);
    await browser.get(other);
    const confirm = await browser.get("/auth/confirm");
    assert.ok(confirm.document.querySelector("[name=password]"));
  });
});

describe("signing out", () => {
  test("leads to the provider’s own sign-out, for who came from there", async () => {
    await connect(ann.user, "ann");
    const browser = app.visitor();
    await comeBack(browser, "ann");
    const out = await browser.signOut();
    assert.equal(out.location, "/auth/signin");
    const page = await browser.follow(out);
    assert.equal(page.flash, "You are signed out.");
    const link = page.document.querySelector(".flash a");
    assert.equal(link?.text, "Sign out of Acme ID too");
    const away = await browser.get(link?.getAttribute("href") ?? "");
    const { origin, searchParams } = new URL(away.location ?? "");
    assert.deepEqual([away.status, origin], [303, acme.issuer]);
    assert.deepEqual(Object.fromEntries(searchParams), {
      client_id: "plainlist",
      post_logout_redirect_uri: `${APP_URL}/auth/signin`,
    });
    const asked = await new ProviderVisit().get(new URL(away.location ?? ""));
    assert.equal(asked.status, 200, "it knows the address to come back to");
    const own = await ann.browser.follow(await ann.browser.signOut());
    assert.equal(own.document.querySelector(".flash a"), null);
  });

  test("ends the sign-in here, whatever happens there", async () => {
    await connect(ann.user, "ann");
    const browser = app.visitor();
    await comeBack(browser, "ann");
    const twin = browser.copy();
    await browser.signOut();
    assert.ok(!(await isSignedIn(twin)));
  });
});

test("the secrets may be rotated while somebody is at the provider", async () => {
  await connect(ann.user, "ann");
  const old = String(app.config.sessionSecrets[0]);
  const rotated = await startTestApp(
    {
      ...acme.environment(1, "Acme ID"),
      SESSION_SECRET: `a new session secret for the tests: long,${old}`,
      JWT_SECRET: `a new token secret for the tests: also long,${app.config.jwtSecrets[0]}`,
    },
    { database: app.database },
  );
  try {
    const browser = app.visitor();
    const back = await toProviderAndBack(browser, { as: "ann", appUrl: APP_URL });
    const moved = browser.copy(rotated.app);
    assert.equal((await moved.get(back)).location, "/dashboard");
    assert.ok(await isSignedIn(moved));
    const unknown = app.visitor();
    const page = await unknown.follow(await comeBack(unknown, "maren"));
    const done = await unknown.copy(rotated.app).submit(page, "/auth/oidc/1/account");
    assert.equal(done.status, 303);
  } finally {
    await rotated.close();
  }
});
