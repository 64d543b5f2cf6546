/** Chromium as a phone, at night, and on its way to the printer. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { updateList } from "../../src/models/lists.ts";
import { setCompletion } from "../../src/models/tasks.ts";
import { goBy, type Person, PHONE, type Scenario } from "../support/chromium.ts";
import { addList, addTasks, today } from "./steps.ts";

const SMALL = { width: 375, height: 667 };
const KEYBOARD_OPEN = { width: 375, height: 350 };
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

export const modes: Record<string, Scenario> = {
  "on a phone the empty line waits above the bar, and hides no row": async (visit) => {
    const phone = { viewport: PHONE, isMobile: true, hasTouch: true };
    const ann = await visit.signedIn("Ann", phone);
    const { page } = ann;
    await addNumbered(ann, 15);
    for (const path of ["/dashboard", "/tasks"]) {
      await page.goto(path);
      const bar = await boxOf(page, ".bar");
      const line = await boxOf(page, ".quick");
      assert.equal(bar.bottom, PHONE.height, "the bar is at the bottom edge");
      assert.equal(line.bottom, bar.top, "the line is on it");
      await page.evaluate("scrollTo(0, document.body.scrollHeight)");
      const row = await boxOf(page, ".tasks > li[id] >> nth=-1");
      assert.ok(row.bottom <= line.top, "the last row can be scrolled above it");
    }
    await page.getByLabel("Add a task").tap();
    await page.keyboard.type("Water the fig");
    await goBy(page, () => page.getByRole("button", { name: "Add", exact: true }).tap());
    assert.equal(await page.locator(".tasks li a").first().textContent(), "Water the fig");
  },

  "with its keyboard open, one writes on a line above it, and then sees where the task went":
    async (visit) => {
      const bob = await visit.site.app.withToken("Bob");
      await addTasks(bob.scope, ["Bob’s"]);
      for (const colorScheme of ["light", "dark"] as const) {
        const phone = { isMobile: true, hasTouch: true, userAgent: IPHONE, colorScheme };
        const ann = await visit.signedIn("Ann", { viewport: SMALL, ...phone });
        const { page } = ann;
        await addNumbered(ann, 24);
        await page.goto("/inbox");
        await page.locator("#add").tap();
        const atRest = await boxOf(page, ".quick");
        assert.equal(atRest.bottom, (await boxOf(page, ".bar")).top, "without it the bar stays");
        for (const height of [520, KEYBOARD_OPEN.height]) {
          await page.setViewportSize({ ...SMALL, height });
          const line = await boxOf(page, ".quick");
          assert.equal(line.bottom, height, `at ${height} px the line is on the keyboard`);
          assert.ok((await boxOf(page, ".bar")).top >= height, "and the bar is out of the way");
          await page.evaluate("scrollTo(0, document.body.scrollHeight)");
          assert.ok((await boxOf(page, ".tasks > li[id] >> nth=-1")).bottom <= line.top);
          await page.evaluate("scrollTo(0, 0)");
        }
        await page.keyboard.type("Water the fig tomorrow");
        // Leaving the line with text in it does not move its button away.
        await page.locator("#add").blur();
        assert.equal((await boxOf(page, ".quick")).bottom, KEYBOARD_OPEN.height);
        await goBy(page, () => page.getByRole("button", { name: "Add", exact: true }).tap());
        for (const size of [KEYBOARD_OPEN, SMALL]) {
          await page.setViewportSize(size);
          const row = await boxOf(page, ".tasks > li[id] >> nth=-1");
          const message = await boxOf(page, ".flash");
          const covered = size === SMALL ? (await boxOf(page, ".quick")).top : size.height;
          assert.ok(
            row.top >= message.bottom && row.bottom <= covered,
            `in view: ${size.height} px`,
          );
          assert.ok(message.top >= 0, "and so is the message");
        }
        assert.equal(new URL(page.url()).hash, "#t-25");

        await page.locator("#add").fill("Oats @Garden");
        await goBy(page, () => page.keyboard.press("Enter"));
        await goBy(page, () => page.getByRole("link", { name: "Show in Garden" }).tap());
        assert.match(page.url(), /\/lists\/1#t-26$/);
        const row = await boxOf(page, "#t-26");
        assert.ok(row.top > 0 && row.bottom <= (await boxOf(page, ".quick")).top);
        assert.doesNotMatch(await page.content(), /Bob’s/);
      }
    },

  "The menu opens and closes without script, and holds the rest of the way about": async (
    visit,
  ) => {
    const { page } = await visit.signedIn("Ann", { viewport: PHONE });
    await page.goto("/dashboard");
    const menu = page.getByRole("button", { name: "Menu" });
    const all = page.getByRole("link", { name: "All tasks" });
    assert.equal(await all.isVisible(), false);
    await menu.click();
    assert.ok(await all.isVisible());
    await page.keyboard.press("Escape");
    await all.waitFor({ state: "hidden" });
    await menu.click();
    await page.getByRole("button", { name: "Close" }).click();
    await all.waitFor({ state: "hidden" });
    await menu.click();
    await goBy(page, () => all.click());
    assert.equal(new URL(page.url()).pathname, "/tasks");
    await menu.click();
    await goBy(page, () => page.getByRole("button", { name: "Sign out" }).click());
    assert.equal(new URL(page.url()).pathname, "/auth/signin");
  },

  "at night it is light on dark": async (visit) => {
    const { page } = await visit.signedIn("Ann", { colorScheme: "dark" });
    await page.goto("/dashboard");
    const { ground, words } = await coloursOf(page);
    assert.ok(ground < 60, "dark paper");
    assert.ok(words > 200, "light ink");
  },

  "in print the tasks are dark on white, without controls": async (visit) => {
    const ann = await visit.signedIn("Ann", { colorScheme: "dark" });
    const { page } = ann;
    await addNumbered(ann, 3);
    await setCompletion(ann.scope, 2, { done: true });
    await page.goto("/tasks");
    await goBy(page, () => page.getByRole("button", { name: "Complete Task 1" }).click());
    await page.emulateMedia({ media: "print" });
    for (const title of ["All tasks", "Task 1", "Task 2", "Task 3"]) {
      const words = page.locator("main").getByText(title, { exact: true }).last();
      assert.ok(await words.isVisible(), title);
    }
    for (const name of ["Add", "Undo", "Sign out", "Menu"]) {
      assert.equal(await page.getByRole("button", { name, exact: true }).count(), 0, name);
    }
    assert.equal(await page.getByRole("navigation").count(), 0);
    const { ground, words } = await coloursOf(page);
    assert.equal(ground, 255);
    assert.ok(words < 60);
    const listId = await addList(ann.scope, "Home");
    await updateList(ann.scope, listId, { archived: true });
    for (const path of [
      "/dashboard",
      "/tasks",
      "/lists/1",
      "/tasks/1",
      "/tags",
      "/searches",
      "/trash",
      "/history",
    ]) {
      await page.goto(path);
      // On paper a row's button is the box to tick.
      const controls = page.locator(
        ":is(button, input, select, textarea, summary, .btn, .link):not(.box > *):visible",
      );
      assert.deepEqual(await controls.allTextContents(), [], path);
    }
  },
};

function addNumbered({ scope }: Person, count: number): Promise<unknown> {
  const titles = Array.from({ length: count }, (_, index) => `Task ${index + 1}`);
  return addTasks(scope, titles, { dueOn: today() });
}

async function boxOf(page: Page, selector: string): Promise<{ top: number; bottom: number }> {
  const box = await page.locator(selector).boundingBox();
  assert.ok(box !== null, selector);
  return { top: Math.round(box.y), bottom: Math.round(box.y + box.height) };
}

/** How light the page's ground and its words are, from 0 to 255. */
function coloursOf(page: Page): Promise<{ ground: number; words: number }> {
  const lightness = (colour: string) =>
    `Math.max(...getComputedStyle(document.documentElement).${colour}.match(/\\d+/g).slice(0, 3))`;
  return page.evaluate(
    `({ ground: ${lightness("backgroundColor")}, words: ${lightness("color")} })`,
  );
}
