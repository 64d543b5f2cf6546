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

  "weeks begin on the day that one says": besideBob(
    () => Promise.resolve(),
    async ({ page }) => {
      const days = async () => {
        await page.goto("/tasks/new");
        return page.locator("#repeat_days .chip").allTextContents();
      };
      assert.equal((await days())[0]?.trim(), "Mon");
      await page.goto("/settings");
      await page.getByLabel("Weeks start on").selectOption("Sunday");
      await press(page, "Save");
      assert.equal((await days())[0]?.trim(), "Sun");
    },
  ),
};

/** The day that the page calls today. */
function todayOn(page: Page): Promise<string | null> {
  return page.locator(".head time").getAttribute("datetime");
}
