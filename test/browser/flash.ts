/** What has just happened, in Chromium with scripting off: it stays in view, and leaves room for the list. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { goBy, type Scenario } from "../support/chromium.ts";
import { addList, addTasks, besideBob, flashOn, press, today } from "./steps.ts";

const SENTENCE = "Call the dentist about Ida’s brace, and ask for a copy of the bill. "
  .repeat(3)
  .slice(0, 199);
const TITLES = [`${SENTENCE}!`, "Donaudampfschiff".repeat(13).slice(0, 200)];

/** Well away from the heights at which the stylesheet switches, 272 and 608 px: no font moves a case over them. */
const WINDOWS = [
  { width: 320, height: 640, stays: true },
  { width: 375, height: 553, stays: true },
  { width: 667, height: 320, stays: true },
  { width: 568, height: 240, stays: false },
  { width: 1280, height: 900, stays: true },
];

export const flash: Record<string, Scenario> = {
  "a message about a title of any length takes a quarter of the window at most": besideBob(
    async (scope) => {
      const more = (from: number) =>
        Array.from({ length: 14 }, (_, index) => `Task ${from + index}`);
      await addTasks(scope, more(1));
      const ends = { kind: "never" } as const;
      const rule = { unit: "day", every: 1, ends } as const;
      const repeat = { rule, mode: "rule", anchor: today() } as const;
      await addTasks(scope, TITLES, { dueOn: today(), repeat });
      await addTasks(scope, more(15));
    },
    async ({ page }) => {
      for (const { stays, ...size } of WINDOWS) {
        await page.setViewportSize(size);
        for (const title of TITLES) {
          const where = `${size.width} × ${size.height}: ${title.slice(0, 9)}`;
          await page.goto("/inbox");
          await press(page, `Complete ${title}`);
          const text = await flashOn(page);
          assert.ok(text.startsWith(`Completed ${title}. next on `), "all of it is in the text");
          await leavesRoom(page, size.height, stays, where);
          await press(page, "Undo");
          await leavesRoom(page, size.height, stays, `${where}, undone`);
        }
      }
    },
  ),

  "a title that is cut in a message leads to its page, where it is whole": besideBob(
    (scope) => addTasks(scope, TITLES),
    async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      for (const title of TITLES) {
        await page.goto("/inbox");
        await press(page, `Complete ${title}`);
        const link = page.locator(".flash").getByRole("link", { name: title, exact: true });
        await goBy(page, () => link.click());
        assert.equal(await page.locator("h1").textContent(), title);
      }
    },
  ),
  "an item and a section are in view below the message when they were changed": besideBob(
    async (scope) => {
      await addTasks(scope, ["Trip"]);
      await addList(scope, "Home");
    },
    async ({ page }) => {
      const window = { width: 375, height: 667 };
      await page.setViewportSize(window);
      await page.goto("/tasks/1");
      for (const item of ["Tickets", "Bags", "Map", "Hats"]) {
        await page.getByLabel("Add an item").fill(item);
        await goBy(page, () => page.keyboard.press("Enter"));
        await leavesRoom(page, window.height, true, item);
      }
      await page.goto("/lists/1/edit");
      for (const section of ["Kitchen", "Garden", "Cellar"]) {
        await page.getByLabel("New section").fill(section);
        await press(page, "Add section");
        await leavesRoom(page, window.height, true, section);
      }
      await page.getByLabel("Name of section 1").fill("Terrace");
      await goBy(page, () => page.getByLabel("Name of section 1").press("Enter"));
      await leavesRoom(page, window.height, true, "Terrace");
    },
  ),
};

/** The row that was meant is in view, and the message covers a quarter of the window at most. */
async function leavesRoom(
  page: Page,
  height: number,
  stays: boolean,
  where: string,
): Promise<void> {
  const message = await boxOf(page.locator(".flash"));
  const row = await boxOf(page.locator("main :target"));
  assert.ok(
    message.bottom <= height / 4,
    `${where}: ${message.bottom} px of ${height} are covered`,
  );
  assert.ok(row.top >= message.bottom && row.top < height, `${where}: the row is at ${row.top}`);
  if (!stays) return;
  const undo = await boxOf(page.locator(".flash").getByRole("button"));
  assert.ok(
    message.top >= 0 && undo.top >= 0 && undo.bottom <= message.bottom,
    `${where}: in view`,
  );
}

async function boxOf(part: Locator): Promise<{ top: number; bottom: number }> {
  const box = await part.boundingBox();
  assert.ok(box !== null);
  return { top: box.y, bottom: box.y + box.height };
}
