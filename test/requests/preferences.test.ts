/** What people choose of times, the look and the first page: it holds on every page of theirs, and on no one else's. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PASSWORD } from "../support/app.ts";
import type { Fields, PageResult } from "../support/browser.ts";
import { assertProblems } from "../support/fields.ts";
import { add, ann, app, bob, browser, type Person, usePeople } from "./fixture.ts";
import { everyPageOf } from "./rich_account.ts";

usePeople();

/** Sends the fields of one of the two forms. */
async function choose(fields: Fields, { browser }: Person = ann): Promise<PageResult> {
  const form = "time_zone" in fields || "time_format" in fields ? "Time zone" : "Theme";
  return browser.submit(await browser.get("/settings"), "/settings", fields, form);
}

async function chosen({ user }: Person): Promise<Record<string, unknown> | undefined> {
  const [row] = await app.database.sql(
    `select time_zone, week_start, date_format, time_format, theme, density, landing_view
     from users where id = $1`,
    [user.id],
  );
  return row;
}

const DEFAULTS = {
  ...{ time_zone: null, week_start: 1, date_format: null, time_format: "24" },
  ...{ theme: "system", density: "comfortable", landing_view: "today" },
};

describe("the index of the settings", () => {
  it("says how everything stands, in sentences", async () => {
    const page = await browser.get("/settings");
    const lines = page.document.querySelectorAll("summary.set").map((line) => line.text.trim());
    assert.match(
      lines[0] ?? "",
      /^Days and times No time zone yet: your days follow UTC, where it is \d\d:\d\d\. Weeks start on Monday\. Times look like 17:00\. Numbers like 3\/12 stay text\.$/,
    );
    assert.equal(
      lines[1],
      "Look Light or dark as the device has it. Comfortable rows. Opens on Today.",
    );
    await choose({
      time_zone: "Asia/Calcutta",
      week_start: "7",
      time_format: "12",
      date_format: "day_first",
    });
    await choose({ theme: "dark", density: "compact", landing_view: "inbox" });
    const after = (await browser.get("/settings")).document.querySelectorAll(".state");
    assert.deepEqual(
      after.map((state) => state.text.replace(/where it is .+?[ap]m/, "where it is …")),
      [
        "Kolkata, where it is …. Weeks start on Sunday. Times look like 5\u00a0pm. 3/12 is 3 December.",
        "Always dark. Compact rows. Opens on Inbox.",
      ],
    );
  });

  it("opens the form with a mistake, with what was chosen, and no other", async () => {
    const openForms = (page: PageResult) =>
      page.document.querySelectorAll("details[open] h2").map((heading) => heading.text);
    assert.deepEqual(openForms(await browser.get("/settings")), []);
    const look = await choose({ theme: "dark", density: "tiny" });
    assert.equal(look.status, 422);
    assert.deepEqual(look.problems, ["Choose a density from the list"]);
    assert.deepEqual(openForms(look), ["Look"]);
    const checked = look.document.querySelectorAll("input[checked]");
    assert.deepEqual(
      checked.map((radio) => radio.getAttribute("id")),
      ["theme-dark", "landing_view-today"],
    );
    const dates = await choose({ time_zone: "Mars/Olympus", week_start: "6", time_format: "12" });
    assert.deepEqual(openForms(dates), ["Days and times"]);
    const selected = dates.document.querySelectorAll("option[selected]");
    assert.deepEqual(
      selected.map((option) => option.getAttribute("value")),
      ["6", "12", ""],
    );
    assert.deepEqual(await chosen(ann), DEFAULTS);
  });

  it("refuses what is not in the lists, one of a kind or many", async () => {
    const problems = {
      time_format: "Choose how times look from the list",
      theme: "Choose a theme from the list",
      density: "Choose a density from the list",
      landing_view: "Choose a page from the list",
    };
    for (const [name, problem] of Object.entries(problems)) {
      for (const value of ["", "blue", "toString", ["dark", "light"]]) {
        const result = await choose({ [name]: value });
        assert.equal(result.status, 422);
        assert.deepEqual(result.problems, [problem]);
        const error = result.document.querySelector(`#${name}-error`);
        assert.equal(error?.text, `Error: ${problem}`);
      }
    }
    assert.deepEqual(await chosen(ann), DEFAULTS);
  });

  it("changes what is sent, and nothing else", async () => {
    await choose({
      time_zone: "Europe/Lisbon",
      week_start: "7",
      time_format: "12",
      date_format: "day_first",
    });
    const dates = {
      ...{ time_zone: "Europe/Lisbon", week_start: 7 },
      ...{ time_format: "12", date_format: "day_first" },
    };
    assert.deepEqual(await chosen(ann), { ...DEFAULTS, ...dates });
    await choose({ theme: "light", density: "compact", landing_view: "upcoming" });
    const look = { theme: "light", density: "compact", landing_view: "upcoming" };
    assert.deepEqual(await chosen(ann), { ...dates, ...look });
    const _csrf = await browser.token();
    assert.equal((await browser.post("/settings", { theme: "dark", _csrf })).status, 303);
    assert.deepEqual(await chosen(ann), { ...dates, ...look, theme: "dark" });
    assert.equal((await browser.post("/settings", { time_zone: "", _csrf })).status, 303);
    assert.deepEqual(await chosen(ann), { ...dates, ...look, time_zone: null, theme: "dark" });
    assert.equal(
      (await browser.post("/settings", { name: "Eve", email: "eve@example.org", _csrf })).status,
      303,
    );
    assert.deepEqual(await chosen(ann), { ...dates, ...look, time_zone: null, theme: "dark" });
    assert.deepEqual(await chosen(bob), DEFAULTS);
    assert.match((await browser.get("/settings")).text, new RegExp(ann.user.email));
  });
});

