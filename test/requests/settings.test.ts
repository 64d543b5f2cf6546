/** Settings, and the time zone at sign-up: days go by the person's clock from the next page on. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { findTimeZone, timeZoneChoices } from "../../src/dates/time_zones.ts";
import { runMaintenance } from "../../src/maintenance.ts";
import { updatePreferences } from "../../src/models/preferences.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { assertProblems } from "../support/fields.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

it("keeps the zone and the first day of the week, only for the user who asks", async () => {
  const [ann, bob] = [await app.signedUp("Ann"), await app.signedUp("Bob")];
  const page = await ann.browser.get("/settings");
  assert.match(page.text, /in UTC/);
  const fields = {
    time_zone: "Pacific/Pago_Pago",
    week_start: "7",
    date_format: "month_first",
  };
  const saved = await ann.browser.submit(page, "/settings", fields);
  assert.equal(saved.location, "/settings");
  const next = await ann.browser.follow(saved);
  assert.equal(next.flash, "Saved.");
  const selected = next.document
    .querySelectorAll("option[selected]")
    .map((one) => one.getAttribute("value"));
  assert.deepEqual(selected, ["Pacific/Pago_Pago", "7", "24", "month_first"]);
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: "Pacific/Pago_Pago", weekday: "long" });
  assert.match(next.text, new RegExp(`It is ${day.format(app.services.clock())}`));
  const rows = await app.database.sql(
    "select time_zone, week_start, date_format from users where id = $1",
    [bob.user.id],
  );
  assert.deepEqual(rows, [{ time_zone: null, week_start: 1, date_format: null }]);
  const cleared = await ann.browser.submit(next, "/settings", { time_zone: "", week_start: "1" });
  assert.match((await ann.browser.follow(cleared)).text, /in UTC/);
});

it("a form that is sent again is not saved again, whatever came between, each person's own", async () => {
  const [ann, bob] = [await app.signedUp("Ann"), await app.signedUp("Bob")];
  const zoneOf = async (id: string) =>
    (await app.database.sql("select time_zone from users where id = $1", [id]))[0]?.time_zone;
  const page = await ann.browser.get("/settings");
  const later = await ann.browser.get("/settings");
  const send = (form: PageResult, time_zone: string) =>
    ann.browser.copy().submit(form, "/settings", { time_zone, week_start: "1" });
  const first = await Promise.all([send(page, "Asia/Tokyo"), send(page, "Asia/Tokyo")]);
  await send(later, "Europe/Berlin");
  const again = await send(page, "Asia/Tokyo");
  for (const one of [...first, again])
    assert.deepEqual([one.status, one.location], [303, "/settings"]);
  assert.equal(await zoneOf(ann.user.id), "Europe/Berlin");
  // Another text under the key of the page is another request, as for every form.
  await send(page, "Asia/Seoul");
  assert.equal(await zoneOf(ann.user.id), "Asia/Seoul");
  const key = page.document.querySelector('[action="/settings"] [name="request_key"]');
  const form = await bob.browser.get("/settings");
  await bob.browser.submit(form, "/settings", {
    ...{ request_key: key?.getAttribute("value") ?? "" },
    ...{ time_zone: "Asia/Tokyo", week_start: "1" },
  });
  assert.equal(await zoneOf(bob.user.id), "Asia/Tokyo");
  app.advance(25 * 3_600_000);
  await runMaintenance(app.services);
  const kept = await app.database.sql("select 1 from idempotency_keys where user_id = any ($1)", [
    [ann.user.id, bob.user.id],
  ]);
  assert.deepEqual(kept, []);
});

it("leaves a zone as it is that a program set and the list does not name", async () => {
  const { browser, user, scope } = await app.signedUp("Ann");
  const preferences = { timeZone: "Etc/GMT+3", weekStart: 1, dateFormat: null };
  await updatePreferences(app.services.database, scope.userId, preferences, {
    now: app.services.clock(),
  });
  const page = await browser.get("/settings");
  await browser.submit(page, "/settings", { week_start: "7" });
  const rows = await app.database.sql("select time_zone, week_start from users where id = $1", [
    user.id,
  ]);
  assert.deepEqual(rows, [{ time_zone: "Etc/GMT+3", week_start: 7 }]);
});

it("refuses what is not in the lists", async () => {
  const { browser, user } = await app.signedUp("Carla");
  const page = await browser.get("/settings");
  for (const time_zone of ["Mars/Olympus", "+05:30", "x".repeat(500), "\u0000"]) {
    const result = await browser.submit(page, "/settings", { time_zone, week_start: "1" });
    assert.equal(result.status, 422);
    assertProblems(result, { time_zone: "Choose a time zone from the list" });
  }
  for (const week_start of ["0", "8", "", "1.5"]) {
    const result = await browser.submit(page, "/settings", { time_zone: "UTC", week_start });
    assertProblems(result, { week_start: "Choose a day from the list" });
  }
  const result = await browser.submit(page, "/settings", { date_format: "dmy" });
  assertProblems(result, { date_format: "Choose a date format from the list" });
  const rows = await app.database.sql("select time_zone from users where id = $1", [user.id]);
  assert.deepEqual(rows, [{ time_zone: null }]);
});

describe("at sign-up", () => {
  async function signUp(name: string, time_zone: string) {
    const browser = app.visitor();
    const email = `${name}-zone@example.org`;
    const page = await browser.get("/auth/signup");
    const result = await browser.submit(page, "/auth/signup", {
      name,
      email,
      password: PASSWORD,
      time_zone,
    });
    const [row] = await app.database.sql("select time_zone from users where email = $1", [email]);
    return { result, row };
  }

  it("the zone is kept; not saying it is allowed", async () => {
    assert.deepEqual((await signUp("said", "Asia/Kolkata")).row, { time_zone: "Asia/Calcutta" });
    assert.deepEqual((await signUp("unsaid", "")).row, { time_zone: null });
  });

  it("one that is none makes no account, and what was typed is kept", async () => {
    const { result, row } = await signUp("wrong", "Nowhere/Land");
    assert.equal(row, undefined);
    assert.equal(result.status, 422);
    assertProblems(result, { time_zone: "Choose a time zone from the list" });
    assert.equal(result.document.querySelector("#name")?.getAttribute("value"), "wrong");
  });
});

describe("the order of dates in numbers", () => {
  it("is guessed at sign-up from the browser's languages, and decides how a line is read", async () => {
    const browser = app.visitor();
    browser.headers = { "Accept-Language": "de-DE,de;q=0.9" };
    const page = await browser.get("/auth/signup");
    const account = { name: "Greta", email: "greta@example.org", password: PASSWORD };
    await browser.submit(page, "/auth/signup", account);
    const added = await browser.submit(await browser.get("/inbox"), "/tasks", {
      title: "Dentist 3/12 14:30",
    });
    assert.match((await browser.follow(added)).flash ?? "", /due \w+ 3 Dec.*, 14:30/);
    const settings = await browser.get("/settings");
    await browser.submit(settings, "/settings", { date_format: "month_first" });
    const other = await browser.submit(await browser.get("/inbox"), "/tasks", {
      title: "Dentist 3/12 14:30",
    });
    assert.match((await browser.follow(other)).flash ?? "", /due \w+ 12 Mar.*, 14:30/);
  });

  it("is not known without a language, and then such a number is text", async () => {
    const { browser } = await app.signedUp("Dora");
    const added = await browser.submit(await browser.get("/inbox"), "/tasks", {
      title: "Dentist 3/12 14:30",
    });
    assert.match((await browser.follow(added)).flash ?? "", /^Added Dentist 3\/12 14:30/);
  });
});

describe("the choices", () => {
  const groupOf = (now: string, zone: string) =>
    timeZoneChoices(new Date(now), null).find(({ choices }) =>
      choices.some(({ value }) => value === zone),
    )?.label;

  it("stand under what the clocks there show now, from the first to the last", () => {
    const now = "2026-11-21T10:30:00Z";
    const groups = timeZoneChoices(new Date(now), "Asia/Kolkata");
    assert.equal(groups[0]?.label, "Fri 20 Nov, 23:30");
    assert.equal(groups.at(-1)?.label, "Sun 22 Nov, 00:30");
    assert.equal(
      groupOf(now, "Asia/Kathmandu") ?? groupOf(now, "Asia/Katmandu"),
      "Sat 21 Nov, 16:15",
    );
    const chosen = groups.flatMap(({ choices }) => choices.filter(({ selected }) => selected));
    assert.deepEqual(
      chosen.map(({ label }) => label),
      ["Kolkata (Asia)"],
    );
    const names = groups.flatMap(({ choices }) => choices.map(({ value }) => value));
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.includes("UTC") && names.length > 400);
    for (const name of names) assert.equal(findTimeZone(name), name);
  });

  it("are called what the places are called now", () => {
    const labels = timeZoneChoices(new Date("2026-11-26T10:00:00Z"), null)
      .flatMap(({ choices }) => choices)
      .map(({ label }) => label);
    const names =
      "Kyiv Kolkata Kathmandu Yangon Ho_Chi_Minh_City Nuuk Kanton Asmara Atikokan Chuuk Pohnpei";
    for (const name of names.split(" ")) {
      const place = name.replaceAll("_", " ");
      assert.ok(
        labels.some((label) => label.startsWith(`${place} (`)),
        place,
      );
    }
    const former = /^(Kiev|Calcutta|Katmandu|Rangoon|Saigon|Godthab|Enderbury|Asmera|Truk|Ponape) /;
    assert.deepEqual(
      labels.filter((label) => former.test(label)),
      [],
    );
  });

  it("move on with the clocks on the day they change", () => {
    assert.equal(groupOf("2026-03-29T00:59:00Z", "Europe/Berlin"), "Sun 29 Mar, 01:59");
    assert.equal(groupOf("2026-03-29T01:00:00Z", "Europe/Berlin"), "Sun 29 Mar, 03:00");
    assert.equal(groupOf("2026-10-25T01:00:00Z", "Europe/Berlin"), "Sun 25 Oct, 02:00");
    assert.equal(groupOf("2026-03-29T01:00:00Z", "Pacific/Tongatapu"), "Sun 29 Mar, 14:00");
    assert.equal(groupOf("2026-03-29T01:00:00Z", "Pacific/Niue"), "Sat 28 Mar, 14:00");
  });
});
