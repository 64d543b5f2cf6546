/** A provider that lies, fails or is down: nobody is signed in, and the page says how to go on. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Providers, ProviderUnreachable } from "../../src/auth/providers.ts";
import { linkIdentity } from "../../src/models/external_identities.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { type Lies, type LyingProvider, startLyingProvider } from "../support/lying_provider.ts";
import { CLIENT, environmentOf, toProviderAndBack } from "../support/oidc_provider.ts";
import type { Person } from "./fixture.ts";
import { APP_URL, isSignedIn } from "./providers_fixture.ts";

let app: TestApp;
let liar: LyingProvider;
let ann: Person;

before(async () => {
  liar = await startLyingProvider(CLIENT.secret);
  app = await startTestApp({
    ...environmentOf(liar.issuer, 1, "Acme ID"),
    ...environmentOf("http://127.0.0.1:1", 2, "Nowhere"),
  });
});
after(async () => {
  await app.close();
  await liar.close();
});
beforeEach(async () => {
  liar.lies = {};
  await app.database.sql("delete from external_identities");
  ann = await app.signedUp("Ann");
  const identity = { issuer: liar.issuer, subject: "ann", email: null };
  const linked = { identity, provider: "Acme ID", now: app.services.clock() };
  await linkIdentity(app.services.database, ann.user, linked);
});

/** Signs in by the provider. */
async function comeBack(browser: Browser, path = "/auth/oidc/1"): Promise<PageResult> {
  return browser.get(await toProviderAndBack(browser, { path, as: null, appUrl: APP_URL }));
}

const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);

const LIES: Record<string, Lies> = {
  "the nonce of another sign-in": { claims: () => ({ nonce: "x".repeat(43) }) },
  "no nonce": { claims: () => ({ nonce: undefined }) },
  "another audience": { claims: () => ({ aud: "another client" }) },
  "several audiences, and another client asked": {
    claims: ({ clientId }) => ({ aud: [clientId, "another client"], azp: "another client" }),
  },
  "another issuer in the ID token": { claims: () => ({ iss: "https://id.example.org" }) },
  "another issuer on the way back": { back: { iss: "https://id.example.org" } },
  "no issuer on the way back, though it says that it is there": { back: { iss: "" } },
  "an ID token that has run out": { claims: () => ({ iat: now() - HOUR, exp: now() - 60 }) },
  "an ID token of the future": { claims: () => ({ nbf: now() + HOUR }) },
  "an ID token that never ends": { claims: () => ({ exp: undefined }) },
  "an ID token without a subject": { claims: () => ({ sub: undefined }) },
  "an ID token without a signature": { signature: "none" },
  "an ID token that is signed by another key": { signature: "other" },
  "an ID token that is signed with the client’s secret": { signature: "secret" },
  "the state of nobody": { back: { state: "x".repeat(43) } },
  "no state": { back: { state: "" } },
  "no code": { back: { code: "" } },
  "a code that is not its own": { back: { code: "x" } },
  "an error": { back: { error: "server_error", error_description: "Ann’s secret" } },
  "an error in place of tokens": { tokens: { status: 400, body: '{"error":"invalid_client"}' } },
  "a failure in place of tokens": { tokens: { status: 500, body: "{}" } },
  "no ID token": {
    tokens: { status: 200, body: '{"access_token":"x","token_type":"Bearer"}' },
  },
  "what is no JSON": { tokens: { status: 200, body: "<html>" } },
};

test("one that tells the truth is believed", async () => {
  const browser = app.visitor();
  const back = await comeBack(browser);
  assert.deepEqual([back.status, back.location], [303, "/dashboard"]);
  assert.ok(await isSignedIn(browser));
});

describe("nobody is signed in by", () => {
  for (const [lie, lies] of Object.entries(LIES)) {
    test(lie, async () => {
      liar.lies = lies;
      const browser = app.visitor();
      const page = await comeBack(browser);
      assert.equal(page.status, 400);
      assert.match(page.text, /The sign-in with Acme ID did not work/);
      const ways = page.document.querySelectorAll("main a").map((a) => a.getAttribute("href"));
      assert.deepEqual(ways, ["/auth/oidc/1", "/auth/signin"]);
      assert.ok(!(await isSignedIn(browser)));
      const line = app.log.findLast(({ event }) => event === "provider-refused");
      assert.ok(line?.reason);
      assert.doesNotMatch(JSON.stringify(app.log), /eyJ|an access token|Ann’s secret/);
      liar.lies = {};
      assert.equal((await comeBack(browser)).status, 303, "the next one is as good as ever");
    });
  }
});

