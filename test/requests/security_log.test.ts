/** The security log of an account: everything that happens to it, in words, for its owner alone. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import supertest from "supertest";
import {
  addSecurityEvent,
  type SecurityEventKind,
  type SecurityEventParams,
} from "../../src/models/security_events.ts";
import { securityEventText } from "../../src/presenters/security_event_text.ts";
import { PASSWORD } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { ann, app, bob, browser, type Person, usePeople } from "./fixture.ts";

const PAGE = "/settings/security";
const MINUTE = 60_000;
const DAY = 86_400_000;
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const CLIENT = { userAgent: FIREFOX, address: "203.0.113.7" };

usePeople();

async function record(
  kind: SecurityEventKind,
  params: SecurityEventParams = {},
  {
    ago = 0,
    person = ann,
    client = CLIENT,
  }: { ago?: number; person?: Person; client?: typeof CLIENT } = {},
): Promise<void> {
  const at = new Date(app.services.clock().getTime() - ago);
  await addSecurityEvent(
    app.database.database.knex,
    { userId: person.user.id, kind, params, client },
    at,
  );
}

/** The rows below the headings of their days. */
function logOf(page: PageResult): Record<string, string[]> {
  const sections = page.document.querySelectorAll("main section");
  return Object.fromEntries(
    sections.map((section) => [
      section.querySelector("h2 .text")?.text ?? "",
      section.querySelectorAll("td").map((cell) => cell.text.replace(/\s+/g, " ").trim()),
    ]),
  );
}

const rowsOf = (page: PageResult) => Object.values(logOf(page)).flat();
const odd = (page: PageResult) => page.document.querySelectorAll("tr.odd").length;

describe("the page", () => {
  it("has a table a day, the latest first, with the words of each and where it came from", async () => {
    await record("sign-in", { by: "password", isNewBrowser: false }, { ago: 40 * DAY });
    await record("sign-out", {}, { ago: DAY });
    await record("confirmed", { by: "password" });
    await record("token-made", { name: "Backup", access: "write", days: 90 });
    const page = await browser.get(PAGE);
    assert.equal(page.title, "Security log – Plainlist");
    const [today, yesterday, earlier] = Object.entries(logOf(page));
    const from = "Firefox on Linux, network 203.0.113.7";
    assert.match(today?.[0] ?? "", /^Today, \w+day$/);
    assert.deepEqual(today?.[1], [
      `Token “Backup” made, can read and write ${from}`,
      `Confirmed with your password ${from}`,
    ]);
    assert.match(yesterday?.[0] ?? "", /^Yesterday, \w+day$/);
    assert.deepEqual(yesterday?.[1], [`Signed out ${from}`]);
    assert.match(earlier?.[0] ?? "", /^\w+day \d+ \w+/);
    assert.equal(odd(page), 0);
  });

  it("has nothing of another user's, also by a cursor", async () => {
    await record("name-changed", {}, { person: bob });
    const [event] = await app.database.sql<{ id: string }>(
      "select id::text from security_events where user_id = $1",
      [bob.user.id],
    );
    for (const path of [PAGE, `${PAGE}?cursor=${event?.id}`, `${PAGE}?cursor=999999999999`]) {
      assert.deepEqual(rowsOf(await browser.get(path)), [], path);
    }
    assert.equal(rowsOf(await bob.browser.get(PAGE)).length, 1);
  });

  it("goes on earlier by a cursor, and forgets after a year", async () => {
    await record("sign-up", {}, { ago: 366 * DAY });
    await record("name-changed", {}, { ago: 364 * DAY });
    for (let index = 0; index < 60; index += 1) {
      await record(index % 2 === 0 ? "sign-out" : "confirmed", { by: "password" });
    }
    const first = await browser.get(PAGE);
    assert.equal(rowsOf(first).length, 50);
    const earlier = first.document.querySelector("a[rel=next]")?.getAttribute("href") ?? "";
    assert.match(earlier, /^\/settings\/security\?cursor=\d+$/);
    const second = await browser.get(earlier);
    assert.equal(rowsOf(second).length, 11);
    assert.match(rowsOf(second).at(-1) ?? "", /^Name changed/);
    assert.equal(second.document.querySelector("a[rel=next]"), null);
    for (const cursor of ["x", "-1", "0", "1.5", "9".repeat(30), "1&cursor=2"]) {
      assert.equal((await browser.get(`${PAGE}?cursor=${cursor}`)).status, 400, cursor);
    }
  });

  it("shows a run of the same event as one row, of one day and one browser", async () => {
    for (const _ of [1, 2, 3, 4]) await record("sign-in-failed");
    await record("sign-in-failed", {}, { client: { ...CLIENT, address: "198.51.100.24" } });
    await record("sign-out");
    await record("sign-out");
    const rows = rowsOf(await browser.get(PAGE));
    assert.deepEqual(
      rows.map((row) => row.replace(/ Firefox.*/, "")),
      ["Signed out, twice", "Wrong password", "Wrong password, four times"],
    );
  });

  it("is in the days and times of the person", async () => {
    await record("sign-out");
    assert.match(
      (await browser.get(PAGE)).text,
      /Times are in UTC, until you choose a time zone\./,
    );
    await app.database.sql(
      "update users set time_zone = 'Asia/Tokyo', time_format = '12' where id = $1",
      [ann.user.id],
    );
    const page = await browser.get(PAGE);
    assert.match(page.document.querySelector("th time")?.text ?? "", /^\d+(:\d\d)? [ap]m$/);
    assert.doesNotMatch(page.text, /UTC/);
  });
});

