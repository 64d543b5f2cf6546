/** The settings of the second factor: on, its recovery codes, trusted browsers, off. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { codeAt, keyText } from "../../src/auth/one_time_codes.ts";
import { runMaintenance } from "../../src/maintenance.ts";
import { findSecondFactor, hasSecondFactor } from "../../src/models/second_factors.ts";
import { PASSWORD } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { assertProblems } from "../support/fields.ts";
import { readQrCode } from "../support/qr_code.ts";
import { type Phone, turnOn, untilCode, wrongCode } from "../support/second_factor.ts";
import { securityEvents } from "../support/security_events.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

usePeople({ poolMax: 4 });

const PAGE = "/settings/two-factor";
const CODES = `${PAGE}/codes`;
const MINUTE = 60_000;

/** The key that a page shows in letters. */
function keyOn(page: PageResult): Buffer {
  const text = page.document.querySelector(".key")?.text.replaceAll(" ", "") ?? "";
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((one) => letters.indexOf(one).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

function codeOn(page: PageResult): string {
  return codeAt(keyOn(page), app.services.clock());
}

function codesOn(page: PageResult): string[] {
  return page.document.querySelectorAll("main ol code").map(({ text }) => text);
}

function isOn({ user }: { user: { id: string } }): Promise<boolean> {
  return hasSecondFactor(app.services.database, user.id);
}

async function kindsOf({ user }: { user: { id: string } }): Promise<string[]> {
  return (await securityEvents(app, user)).map(({ kind }) => kind);
}

/** How many browser sessions have recovery codes of a person. */
async function sessionsWithCodes({ user }: { user: { id: string } }): Promise<number> {
  const rows = await app.database.sql(
    "select sid from session where sess -> 'recoveryCodes' ->> 'userId' = $1",
    [user.id],
  );
  return rows.length;
}

/** Every table that could have it, as text. */
async function everythingStored(): Promise<string> {
  const tables = [
    "second_factors",
    "recovery_codes",
    "session",
    "auth_sessions",
    "browsers",
    "mails",
    "security_events",
  ];
  const rows = [];
  for (const table of tables)
    rows.push(await app.database.sql(`select ${table}::text from ${table}`));
  return JSON.stringify(rows);
}

describe("turning it on", () => {
  test("takes the code of the key that the page shows, as a picture and in letters", async () => {
    const page = await browser.get(PAGE);
    assert.equal(page.status, 200);
    assert.match(page.text, /Off\. Your password alone opens this account\./);
    const svg = page.document.querySelector("svg.qr");
    const size = Number(svg?.getAttribute("viewBox")?.split(" ").at(-1));
    const path = svg?.querySelector("path")?.getAttribute("d") ?? "";
    const uri = readQrCode({ size, path }) ?? "";
    assert.equal(new URL(uri).searchParams.get("secret"), keyText(keyOn(page)).replaceAll(" ", ""));
    assert.equal(decodeURIComponent(uri).includes(ann.user.email), true);
    const link = page.document.querySelector('a[href^="otpauth:"]');
    assert.equal(link?.getAttribute("href")?.replaceAll("&amp;", "&"), uri);

    const on = await browser.submit(page, PAGE, { code: codeOn(page) });
    assert.deepEqual([on.status, on.location], [303, CODES]);
    const codes = await browser.follow(on);
    assert.equal(codes.flash, "The second factor is on.");
    assert.equal(codesOn(codes).length, 10);
    assert.match(codes.response.headers["cache-control"] ?? "", /no-store/);
    assert.ok(await isOn(ann));
    assert.ok(!(await isOn(bob)));
    assert.deepEqual(
      (await kindsOf(ann)).filter((kind) => kind.startsWith("second")),
      ["second-factor-on"],
    );
    const state = await browser.get(PAGE);
    assert.match(state.text, /On since \w+ \d+ \w+\..*Ten of ten left\./);
    // What was signed in before stays so.
    assert.equal((await browser.get("/dashboard")).status, 200);
    await untilCode(app.visitor(), ann.user.email);
  });

  test("changes nothing before: looking at the page stores nothing", async () => {
    const before = await everythingStored();
    const keys = [];
    for (let i = 0; i < 3; i += 1) keys.push(keyOn(await browser.get(PAGE)).toString("hex"));
    assert.equal(new Set(keys).size, 3);
    assert.equal(await everythingStored(), before);
    assert.ok(!(await isOn(ann)));
  });

  test("a wrong code keeps the key, and another tab’s key stays good", async () => {
    const [page, tab] = [await browser.get(PAGE), await browser.get(PAGE)];
    for (const code of ["000000", "12345", "4kq79tzx", "x".repeat(2000)]) {
      if (code === codeOn(page)) continue;
      const wrong = await browser.submit(page, PAGE, { code });
      assert.equal(wrong.status, 422);
      assertProblems(wrong, { code: "That code is not right" });
      assert.match(wrong.text, /Try the one that shows now/);
      assert.deepEqual(keyOn(wrong), keyOn(page));
    }
    const none = await browser.submit(page, PAGE, { code: " " });
    assertProblems(none, { code: "Code is required" });
    assert.match(none.text, /Six digits, new every 30 seconds/);
    assert.deepEqual(keyOn(none), keyOn(page));
    assert.ok(!(await isOn(ann)));
    assert.equal((await browser.submit(tab, PAGE, { code: codeOn(tab) })).location, CODES);
  });

  test("a key that is too old, another person’s or made up is replaced, which the page says", async () => {
    const bobs = await bob.browser.get(PAGE);
    const page = await browser.get(PAGE);
    const code = codeOn(bobs);
    const setup = bobs.document.querySelector("[name=setup]")?.getAttribute("value") ?? "";
    for (const sent of [setup, "made up", ""]) {
      const refused = await browser.submit(page, PAGE, { code, setup: sent });
      assertProblems(refused, { code: "That key is too old. Show your app this one" });
      assert.notDeepEqual(keyOn(refused), keyOn(bobs));
    }
    app.advance(61 * MINUTE);
    const own = await app.visitor();
    await own.signIn(ann.user.email, PASSWORD);
    const token = await own.token();
    const old = page.document.querySelector("[name=setup]")?.getAttribute("value") ?? "";
    const late = await own.post(PAGE, { code: codeOn(page), setup: old, _csrf: token });
    assertProblems(late, { code: "That key is too old. Show your app this one" });
    assert.ok(!(await isOn(ann)) && !(await isOn(bob)));
  });

  test("asks who it is where the sign-in is not fresh, and then goes on with what was typed", async () => {
    const page = await browser.get(PAGE);
    app.advance(16 * MINUTE);
    const asked = await browser.submit(page, PAGE, { code: codeOn(page) });
    assert.equal(asked.location, "/auth/confirm");
    assert.ok(!(await isOn(ann)));
    const confirm = await browser.follow(asked);
    assert.match(confirm.text, /You are about to turn the second factor on/);
    const done = await browser.submit(confirm, "/auth/confirm", { password: PASSWORD });
    assert.equal(done.location, CODES);
    assert.ok(await isOn(ann));
  });

  test("says so gently where the code has run out meanwhile, and keeps the key", async () => {
    const page = await browser.get(PAGE);
    app.advance(16 * MINUTE);
    const asked = await browser.submit(page, PAGE, { code: codeOn(page) });
    const confirm = await browser.follow(asked);
    app.advance(5 * MINUTE);
    const late = await browser.submit(confirm, "/auth/confirm", { password: PASSWORD });
    assertProblems(late, { code: "That code is not right" });
    assert.match(late.text, /Try the one that shows now/);
    assert.deepEqual(keyOn(late), keyOn(page));
    assert.equal((await browser.submit(late, PAGE, { code: codeOn(late) })).location, CODES);
  });

  test("pressed twice it is done once, and both lead to the codes that work", async () => {
    const page = await browser.get(PAGE);
    const code = codeOn(page);
    const [one, other] = await Promise.all([
      browser.submit(page, PAGE, { code }),
      browser.submit(page, PAGE, { code }),
    ]);
    assert.deepEqual([one.location, other.location], [CODES, CODES]);
    const [typed = ""] = codesOn(await browser.get(CODES));
    const visitor = app.visitor();
    const asked = await untilCode(visitor, ann.user.email);
    assert.equal((await visitor.submit(asked, "/auth/code", { code: typed })).status, 303);
  });

  test("in one of two tabs, the other says that it is on", async () => {
    const [page, tab] = [await browser.get(PAGE), await browser.get(PAGE)];
    await browser.submit(page, PAGE, { code: codeOn(page) });
    app.advance(30_000);
    const again = await browser.submit(tab, PAGE, { code: codeOn(tab) });
    assert.equal((await browser.follow(again)).flash, "The second factor is on already.");
  });
});

describe("recovery codes", () => {
  async function turnedOn(): Promise<PageResult> {
    const page = await browser.get(PAGE);
    return await browser.follow(await browser.submit(page, PAGE, { code: codeOn(page) }));
  }

  test("can be saved as a text file, right after", async () => {
    const shown = codesOn(await turnedOn());
    const file = await browser.get(`${CODES}.txt`);
    assert.equal(file.status, 200);
    const { headers } = file.response;
    assert.equal(headers["content-type"], "text/plain; charset=utf-8");
    assert.match(headers["content-disposition"] ?? "", /^attachment; filename="[\w-]+\.txt"$/);
    assert.match(headers["cache-control"] ?? "", /no-store/);
    const lines = file.html.split("\n");
    assert.deepEqual(
      lines.filter((line) => /^\w{4}-\w{4}$/.test(line)),
      shown,
    );
    assert.match(file.html, new RegExp(`^${ann.user.email}, \\w+ \\d+ \\w+ 20\\d\\d$`, "m"));
  });

  test("are seen by the browser that made them, for ten minutes, and by nobody else", async () => {
    const shown = codesOn(await turnedOn());
    assert.equal(shown.length, 10);
    const other = app.visitor();
    const asked = await untilCode(other, ann.user.email);
    await other.submit(asked, "/auth/code", { code: shown[0] ?? "" });
    for (const elsewhere of [other, bob.browser]) {
      assert.equal((await elsewhere.get(CODES)).location, PAGE);
      assert.equal((await elsewhere.get(`${CODES}.txt`)).status, 404);
    }
    app.advance(9 * MINUTE);
    assert.deepEqual(codesOn(await browser.get(CODES)), shown);
    app.advance(2 * MINUTE);
    assert.equal((await browser.get(CODES)).location, PAGE);
    assert.equal((await browser.get(`${CODES}.txt`)).status, 404);
  });

  test("stand nowhere in the clear, and nowhere at all after signing out", async () => {
    const key = keyOn(await browser.get(PAGE));
    const shown = codesOn(await turnedOn());
    const stored = await everythingStored();
    for (const code of shown) {
      assert.ok(!stored.includes(code) && !stored.includes(code.replace("-", "")));
    }
    assert.ok(!stored.includes(key.toString("hex")));
    assert.equal(await sessionsWithCodes(ann), 1);
    await browser.signOut();
    assert.equal(await sessionsWithCodes(ann), 0);
  });

  test("are taken out of the session by the maintenance", async () => {
    await turnedOn();
    app.advance(11 * MINUTE);
    await runMaintenance(app.services);
    assert.equal(await sessionsWithCodes(ann), 0);
    assert.equal((await browser.get("/dashboard")).status, 200);
  });

  test("are made anew, after which the old ones fail", async () => {
    const old = codesOn(await turnedOn());
    app.advance(MINUTE);
    const page = await browser.get(PAGE);
    const made = await browser.submit(page, CODES);
    assert.equal(made.location, CODES);
    const shown = await browser.follow(made);
    assert.equal(shown.flash, "Ten new codes. The old ones no longer work.");
    const fresh = codesOn(shown);
    assert.equal(new Set([...old, ...fresh]).size, 20);
    const visitor = app.visitor();
    const asked = await untilCode(visitor, ann.user.email);
    const refused = await visitor.submit(asked, "/auth/code", { code: old[0] ?? "" });
    assertProblems(refused, { code: "That code is not right" });
    assert.equal((await visitor.submit(asked, "/auth/code", { code: fresh[0] ?? "" })).status, 303);
    assert.match((await browser.get(PAGE)).text, /Nine of ten left\.\s?The last was used on /);
    assert.ok((await kindsOf(ann)).includes("recovery-codes-made"));
    // A second press of the first button shows the codes of the first.
    assert.deepEqual(codesOn(await browser.follow(await browser.submit(page, CODES))), fresh);
  });

  test("are made anew by whoever has just shown who they are", async () => {
    const old = await turnedOn();
    const page = await browser.get(PAGE);
    app.advance(16 * MINUTE);
    const asked = await browser.submit(page, CODES);
    assert.equal(asked.location, "/auth/confirm");
    const factor = await findSecondFactor(app.services.database, ann.user.id);
    assert.equal(factor?.codesLeft, codesOn(old).length);
    const confirm = await browser.follow(asked);
    const done = await browser.submit(confirm, "/auth/confirm", { password: PASSWORD });
    assert.equal(codesOn(await browser.follow(done)).length, 10);
  });

  test("say so when few are left", async () => {
    const phone = await turnOn(app, ann.user);
    const { services } = app;
    assert.doesNotMatch((await browser.get(PAGE)).text, /Make new ones now/);
    for (const code of phone.recoveryCodes.slice(0, 7)) {
      assert.ok((await services.secondFactors.check(ann.user, code, { address: "192.0.2.1" })).ok);
    }
    assert.match((await browser.get(PAGE)).text, /Three of ten left\. Make new ones now/);
    for (const code of phone.recoveryCodes.slice(7)) {
      assert.ok((await services.secondFactors.check(ann.user, code, { address: "192.0.2.1" })).ok);
    }
    assert.match((await browser.get(PAGE)).text, /None of ten left\./);
  });

  test("are none without a second factor", async () => {
    const _csrf = await browser.token();
    assert.equal((await browser.post(CODES, { _csrf })).location, CODES);
    assert.equal((await browser.get(CODES)).location, PAGE);
  });
});

test("the index of the settings says whether it is on, and marks that few codes are left", async () => {
  const line = async () => {
    const page = await browser.get("/settings");
    return page.document.querySelector(`main li:has(a[href="${PAGE}"])`);
  };
  const textOf = async () => (await line())?.text.replace(/\s+/g, " ").trim();
  assert.equal(await textOf(), "Second factor Off. Your password alone opens this account.");
  const phone = await turnOn(app, ann.user);
  assert.match(
    (await textOf()) ?? "",
    /^Second factor On since .*\. Ten of ten recovery codes left\.$/,
  );
  assert.ok(!(await line())?.classList.contains("see"));
  for (const code of phone.recoveryCodes.slice(0, 7)) {
    await app.services.secondFactors.check(ann.user, code, { address: "192.0.2.1" });
  }
  assert.match((await textOf()) ?? "", /Three of ten recovery codes left\.$/);
  assert.ok((await line())?.classList.contains("see"));
});

describe("turning it off", () => {
  test("needs a fresh sign-in, and then asks for no code any more", async () => {
    await turnOn(app, ann.user);
    await turnOn(app, bob.user);
    const page = await browser.get(PAGE);
    app.advance(16 * MINUTE);
    const asked = await browser.submit(page, `${PAGE}/off`);
    assert.equal(asked.location, "/auth/confirm");
    assert.ok(await isOn(ann));
    const confirm = await browser.follow(asked);
    const off = await browser.submit(confirm, "/auth/confirm", { password: PASSWORD });
    assert.equal((await browser.follow(off)).flash, "The second factor is off.");
    assert.ok(!(await isOn(ann)));
    assert.ok(await isOn(bob));
    assert.equal((await app.visitor().signIn(ann.user.email, PASSWORD)).location, "/dashboard");
    assert.ok((await kindsOf(ann)).includes("second-factor-off"));
    const again = await browser.submit(page, `${PAGE}/off`);
    assert.equal((await browser.follow(again)).flash, "The second factor was off already.");
  });
});

describe("trusted browsers", () => {
  async function trust(phone: Phone): Promise<Browser> {
    const visitor = app.visitor();
    visitor.headers = {
      "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    };
    const asked = await untilCode(visitor, ann.user.email);
    await visitor.submit(asked, "/auth/code", { code: phone.nextCode(), trust: "1" });
    return visitor;
  }

  test("are listed, and need a code again when it is ended", async () => {
    const phone = await turnOn(app, ann.user);
    assert.match((await browser.get(PAGE)).text, /Browsers that need no code None\./);
    const visitor = await trust(phone);
    const page = await browser.get(PAGE);
    assert.match(page.text, /Firefox on Linux Trusted until \w+ \d+ \w+/);
    const bobs = await bob.browser.token();
    const id = page.document.querySelector("[name=browser]")?.getAttribute("value") ?? "";
    const stranger = await bob.browser.post(`${PAGE}/trust`, { browser: id, _csrf: bobs });
    assert.match((await bob.browser.follow(stranger)).flash ?? "", /was not trusted any more/);
    await visitor.signOut();
    assert.equal((await visitor.signIn(ann.user.email, PASSWORD)).location, "/dashboard");
    await visitor.signOut();
    const ended = await browser.submit(page, `${PAGE}/trust`);
    assert.equal((await browser.follow(ended)).flash, "Needs a code again: Firefox on Linux.");
    await untilCode(visitor, ann.user.email);
    const again = await browser.submit(page, `${PAGE}/trust`);
    assert.match((await browser.follow(again)).flash ?? "", /was not trusted any more/);
    assert.ok((await kindsOf(ann)).includes("browser-distrusted"));
  });
});

describe("proving again who one is", () => {
  test("goes by a code of the app too, once, and by a recovery code", async () => {
    const phone = await turnOn(app, ann.user);
    const page = await browser.get(PAGE);
    for (const code of [() => phone.recoveryCodes[0] ?? "", () => phone.nextCode()]) {
      app.advance(16 * MINUTE);
      const confirm = await browser.follow(await browser.submit(page, CODES));
      const link = confirm.document.querySelector('main a[href*="with=code"]');
      assert.equal(link?.text, "Use a code from your app");
      const byCode = await browser.get(link?.getAttribute("href")?.replaceAll("&amp;", "&") ?? "");
      assert.ok(
        byCode.document.querySelector("#code") && !byCode.document.querySelector("#password"),
      );
      const wrong = await browser.submit(byCode, "/auth/confirm", { code: wrongCode(app, phone) });
      assertProblems(wrong, { code: "That code is not right" });
      assert.ok(wrong.document.querySelector("#code"), "the same page");
      const none = await browser.submit(byCode, "/auth/confirm", { code: "" });
      assertProblems(none, { code: "Code is required" });
      const typed = code();
      const done = await browser.submit(wrong, "/auth/confirm", { code: typed });
      assert.equal(done.location, CODES);
      app.advance(16 * MINUTE);
      const later = await browser.follow(await browser.submit(await browser.get(PAGE), CODES));
      assert.equal(
        (await browser.submit(later, "/auth/confirm", { password: PASSWORD })).location,
        CODES,
      );
    }
    const confirmed = await securityEvents(app, ann.user, "confirmed");
    assert.deepEqual(
      confirmed.slice(0, 2).map(({ params }) => params),
      [{ by: "code" }, { by: "password" }],
    );
  });

  test("offers no code where the second factor is off, and takes none", async () => {
    app.advance(16 * MINUTE);
    for (const path of ["/auth/confirm", "/auth/confirm?with=code"]) {
      const page = await browser.get(path);
      assert.ok(page.document.querySelector("#password"));
      assert.equal(page.document.querySelector('a[href*="with=code"]'), null);
    }
    const page = await browser.get("/auth/confirm");
    const sent = await browser.submit(page, "/auth/confirm", { code: "123456" });
    assert.equal(sent.status, 422);
  });

  test("holds up after ten wrong ones of either kind", async () => {
    const phone = await turnOn(app, ann.user);
    await app.database.sql("truncate throttles");
    app.advance(16 * MINUTE);
    const byPassword = await browser.get("/auth/confirm");
    const byCode = await browser.get("/auth/confirm?with=code");
    for (let i = 0; i < 5; i += 1) {
      await browser.submit(byPassword, "/auth/confirm", { password: "not the one" });
      await browser.submit(byCode, "/auth/confirm", { code: wrongCode(app, phone) });
    }
    const held = await browser.submit(byCode, "/auth/confirm", { code: phone.nextCode() });
    assert.equal(held.status, 429);
    assert.match(held.problems[0] ?? "", /^Too many attempts/);
    assert.ok(held.document.querySelector("#code"));
  });
});