describe("addresses", () => {
  async function pageFor(lies: Lies): Promise<PageResult> {
    const unknown = { sub: "nobody yet" };
    liar.lies = { ...lies, claims: (asked) => ({ ...unknown, ...lies.claims?.(asked) }) };
    const browser = app.visitor();
    const back = await comeBack(browser);
    return back.status === 303 ? browser.follow(back) : back;
  }

  test("only those that are said to be verified make an account", async () => {
    const email = "someone@example.org";
    for (const verified of [false, undefined, "true", "false", 1, null]) {
      const page = await pageFor({ claims: () => ({ email, email_verified: verified }) });
      assert.equal(page.document.querySelector("main form"), null, String(verified));
      assert.match(page.text, /does not vouch for your address/);
    }
    const page = await pageFor({ claims: () => ({ email, email_verified: true }) });
    assert.ok(page.document.querySelector("main form"));
    for (const wrong of ["not an address", `${"x".repeat(300)}@example.org`, "", 7]) {
      const refused = await pageFor({ claims: () => ({ email: wrong, email_verified: true }) });
      assert.equal(refused.document.querySelector("main form"), null, String(wrong));
    }
  });

  test("one in the user info needs its proof there, and the same subject", async () => {
    const email = "someone@example.org";
    const borrowed = await pageFor({
      claims: () => ({ email_verified: true }),
      userInfo: { sub: "nobody yet", email, email_verified: false },
    });
    assert.match(borrowed.text, /someone@example\.org/);
    assert.equal(borrowed.document.querySelector("main form"), null);
    const own = { sub: "nobody yet", email, email_verified: true };
    assert.ok((await pageFor({ userInfo: own })).document.querySelector("main form"));
    const other = await pageFor({ userInfo: { ...own, sub: "another" } });
    assert.equal(other.status, 400);
  });

  test("names and addresses are text, whatever they contain", async () => {
    const claims = () => ({
      ...{ name: `<b>Ann</b>${"x".repeat(200)}`, email: "a'b@example.org", email_verified: true },
    });
    const page = await pageFor({ claims });
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.html, /<b>Ann/);
    assert.ok(page.document.querySelector("main form"));
  });
});

describe("a fresh sign-in", () => {
  test("needs the time at which the user signed in there, within five minutes", async () => {
    const { browser } = ann;
    const times = [undefined, now() - 400, now() - HOUR, "now", null];
    for (const time of times) {
      liar.lies = { claims: () => ({ auth_time: time }) };
      const page = await comeBack(browser, "/auth/oidc/1?for=confirm");
      assert.equal(page.status, 400, String(time));
    }
    liar.lies = { claims: () => ({ auth_time: now() - 10 }) };
    const back = await comeBack(browser, "/auth/oidc/1?for=confirm");
    assert.deepEqual([back.status, back.location], [303, "/auth/confirm"]);
  });
});

describe("a provider that is down", () => {
  test("is said to be, with the ways to go on", async () => {
    const page = await app.visitor().get("/auth/oidc/2");
    assert.equal(page.status, 503);
    assert.match(page.text, /Nowhere cannot be reached right now/);
    assert.equal(page.response.headers["retry-after"], "30");
    const ways = page.document.querySelectorAll("main a").map((a) => a.getAttribute("href"));
    assert.deepEqual(ways, ["/auth/oidc/2", "/auth/signin"]);
    const own = await ann.browser.get("/auth/oidc/2?for=link");
    assert.equal(own.status, 503);
    assert.ok(await isSignedIn(ann.browser));
  });

  test("in the middle of a sign-in signs nobody in, and the next one works", async () => {
    const browser = app.visitor();
    const back = await toProviderAndBack(browser, { as: null, appUrl: APP_URL });
    liar.lies = { isDown: true };
    const page = await browser.get(back);
    assert.equal(page.status, 503);
    assert.match(page.text, /Acme ID cannot be reached right now/);
    assert.ok(!(await isSignedIn(browser)));
    liar.lies = {};
    assert.equal((await comeBack(browser)).status, 303);
  });

  test("is given up after a time, and asked again the next time", async () => {
    const [provider] = app.config.providers;
    assert.ok(provider);
    const providers = new Providers(app.config.providers, APP_URL, 0.1);
    const began = { purpose: "sign-in", returnTo: "", now: new Date() } as const;
    liar.lies = { delay: 400 };
    await assert.rejects(providers.begin(provider, began), ProviderUnreachable);
    liar.lies = {};
    const { attempt } = await providers.begin(provider, began);
    liar.lies = { delay: 400 };
    const query = `?code=code-0&state=${attempt.state}&iss=${encodeURIComponent(liar.issuer)}`;
    await assert.rejects(providers.finish(provider, attempt, query), ProviderUnreachable);
  });
});

test("sign-ins that come to nothing are counted by network", async () => {
  const browser = app.visitor();
  await app.database.sql("delete from throttles");
  // One that succeeds does not count.
  await comeBack(app.visitor());
  for (let i = 0; i < 60; i += 1) {
    assert.equal((await browser.get("/auth/oidc/1")).status, 303, String(i));
  }
  const page = await browser.get("/auth/oidc/1");
  assert.equal(page.status, 429);
  assert.match(page.text, /Too many attempts\. Please try again in 15 minutes\./);
  assert.ok(page.response.headers["retry-after"]);
  await app.database.sql("delete from throttles");
});