describe("out of the ordinary", () => {
  it("is the first sign-in from a browser, which can be ended", async () => {
    await record("sign-in", { by: "password", isNewBrowser: true, isNewNetwork: true });
    const page = await browser.get(PAGE);
    assert.equal(odd(page), 1);
    assert.match(page.text, /First time from this browser and network\. We wrote you a mail\./);
    const link = page.document.querySelector("tr.odd a");
    assert.deepEqual(
      [link?.text, link?.getAttribute("href")],
      ["Not you? End it", "/settings/sessions"],
    );
  });

  it("are several failures before a success, and any before one from a new browser", async () => {
    for (const _ of [1, 2, 3]) await record("sign-in-failed", {}, { ago: MINUTE });
    await record("sign-in", { by: "password" });
    const page = await browser.get(PAGE);
    assert.equal(odd(page), 1);
    assert.match(page.text, /Wrong password, three times .*Then it was right, a minute later\./);
    await record("sign-in-failed", {}, { person: bob });
    await record("sign-in", { by: "password", isNewBrowser: true }, { person: bob });
    assert.equal(odd(await bob.browser.get(PAGE)), 2);
  });

  it("is not what somebody else got right, elsewhere or of another kind", async () => {
    const client = { userAgent: "curl/8.5.0", address: "198.51.100.24" };
    for (const _ of [1, 2, 3]) await record("sign-in-failed", {}, { client });
    await record("sign-in", { by: "password" });
    for (const _ of [1, 2, 3]) await record("confirm-failed");
    await record("sign-in", { by: "password" });
    assert.equal(odd(await browser.get(PAGE)), 0);
  });

  it("is not a typing error, nor what was right much later", async () => {
    await record("sign-in-failed");
    await record("sign-in", { by: "password" });
    for (const _ of [1, 2, 3]) await record("sign-in-failed", {}, { ago: -MINUTE });
    await record("sign-in", { by: "password" }, { ago: -3 * 60 * MINUTE });
    assert.equal(odd(await browser.get(PAGE)), 0);
  });

  it("is seen on the next page too", async () => {
    for (const _ of [1, 2, 3]) await record("sign-in-failed");
    await record("sign-in", { by: "password" });
    for (let index = 0; index < 49; index += 1) await record(index % 2 ? "sign-out" : "confirmed");
    const first = await browser.get(PAGE);
    assert.equal(odd(first), 0);
    const earlier = first.document.querySelector("a[rel=next]")?.getAttribute("href") ?? "";
    assert.equal(odd(await browser.get(earlier)), 1);
  });
});

