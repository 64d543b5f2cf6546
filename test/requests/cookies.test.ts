/** The cookies a browser is given: by which name, to whom they are sent, and what is in them. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import type { SetCookie } from "../support/set_cookie.ts";

/** Signs up and adds a task, and collects every cookie on the way: all kinds. */
async function cookiesOf(browser: Browser): Promise<SetCookie[]> {
  const pages: PageResult[] = [];
  const keep = async (page: Promise<PageResult>) => {
    pages.push(await page);
    return page;
  };
  const form = await keep(browser.get("/auth/signup"));
  const person = { name: "Ann", email: "ann@example.org", password: PASSWORD };
  await keep(browser.submit(form, "/auth/signup", person));
  const dashboard = await keep(browser.get("/dashboard"));
  await keep(browser.submit(dashboard, "/tasks", { title: "Pay rent" }));
  const tokens = await keep(browser.get("/settings/tokens"));
  await keep(browser.submit(tokens, "/settings/tokens", { name: "Script" }));
  return pages.flatMap((page) => page.cookies);
}

for (const [kind, environment, prefix] of [
  ["http", {}, ""],
  ["https", { APP_URL: "https://todo.example.org", TRUST_PROXY: "1" }, "__Host-"],
  // Nobody says that the request came by TLS: the cookies are those of the public address all the same.
  ["https", { APP_URL: "https://todo.example.org", TRUST_PROXY: "0" }, "__Host-"],
] as const) {
  describe(`on ${kind}, ${JSON.stringify(environment)}`, () => {
    let app: TestApp;
    let browser: Browser;
    let cookies: SetCookie[];

    before(async () => {
      app = await startTestApp(environment);
      browser = app.visitor();
      cookies = await cookiesOf(browser);
    });

    after(async () => app.close());

    test("there are six, each under its own name", () => {
      const names = new Set(cookies.map(({ name }) => name));
      const expected = ["visitor", "session", "token", "flash", "browser", "new_token"].map(
        (name) => `${prefix}plainlist_${name}`,
      );
      assert.deepEqual([...names].sort(), expected.sort());
    });

    test("no script reads them, no other site or host gets them", () => {
      for (const { name, attributes } of cookies) {
        assert.ok("httponly" in attributes, `${name} is HttpOnly`);
        assert.equal(attributes.samesite, "Lax", name);
        assert.equal(attributes.path, "/", name);
        assert.ok(!("domain" in attributes), `${name} is for this very host`);
        assert.equal("secure" in attributes, kind === "https", `${name} and Secure`);
      }
    });

    test("those of a sign-in outlive the browser, but not its absolute end", () => {
      for (const name of ["token", "session"]) {
        const cookie = cookies.find((one) => one.name === `${prefix}plainlist_${name}`);
        const days = (Date.parse(cookie?.attributes.expires ?? "") - Date.now()) / 86_400_000;
        assert.ok(days > 89 && days <= 90, `${name} is kept ${days} days`);
      }
      const flash = cookies.find(({ name }) => name.endsWith("flash"));
      assert.ok(flash && !("expires" in flash.attributes) && !("max-age" in flash.attributes));
    });

    test("the person is signed in by them", async () => {
      assert.match((await browser.get("/dashboard")).document.text, /Signed in as\s+Ann/);
    });

    test("signing out clears them with the attributes that browsers demand", async () => {
      const result = await browser.signOut();
      assert.equal(result.status, 303);
      const cleared = result.cookies.filter(({ value }) => value === "");
      const names = cleared.map(({ name }) => name);
      assert.ok(names.includes(`${prefix}plainlist_token`), String(names));
      assert.ok(names.includes(`${prefix}plainlist_session`), String(names));
      for (const { name, attributes } of cleared) {
        assert.equal(attributes.path, "/", name);
        assert.equal("secure" in attributes, kind === "https", name);
      }
      assert.equal(browser.cookie(`${prefix}plainlist_token`), undefined);
      assert.equal(browser.cookie(`${prefix}plainlist_session`), undefined);
    });
  });
}

test("the short proof names the person and the sign-in, and nothing that is secret", async () => {
  const app = await startTestApp();
  try {
    const { browser, user } = await app.signedUp("Ann");
    const token = browser.cookie("plainlist_token") ?? "";
    const [header, claims] = token
      .split(".")
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
    assert.equal(header.alg, "HS256");
    assert.deepEqual(Object.keys(claims).sort(), [
      ...["aud", "email", "exp", "iat", "iss", "jti", "name", "sid", "sub", "user_id"],
    ]);
    assert.deepEqual([claims.user_id, claims.sub], [user.id, user.id]);
    assert.equal(claims.exp - claims.iat, 15 * 60);
  } finally {
    await app.close();
  }
});
