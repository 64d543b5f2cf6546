/** The person's own day in Chromium with scripting off, at a phone. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addDays, daysBetween } from "../../src/dates/calendar.ts";
import { shortDay } from "../../src/dates/format.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import { PASSWORD } from "../support/app.ts";
import { goBy, PHONE, type Scenario, textOf } from "../support/chromium.ts";
import { addTasks, besideBob, flashOn, press, quickAdd, today } from "./steps.ts";

/** The first and the last to begin a day: it is never the same one at both. */
const ENDS_OF_THE_WORLD = ["Pacific/Kiritimati", "Pacific/Pago_Pago"];

export const settings: Record<string, Scenario> = {
  "another time zone is another today": besideBob(
    (scope) => addTasks(scope, ["Pay rent"], { dueOn: today() }),
    async ({ page }) => {
      for (const zone of ENDS_OF_THE_WORLD) {
        await page.goto("/dashboard");
        await goBy(page, () => page.getByRole("link", { name: "Signed in as Ann" }).click());
        await unfold(page, "Days and times");
        await page.getByLabel("Time zone").selectOption(zone);
        await press(page, "Save");
        assert.equal(await flashOn(page), "Saved.");
        const { date, time } = localMoment(new Date(), zone);
        const hour = time.slice(0, 2);
        const hint = await textOf(page, "#time_zone-hint");
        assert.match(hint, new RegExp(` ${hour}:\\d\\d where you are`));
        const chosen = page.locator("#time_zone optgroup", { has: page.locator(":checked") });
        const clock = await chosen.getAttribute("label");
        assert.ok(clock?.startsWith(`${shortDay(date, date)}, ${hour}:`), "headed by its clock");

        await page.goto("/dashboard");
        assert.equal(await todayOn(page), date);
        const group = ["Next", "To do", "Overdue"][daysBetween(today(), date) + 1] ?? "";
        const rows = page.locator(`[aria-labelledby]`, {
          has: page.getByRole("heading", { name: new RegExp(`^${group}`) }),
        });
        assert.deepEqual(await rows.last().locator(".tasks li a").allTextContents(), ["Pay rent"]);
        assert.equal(
          await page.getByText("Set your time zone").count(),
          0,
          "it is not asked again",
        );
      }
    },
  ),

  "somebody new says what time it is for them, and today is theirs from the start": async (
    visit,
  ) => {
    for (const [index, zone] of ENDS_OF_THE_WORLD.entries()) {
      const page = await visit.open({ viewport: PHONE });
      await page.goto("/auth/signup");
      await page.getByLabel("Name").fill("Iona");
      await page.getByLabel("Email").fill(`iona-${index}@example.org`);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByLabel("Where are you?").selectOption(zone);
      await press(page, "Create account");
      const { date } = localMoment(new Date(), zone);
      assert.equal(await todayOn(page), date);
      await quickAdd(page, "Pay rent tomorrow");
      assert.equal(await flashOn(page), `Added Pay rent. due ${shortDay(addDays(date, 1), date)}`);
    }
  },

  "who has no time zone yet is led to where it is set": besideBob(
    () => Promise.resolve(),
    async ({ page }) => {
      await page.goto("/dashboard");
      await goBy(page, () => page.getByRole("link", { name: "Set your time zone" }).click());
      assert.ok(await page.getByLabel("Time zone").isVisible());
      assert.ok(!(await page.getByLabel("As the device").isVisible()));
    },
  ),

  "a chosen theme is the same by day and by night, for the one who chose it": besideBob(
    () => Promise.resolve(),
    async ({ page }) => {
      const looks: Record<string, object> = {};
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto("/inbox");
        const { scheme, ...colours } = await lookOf(page);
        assert.equal(scheme, "light dark");
        looks[colorScheme] = colours;
      }
      assert.notDeepEqual(looks.light, looks.dark);
      for (const [name, chosen] of [
        ["Dark", "dark"],
        ["Light", "light"],
      ] as const) {
        await page.goto("/settings");
        await unfold(page, "Look");
        await page.getByLabel(name, { exact: true }).check();
        await press(page, "Save");
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          await page.goto("/inbox");
          assert.deepEqual(await lookOf(page), { ...looks[chosen], scheme: chosen });
        }
        await page.emulateMedia({ media: "print" });
        assert.equal((await lookOf(page)).ink, "rgb(34, 31, 26)", "ink on paper");
        await page.emulateMedia({ media: "screen" });
      }
    },
  ),

  "compact rows are closer, and can still be pressed": besideBob(
    (scope) => addTasks(scope, ["Oats", "Lemons", "Soap"]),
    async ({ page }) => {
      const heights = async () => {
        await page.goto("/inbox");
        const boxes = await page.locator(".tasks > li[id], .tasks > li[id] > .box > button").all();
        const sizes = await Promise.all(boxes.map((box) => box.boundingBox()));
        return sizes.map((size) => Math.min(size?.height ?? 0, size?.width ?? 0));
      };
      const before = await heights();
      assert.ok(before.length >= 6, "three rows, each with a button");
      await page.goto("/settings");
      await unfold(page, "Look");
      await page.getByLabel("Compact").check();
      await press(page, "Save");
      const after = await heights();
      assert.equal(after.length, before.length);
      for (const [index, height] of after.entries()) {
        assert.ok(height >= 24 && height < (before[index] ?? 0), `${before[index]} to ${height}`);
      }
    },
  ),

  "weeks begin on the day that one says": besideBob(
    () => Promise.resolve(),
    async ({ page }) => {
      const days = async () => {
        await page.goto("/tasks/new");
        return page.locator("#repeat_days .chip").allTextContents();
      };
      assert.equal((await days())[0]?.trim(), "Mon");
      await page.goto("/settings");
      await unfold(page, "Days and times");
      await page.getByLabel("Weeks start on").selectOption("Sunday");
      await press(page, "Save");
      assert.equal((await days())[0]?.trim(), "Sun");
    },
  ),
};

/** Opens one of the forms in the index; the one that is open gives way. */
async function unfold(page: Page, name: string): Promise<void> {
  await page.getByText(name, { exact: true }).click();
  assert.equal(await page.locator(".sets details[open]").count(), 1);
}

/** What a page looks like. */
async function lookOf(page: Page) {
  const [paper, ink, scheme] = (await page.evaluate(
    `(({ backgroundColor, color, colorScheme }) => [backgroundColor, color, colorScheme])(
      getComputedStyle(document.documentElement))`,
  )) as string[];
  return { paper, ink, scheme };
}

/** The day that the page calls today. */
function todayOn(page: Page): Promise<string | null> {
  return page.locator(".head time").getAttribute("datetime");
}