it("has what really happens: signing in, failing, confirming, by pages and by programs", async () => {
  await browser.signOut();
  const page = await browser.get("/auth/signin");
  const { email } = ann.user;
  await browser.submit(page, "/auth/signin", { email, password: "not the password" });
  await browser.signIn(email, PASSWORD);
  const api = supertest(app.app).post("/api/auth/signin").send({ email, password: PASSWORD });
  const { token } = (await api).body;
  await supertest(app.app).post("/api/auth/signout").auth(token, { type: "bearer" });
  await app.services.background.settled();
  const rows = rowsOf(await browser.get(PAGE)).map((row) => row.replace(/ A program, .*/, ""));
  assert.deepEqual(rows, [
    "Signed out",
    "A program signed in with your password",
    "Signed in with your password",
    "Wrong password",
    "Signed out",
  ]);
});

it("every kind has words of its own, whatever its params are", () => {
  const kinds: Record<SecurityEventKind, true> = {
    ...{ "sign-up": true, "sign-in": true, "sign-in-failed": true, "code-failed": true },
    ...{ "sign-out": true, confirmed: true, "confirm-failed": true, "name-changed": true },
    ...{ "password-changed": true, "password-reset": true, "reset-requested": true },
    ...{ "email-verified": true, "email-change-requested": true, "email-changed": true },
    ...{ "email-change-undone": true, "second-factor-on": true, "second-factor-off": true },
    ...{ "recovery-codes-made": true, "recovery-code-used": true, "browser-trusted": true },
    ...{ "browser-distrusted": true, "token-made": true, "token-ended": true },
    ...{ "session-ended": true, "sessions-ended": true, "provider-linked": true },
    ...{ "provider-unlinked": true, "deletion-requested": true, "deletion-cancelled": true },
    ...{ disabled: true, enabled: true },
  };
  const texts = Object.keys(kinds).map((kind) => securityEventText(kind as SecurityEventKind, {}));
  assert.equal(new Set(texts).size, texts.length);
  for (const text of texts) assert.doesNotMatch(text, /undefined|null|^$/);
});

it("says by whom where neither a browser nor an address is known", async () => {
  await record("disabled", {}, { client: { userAgent: "", address: "" } });
  assert.deepEqual(rowsOf(await browser.get(PAGE)), [
    "Account disabled By whoever hosts this Plainlist",
  ]);
});

it("what a person wrote is text there", async () => {
  await record("token-made", { name: "<b>bold</b>", access: "read" });
  const page = await browser.get(PAGE);
  assert.match(page.html, /Token “&lt;b&gt;bold&lt;\/b&gt;” made/);
});

describe("the lines of the settings", () => {
  const line = async (heading: string) => {
    const page = await browser.get("/settings");
    const rows = page.document.querySelectorAll("main li");
    const row = rows.find((one) => one.querySelector("h2")?.text === heading);
    return { text: row?.querySelector("p")?.text ?? "", isMarked: row?.classNames === "see" };
  };

  it("say how many are signed in, and what happened last", async () => {
    assert.equal((await line("Where you are signed in")).text, "One browser.");
    const none = await line("Tokens");
    assert.equal(none.text, "None. Your password is all that opens this account.");
    const client = { userAgent: "curl/8.5.0", address: "203.0.113.7" };
    await app.services.authenticator.signInBearer(client, ann.user);
    assert.equal((await line("Where you are signed in")).text, "One browser and one program.");
    await record("name-changed");
    const last = await line("Security log");
    assert.deepEqual(last, { text: "Last: Name changed, just now.", isMarked: false });
    await record("sign-in", { by: "password", isNewBrowser: true });
    const odd = await line("Security log");
    assert.deepEqual(odd, { text: "A sign-in from somewhere new, just now.", isMarked: true });
  });
});
