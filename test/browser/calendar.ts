/** The calendar in Chromium with scripting off. */
import assert from "node:assert/strict";
import { addDays } from "../../src/dates/calendar.ts";
import { findTask } from "../../src/models/tasks.ts";
import { DESKTOP, goBy, type Scenario } from "../support/chromium.ts";
import { addTasks, besideBob, flashOn, press, titlesOn, today, tomorrow } from "./steps.ts";

/** Long enough for two lines. */
const TITLE = "Write to the people downstairs about the noise of the pump in the cellar";

export const calendar: Record<string, Scenario> = {
  "a day of a month is opened, and a task of it is moved and put back": besideBob(
    async (scope) => {
      await addTasks(scope, ["Rent", "Stays"], { dueOn: tomorrow() });
    },
    async ({ page, scope }) => {
      await page.setViewportSize(DESKTOP);
      await page.goto(`/calendar?month=${tomorrow().slice(0, 7)}`);
      // The whole cell is the day's link.
      const cell = page.locator("td", { has: page.locator(`time[datetime="${tomorrow()}"]`) });
      const { x, y, width, height } = (await cell.boundingBox()) ?? assert.fail();
      await goBy(page, () => page.mouse.click(x + width - 4, y + height - 4));
      assert.equal(new URL(page.url()).search, `?day=${tomorrow()}`);
      assert.deepEqual(await titlesOn(page), ["Rent", "Stays"]);
      const row = page.locator("#t-1");
      await goBy(page, () => row.getByRole("button", { name: "A week later" }).click());
      assert.match(await flashOn(page), /^Rescheduled Rent\b/);
      assert.deepEqual(await titlesOn(page), ["Stays"]);
      assert.equal((await findTask(scope, 1))?.dueOn, addDays(tomorrow(), 7));
      await press(page, "Undo");
      assert.deepEqual(await titlesOn(page), ["Rent", "Stays"]);
    },
  ),

  "a month of six weeks is printed on one sheet": besideBob(
    async (scope) => {
      for (let day = "2028-09-25"; day <= "2028-11-12"; day = addDays(day, 1)) {
        await addTasks(scope, [TITLE, TITLE, TITLE, TITLE], { dueOn: day });
      }
    },
    async ({ page }) => {
      assert.ok(today() < "2028-09-25", "its days are to come");
      await page.goto("/calendar?month=2028-10");
      assert.equal(await page.locator("tbody tr").count(), 6);
      for (const format of ["A4", "Letter"]) {
        const pdf = await page.pdf({ format });
        const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
        assert.equal(pages.length, 1, format);
      }
    },
  ),
};