describe("times with 12 hours", () => {
  /** "17:00", but not "5:30 pm". */
  const WITH_24 = /(?<![\d:])\d{1,2}:\d\d(?!\d|:|\s?[ap]m)/g;
  const WITH_12 = /(?<![\d:])1?\d(?::\d\d)? [ap]m/g;

  /** What a page says, without what shows both ways to write a time. */
  function words(page: PageResult): string {
    for (const choice of page.document.querySelectorAll("select")) choice.remove();
    // The difference of two texts stands in brackets.
    return page.text.replaceAll("5pm, 9.30am or 17:00", "").replaceAll(/[[\]]/g, "");
  }

  it("are on every page that has any", async () => {
    await choose({ time_format: "12" });
    const pages = await everyPageOf(ann);
    const seen = pages.map((page) => [page.title, words(page)] as const);
    for (const [title, text] of seen)
      assert.deepEqual(text.match(WITH_24), null, `${title}: ${text}`);
    const withTimes = seen.filter(([, text]) => text.match(WITH_12) !== null);
    const titles = withTimes.map(([title]) => title).join("\n");
    for (const part of [
      ...["Today", "Home", "#bills", "All tasks", "Completed", "History", "Trash", "Settings"],
      ...["Limes", "In the Trash", "Add many", "Two versions", "This has changed since"],
    ]) {
      assert.ok(titles.includes(part), `${part} is not among\n${titles}`);
    }
  });

  it("are in the receipt of a line, and in what two versions differ by", async () => {
    await choose({ time_format: "12" });
    const added = await browser.submit(await browser.get("/inbox"), "/tasks", {
      title: "Dentist tomorrow 17:30",
    });
    assert.match((await browser.follow(added)).flash ?? "", /due \w+ \d+ \w+, 5:30 pm/);
    const stale = await browser.get("/tasks/1/edit");
    assert.equal(stale.document.querySelector("#due_time")?.getAttribute("value"), "17:30");
    assert.match(stale.text, /Such as 5pm, 9\.30am or 17:00\./);
    await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", { due_time: "18:00" });
    const conflict = await browser.submit(stale, "/tasks/1", { due_time: "09:05" });
    assert.equal(conflict.status, 409);
    assert.match(conflict.text, /At \[9:05 am\].*At \[6 pm\]/);
    assert.equal(
      conflict.document.querySelector("[name=due_time]")?.getAttribute("value"),
      "09:05",
    );
    const wrong = await browser.submit(stale, "/tasks/1", { due_time: "25:00" });
    assertProblems(wrong, { due_time: "Time must be a time of day, such as 5pm, 9.30am or 17:00" });
  });

  it("are in the list of time zones, and not for visitors", async () => {
    const label = (page: PageResult) =>
      page.document.querySelector("optgroup")?.getAttribute("label") ?? "";
    await choose({ time_format: "12" });
    assert.match(label(await browser.get("/settings")), /, 1?\d(:\d\d)?\u00a0[ap]m$/);
    assert.match(label(await bob.browser.get("/settings")), /, \d\d:\d\d$/);
    assert.match(label(await app.visitor().get("/auth/signup")), /, \d\d:\d\d$/);
  });

  it("are nobody else's", async () => {
    await choose({ time_format: "12" });
    await add(bob, "Bob’s", { dueOn: bob.scope.today, dueTime: "17:00" });
    assert.match((await bob.browser.get("/dashboard")).text, /17:00/);
    await choose({ time_format: "24" });
    await add(ann, "Ann’s", { dueOn: ann.scope.today, dueTime: "17:00" });
    assert.match((await browser.get("/dashboard")).text, /17:00/);
  });
});

