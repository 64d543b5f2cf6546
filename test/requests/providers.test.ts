/** Signing in with an OpenID Connect provider: a real one, with a browser that goes there and back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PASSWORD, startTestApp } from "../support/app.ts";
import { toProviderAndBack } from "../support/oidc_provider.ts";
import { turnOn } from "../support/second_factor.ts";
import {
  APP_URL,
  acme,
  addressOf,
  ann,
  app,
  bob,
  comeBack,
  connect,
  isSignedIn,
  kindsOf,
  mailKinds,
  subjectsOf,
  useProviders,
} from "./providers_fixture.ts";

useProviders();

const MINUTE = 60_000;

describe("signing in", () => {
  test("the pages for signing in and up have the providers, as links", async () => {
    for (const path of ["/auth/signin", "/auth/signup"]) {
      const page = await app.visitor().get(path);
      const links = page.document.querySelectorAll(".ways a");
      assert.deepEqual(
        links.map((link) => [link.getAttribute("href"), link.text]),
        [
          ["/auth/oidc/1", "Continue with Acme ID"],
          ["/auth/oidc/2", "Continue with Acme Two"],
        ],
      );
    }
    const asked = await app.visitor().get("/auth/signin?return_to=/tasks");
    assert.equal(
      asked.document.querySelector(".ways a")?.getAttribute("href"),
      "/auth/oidc/1?return_to=%2Ftasks",
    );
  });

  test("asks with PKCE, state and nonce, which are new each time", async () => {
    const seen = new Set<string>();
    for (let i = 0; i < 2; i += 1) {
      const { status, location = "" } = await app.visitor().get("/auth/oidc/1");
      assert.equal(status, 303);
      const { origin, searchParams } = new URL(location);
      assert.equal(origin, acme.issuer);
      const {
        state,
        nonce,
        code_challenge: challenge,
        ...others
      } = Object.fromEntries(searchParams);
      for (const secret of [state, nonce, challenge]) {
        assert.match(secret ?? "", /^[\w-]{43}$/);
        seen.add(secret ?? "");
      }
      assert.deepEqual(others, {
        client_id: "plainlist",
        redirect_uri: `${APP_URL}/auth/oidc/1/callback`,
        response_type: "code",
        scope: "openid email profile",
        code_challenge_method: "S256",
      });
    }
    assert.equal(seen.size, 6);
  });

  test("who is connected comes in, to the page that they asked for", async () => {
    await connect(ann.user, "ann");
    const browser = app.visitor();
    const back = await comeBack(browser, "ann", { path: "/auth/oidc/1?return_to=%2Ftasks" });
    assert.deepEqual([back.status, back.location], [303, "/tasks"]);
    assert.equal(await addressOf(browser), ann.user.email);
    assert.deepEqual((await kindsOf(ann.user)).slice(-1), ["sign-in"]);
    const [event] = await app.database.sql<{ params: object }>(
      "select params from security_events where user_id = $1 order by id desc limit 1",
      [ann.user.id],
    );
    assert.deepEqual(event?.params, {
      ...{
        by: "provider",
        name: "Acme ID",
        withCode: false,
        isNewBrowser: true,
        isNewNetwork: false,
      },
    });
    const elsewhere = await comeBack(app.visitor(), "ann", {
      path: "/auth/oidc/1?return_to=%2F%2Fevil.example",
    });
    assert.equal(elsewhere.location, "/dashboard");
    const [used] = await app.database.sql<{ isUsed: boolean }>(
      `select last_used_at > created_at as "isUsed" from external_identities`,
    );
    assert.deepEqual(used, { isUsed: true });
  });

  test("never again: a provider that skips the second factor", async () => {
    await connect(ann.user, "ann");
    const phone = await turnOn(app, ann.user);
    const browser = app.visitor();
    const back = await comeBack(browser, "ann", { path: "/auth/oidc/1?return_to=%2Ftasks" });
    assert.deepEqual([back.status, back.location], [303, "/auth/code"]);
    assert.ok(!(await isSignedIn(browser)));
    const page = await browser.follow(back);
    assert.match(page.text, /Acme ID knows you\./);
    const wrong = await browser.submit(page, "/auth/code", { code: "000000" });
    assert.equal(wrong.status, 422);
    assert.ok(!(await isSignedIn(browser)));
    const done = await browser.submit(wrong, "/auth/code", { code: phone.nextCode() });
    assert.equal(done.location, "/tasks");
    assert.equal(await addressOf(browser), ann.user.email);
  });

  test("the number of its settings is all that an address can name", async () => {
    const browser = app.visitor();
    for (const number of ["0", "3", "99999999999", "x", "-1", "1x"]) {
      for (const rest of ["", "/callback", "/account", "/signout"]) {
        assert.equal((await browser.get(`/auth/oidc/${number}${rest}`)).status, 404, number);
      }
    }
    assert.equal((await ann.browser.get("/auth/oidc/1")).location, "/dashboard");
  });

  test("several tabs at once each come back to their own page", async () => {
    await connect(ann.user, "ann");
    const browser = app.visitor();
    const start = async (path: string) =>
      toProviderAndBack(browser, {
        path: `/auth/oidc/1?return_to=${path}`,
        as: "ann",
        appUrl: APP_URL,
      });
    const [first, second] = [await start("/tasks"), await start("/upcoming")];
    assert.equal((await browser.get(second)).location, "/upcoming");
    assert.equal((await browser.get(first)).location, "/tasks");
    assert.equal(await addressOf(browser), ann.user.email);
  });

  test("of more than five tabs the first has to try again", async () => {
    await connect(ann.user, "ann");
    const browser = app.visitor();
    const first = await toProviderAndBack(browser, { as: "ann", appUrl: APP_URL });
    for (let i = 0; i < 5; i += 1) await browser.get("/auth/oidc/1");
    assert.equal((await browser.get(first)).status, 400);
    assert.ok(!(await isSignedIn(browser)));
  });

  test("an answer does not switch accounts where another tab has signed in meanwhile", async () => {
    await connect(ann.user, "ann");
    const browser = app.visitor();
    const back = await toProviderAndBack(browser, { as: "ann", appUrl: APP_URL });
    await browser.signIn(bob.user.email, PASSWORD);
    assert.equal((await browser.get(back)).location, "/dashboard");
    assert.equal(await addressOf(browser), bob.user.email);
  });

  test("an answer counts once, for ten minutes, and only in the browser that asked", async () => {
    await connect(ann.user, "ann");
    const asked = { as: "ann", appUrl: APP_URL };
    const browser = app.visitor();
    const back = await toProviderAndBack(browser, asked);
    const stranger = app.visitor();
    await stranger.get("/auth/oidc/1");
    const refused = await stranger.get(back);
    assert.equal(refused.status, 400);
    assert.match(refused.text, /The sign-in with Acme ID did not work/);
    assert.ok(!(await isSignedIn(stranger)));
    const late = browser.copy();
    assert.equal((await browser.get(back)).status, 303);
    assert.equal((await browser.get(back)).status, 400);
    assert.equal((await late.get(back)).status, 400, "the code was used");
    const slow = app.visitor();
    const answer = await toProviderAndBack(slow, asked);
    app.advance(11 * MINUTE);
    assert.equal((await slow.get(answer)).status, 400);
    assert.ok(!(await isSignedIn(slow)));
  });

  test("a state of another attempt, or of another provider, is refused and used up", async () => {
    await connect(ann.user, "ann");
    const browser = app.visitor();
    const one = await toProviderAndBack(browser, { as: "ann", appUrl: APP_URL });
    const two = await toProviderAndBack(browser, { as: "ann", appUrl: APP_URL });
    const query = (address: string) => new URL(address, APP_URL).searchParams;
    const swapped = query(one);
    swapped.set("state", query(two).get("state") ?? "");
    assert.equal((await browser.get(`/auth/oidc/1/callback?${swapped}`)).status, 400);
    assert.equal((await browser.get(two)).status, 400, "used up");
    assert.equal((await browser.get(one.replace("/oidc/1/", "/oidc/2/"))).status, 400);
    assert.equal((await browser.get(one)).status, 400, "used up");
    for (const state of ["", "x", "undefined"]) {
      assert.equal((await browser.get(`/auth/oidc/1/callback?code=1&state=${state}`)).status, 400);
    }
    assert.ok(!(await isSignedIn(browser)));
  });

  test("Cancel there leads to a page with the ways to try again, without their words", async () => {
    const browser = app.visitor();
    const page = await comeBack(browser, null);
    assert.equal(page.status, 400);
    assert.doesNotMatch(page.html, /They said no/);
    const ways = page.document.querySelectorAll("main a").map((a) => a.getAttribute("href"));
    assert.deepEqual(ways, ["/auth/oidc/1", "/auth/signin"]);
  });

  test("an account that the host has disabled stays closed", async () => {
    await connect(ann.user, "ann");
    await app.database.sql("update users set disabled_at = now() where id = $1", [ann.user.id]);
    const browser = app.visitor();
    const page = await comeBack(browser, "ann");
    assert.equal(page.status, 400);
    assert.match(page.text, /The sign-in with Acme ID did not work/);
    assert.ok(!(await isSignedIn(browser)));
    assert.deepEqual((await kindsOf(ann.user)).slice(-1), ["sign-in-failed"]);
  });

  test("the log has neither codes nor tokens nor addresses of people", async () => {
    const browser = app.visitor();
    await comeBack(browser, "maren");
    await comeBack(browser, null);
    const text = JSON.stringify(app.log);
    assert.doesNotMatch(text, /maren|They said no|code=|id_token|access_token|eyJ/);
    const line = app.log.findLast(({ event }) => event === "provider-refused");
    assert.equal(line?.reason, "AuthorizationResponseError OAUTH_AUTHORIZATION_RESPONSE_ERROR");
  });
});

describe("somebody whom no account knows", () => {
  test("never again: an account taken over by an unverified provider address", async () => {
    for (const verified of [false, true]) {
      acme.persons.thief = { name: "Thief", email: ann.user.email, email_verified: verified };
      const browser = app.visitor();
      const back = await comeBack(browser, "thief");
      assert.equal(back.location, "/auth/oidc/1/account");
      assert.ok(!(await isSignedIn(browser)));
      const page = await browser.follow(back);
      assert.match(page.text, /is not connected to an account here/);
      if (verified) {
        const refused = await browser.submit(page, "/auth/oidc/1/account");
        assert.equal(refused.status, 422);
        assert.deepEqual(refused.problems, ["Email already registered"]);
      } else {
        assert.equal(page.document.querySelector("main form"), null);
        const _csrf = await app.visitor().token("/auth/signin");
        const forced = await browser.post("/auth/oidc/1/account", {
          _csrf,
          email_verified: "true",
        });
        assert.notEqual(forced.status, 303);
      }
      assert.ok(!(await isSignedIn(browser)));
      assert.deepEqual(await subjectsOf(ann.user), []);
      assert.deepEqual(await app.database.sql("select 1 from external_identities"), []);
    }
  });

  test("sees the same page, whether or not an account has their address", async () => {
    const texts = [];
    for (const email of [ann.user.email, "new-person@example.org"]) {
      acme.persons.someone = { name: "Some One", email, email_verified: true };
      const browser = app.visitor();
      const page = await browser.follow(await comeBack(browser, "someone"));
      assert.equal(page.status, 200);
      texts.push(page.text.replaceAll(email, "…"));
    }
    assert.equal(texts[0], texts[1]);
  });

  test("makes an account: with the address that the provider vouches for, and no password", async () => {
    const browser = app.visitor();
    const page = await browser.follow(
      await comeBack(browser, "maren", { path: "/auth/oidc/1?return_to=%2Ftasks" }),
    );
    assert.match(page.text, /This Acme ID \(maren@acme\.example\) is not connected/);
    const own = { email: "bob@example.org", name: "Other", user_id: bob.user.id, subject: "bob" };
    const twin = browser.copy();
    const done = await browser.submit(page, "/auth/oidc/1/account", own);
    assert.deepEqual([done.status, done.location], [303, "/tasks"]);
    assert.equal(await addressOf(browser), "maren@acme.example");
    const [user] = await app.database.sql<Record<string, unknown>>(
      `select id, name, password_hash as hash, email_verified_at is not null as verified
       from users where email = 'maren@acme.example'`,
    );
    const { id, ...others } = user ?? {};
    assert.deepEqual(others, { name: "Maren Lund", hash: null, verified: true });
    const made = { ...ann.user, id: String(id) };
    assert.deepEqual(await subjectsOf(made), ["maren"]);
    assert.deepEqual(await kindsOf(made), ["sign-up", "sign-in"]);
    assert.deepEqual(await mailKinds(made), []);
    // The second press of the button comes to the same account.
    const again = await twin.submit(page, "/auth/oidc/1/account");
    assert.equal(again.status, 303);
    // The next time there is nothing to decide.
    const next = app.visitor();
    assert.equal((await comeBack(next, "maren")).location, "/dashboard");
    // There is no password to guess.
    const guess = app.visitor();
    const form = await guess.get("/auth/signin");
    const refused = await guess.submit(form, "/auth/signin", {
      email: "maren@acme.example",
      password: PASSWORD,
    });
    assert.deepEqual(refused.problems, ["Invalid email or password"]);
  });

  test("signs in to the account that they have, and connects it by a button", async () => {
    const browser = app.visitor();
    const page = await browser.follow(await comeBack(browser, "ann"));
    const href = page.document.querySelector("main a.btn")?.getAttribute("href") ?? "";
    assert.equal(href, "/auth/signin?return_to=%2Fauth%2Foidc%2F1%2Flink");
    const signIn = await browser.get(href);
    const account = { email: ann.user.email, password: PASSWORD };
    const signedIn = await browser.submit(signIn, "/auth/signin", account);
    assert.equal(signedIn.location, "/auth/oidc/1/link");
    const link = await browser.follow(signedIn);
    assert.deepEqual(await subjectsOf(ann.user), [], "looking at the page connects nothing");
    assert.match(
      link.text,
      new RegExp(`ann@acme\\.example at Acme ID will open .*${ann.user.email}`),
    );
    const done = await browser.submit(link, "/auth/oidc/1/link", { subject: "bob" });
    assert.equal(done.location, "/settings/providers");
    assert.equal((await browser.follow(done)).flash, "Acme ID is connected.");
    assert.deepEqual(await subjectsOf(ann.user), ["ann"]);
    assert.deepEqual((await kindsOf(ann.user)).slice(-1), ["provider-linked"]);
    assert.deepEqual((await mailKinds(ann.user)).slice(-1), ["provider-linked"]);
    const sessions = await app.database.sql(
      "select 1 from session where sess -> 'pendingIdentity' ->> 'subject' = 'ann'",
    );
    assert.deepEqual(sessions, []);
  });

  test("makes no account where nobody can sign up without an invitation", async () => {
    for (const [SIGNUP, isOpen] of [
      ["invite", false],
      ["closed", false],
      ["verified", true],
    ] as const) {
      const environment = { ...acme.environment(1, "Acme ID"), SIGNUP };
      const other = await startTestApp(environment, { database: app.database });
      const browser = other.visitor();
      const page = await browser.follow(await comeBack(browser, "bob"));
      assert.equal(page.document.querySelector("main form") !== null, isOpen, SIGNUP);
      if (!isOpen) {
        assert.match(page.text, /It takes an invitation/);
        const _csrf = await browser.token("/auth/signin");
        await browser.post("/auth/oidc/1/account", { _csrf });
        assert.ok(!(await isSignedIn(browser)));
        assert.deepEqual(await app.database.sql("select 1 from external_identities"), []);
      }
      await other.close();
    }
  });

  test("has ten minutes to decide", async () => {
    const browser = app.visitor();
    const page = await browser.follow(await comeBack(browser, "bob"));
    app.advance(11 * MINUTE);
    assert.equal((await browser.submit(page, "/auth/oidc/1/account")).location, "/auth/signin");
    await browser.signIn(bob.user.email, PASSWORD);
    assert.equal((await browser.get("/auth/oidc/1/link")).location, "/settings/providers");
    assert.deepEqual(await app.database.sql("select 1 from external_identities"), []);
  });

  test("another provider’s pages do not know them", async () => {
    const browser = app.visitor();
    await comeBack(browser, "bob");
    assert.equal((await browser.get("/auth/oidc/2/account")).location, "/auth/signin");
    await browser.signIn(bob.user.email, PASSWORD);
    assert.equal((await browser.get("/auth/oidc/2/link")).location, "/settings/providers");
  });

  test("connects after the second factor of the account, too", async () => {
    const phone = await turnOn(app, bob.user);
    const browser = app.visitor();
    await comeBack(browser, "bob");
    const form = await browser.get("/auth/signin?return_to=/auth/oidc/1/link");
    const account = { email: bob.user.email, password: PASSWORD };
    const code = await browser.follow(await browser.submit(form, "/auth/signin", account));
    const signedIn = await browser.submit(code, "/auth/code", { code: phone.nextCode() });
    const link = await browser.follow(signedIn);
    assert.equal((await browser.submit(link, "/auth/oidc/1/link")).status, 303);
    assert.deepEqual(await subjectsOf(bob.user), ["bob"]);
  });
});