describe("the look", () => {
  const root = ({ document }: PageResult) => {
    const { lang, ...attributes } = document.querySelector("html")?.attributes ?? {};
    return attributes;
  };
  const meta = ({ document }: PageResult, name: string) =>
    document
      .querySelectorAll(`meta[name="${name}"]`)
      .map((one) => [one.getAttribute("media"), one.getAttribute("content")]);
  const [LIGHT, DARK] = ["#fdfcf8", "#1b1916"];

  it("is the device's and comfortable, until something else is chosen", async () => {
    for (const page of [await browser.get("/inbox"), await app.visitor().get("/")]) {
      assert.deepEqual(root(page), {});
      assert.deepEqual(meta(page, "color-scheme"), [[undefined, "light dark"]]);
      assert.deepEqual(meta(page, "theme-color"), [
        ["(prefers-color-scheme: light)", LIGHT],
        ["(prefers-color-scheme: dark)", DARK],
      ]);
    }
  });

  it("is the one that was chosen on every page, errors too, until the sign-out", async () => {
    for (const [theme, colour] of [
      ["dark", DARK],
      ["light", LIGHT],
    ] as const) {
      await choose({ theme, density: "compact" });
      const _csrf = await browser.token();
      for (const page of [
        await browser.get("/inbox"),
        await browser.get("/tasks/999"),
        await browser.post("/tasks", { title: "", _csrf }),
      ]) {
        assert.deepEqual(root(page), { "data-theme": theme, "data-density": "compact" });
        assert.deepEqual(meta(page, "color-scheme"), [[undefined, theme]]);
        assert.deepEqual(meta(page, "theme-color"), [[undefined, colour]]);
        assert.doesNotMatch(page.html, / style=/);
      }
    }
    assert.deepEqual(root(await bob.browser.get("/inbox")), {});
    assert.deepEqual(root(await browser.follow(await browser.signOut())), {});
  });
});

describe("the first page", () => {
  async function signIn({ user }: Person, returnTo?: string): Promise<string | undefined> {
    const visitor = app.visitor();
    const query = returnTo === undefined ? "" : `?return_to=${returnTo}`;
    const page = await visitor.get(`/auth/signin${query}`);
    return (await visitor.submit(page, "/auth/signin", { email: user.email, password: PASSWORD }))
      .location;
  }
  const PAGES = { today: "/dashboard", upcoming: "/upcoming", inbox: "/inbox", tasks: "/tasks" };

  it("is Today, or what was chosen: after the sign-in, and where a visitor is asked to sign in", async () => {
    for (const [landing_view, path] of Object.entries(PAGES)) {
      await choose({ landing_view });
      assert.equal(await signIn(ann), path);
      for (const door of ["/", "/auth/signin", "/auth/signup"]) {
        assert.equal((await browser.get(door)).location, path);
        assert.equal((await bob.browser.get(door)).location, "/dashboard");
      }
      assert.equal(await signIn(bob), "/dashboard");
      assert.equal((await browser.get(path)).status, 200);
    }
  });

  it("is the page that was asked for where there is one", async () => {
    await choose({ landing_view: "inbox" });
    assert.equal(await signIn(ann, "/tasks/7"), "/tasks/7");
    assert.equal(await signIn(ann, "//evil.example"), "/inbox");
    assert.equal((await browser.get("/dashboard")).status, 200);
  });
});
