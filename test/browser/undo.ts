/** History and the trash in Chromium with scripting off, at a phone. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { deleteTask, findTask, updateTask } from "../../src/models/tasks.ts";
import { goBy, type Scenario } from "../support/chromium.ts";
import { addTasks, besideBob, flashOn, press, titlesOn } from "./steps.ts";

export const takingBack: Record<string, Scenario> = {
  "the history undoes what was done long before, and does it again": besideBob(
    async (scope) => {
      await addTasks(scope, ["Oats", "Soap"]);
      await deleteTask(scope, 1);
      await addTasks(scope, ["Lemons"]);
    },
    async ({ page, scope }) => {
      await page.goto("/history");
      assert.deepEqual(await done(page), [
        "Added Lemons",
        "Deleted Oats",
        "Added Soap",
        "Added Oats",
      ]);
      await press(page, "Undo Deleted Oats");
      assert.equal(await flashOn(page), "Undone: Deleted Oats.");
      assert.notEqual(await findTask(scope, 1), null);
      assert.equal((await done(page))[1], "Undone: deleted Oats");
      await press(page, "Redo Undone: deleted Oats");
      assert.equal(await findTask(scope, 1), null);
      assert.equal((await done(page))[1], "Deleted Oats");
      await press(page, "Undo");
      assert.notEqual(await findTask(scope, 1), null, "Undo of what was redone");
    },
  ),

  "a title of the history goes on in the line of what was done, and the row leads to it": besideBob(
    async (scope) => {
      await addTasks(scope, ["Soap for the kitchen, the bath and the shed, the green one", "x"]);
    },
    async ({ page }) => {
      await page.goto("/history");
      const links = page.locator(".history a");
      for (const link of await links.all()) {
        const isInLine = await link.evaluate((one) => {
          const words = one.ownerDocument.createRange();
          words.selectNode(one.parentElement?.firstChild ?? one);
          const [first, line] = [one.getClientRects()[0], words.getBoundingClientRect()];
          return first !== undefined && Math.abs(first.top - line.top) < 3;
        });
        assert.ok(isInLine, await link.innerText());
      }
      const box = await page.locator(".history li > div").first().boundingBox();
      await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) - 4, (box?.y ?? 0) + 4);
      await page.waitForURL("/tasks/2");
    },
  ),

  "what has changed since is not undone before it was said": besideBob(
    async (scope) => {
      await addTasks(scope, ["Soap"]);
      const change = (title: string) => updateTask(scope, 1, { title });
      await change("Green soap");
      await change("Blue soap");
    },
    async ({ page, scope }) => {
      const undo = () =>
        goBy(page, () => page.getByRole("button", { name: "Undo Changed Green soap" }).click());
      await page.goto("/history");
      assert.equal((await undo()).status(), 409);
      assert.equal(
        await page.getByRole("link", { name: "Blue soap" }).getAttribute("href"),
        "/tasks/1",
      );
      await goBy(page, () => page.getByRole("link", { name: "Leave it as it is" }).click());
      assert.equal(new URL(page.url()).pathname, "/history");
      assert.equal((await findTask(scope, 1))?.title, "Blue soap");
      await undo();
      await press(page, "Undo anyway");
      assert.equal((await findTask(scope, 1))?.title, "Soap");
      await press(page, "Redo");
      assert.equal((await findTask(scope, 1))?.title, "Blue soap", "as it was before");
    },
  ),

  "the trash restores tasks, and deletes for good what it is asked to": besideBob(
    async (scope) => {
      await addTasks(scope, ["Oats", "Soap", "Lemons", "Nails"], { description: "A secret" });
      for (const id of [1, 2, 3]) await deleteTask(scope, id);
    },
    async ({ page, scope }) => {
      await page.goto("/trash");
      const titles = () => page.locator("main .rows .name").allTextContents();
      assert.deepEqual(await titles(), ["Lemons", "Soap", "Oats"]);
      await press(page, "Restore: Soap");
      assert.equal(await flashOn(page), "Restored Soap.");
      assert.deepEqual(await titles(), ["Lemons", "Oats"]);
      assert.equal((await findTask(scope, 2))?.description, "A secret");

      await press(page, "Delete for good: Oats");
      await press(page, "Delete it for good");
      assert.deepEqual(await titles(), ["Lemons"]);
      await page.goto("/history");
      const messages = await done(page);
      assert.equal(
        messages.some((line) => line.includes("Oats")),
        false,
        "nor does the history know it",
      );
      assert.ok(messages.includes("Added Nails"));

      await page.goto("/trash");
      await press(page, "Empty Trash");
      assert.match(await page.locator("main").innerText(), /Delete 1 task for good\?/);
      // Another tab deletes one more while it is being asked.
      await deleteTask(scope, 4);
      await press(page, "Delete 1 task for good");
      assert.match(
        await page.locator("main").innerText(),
        /The Trash has changed: it now has 2 tasks/,
      );
      await press(page, "Delete 2 tasks for good");
      assert.match(await page.locator("main").innerText(), /The Trash is empty/);
      await page.goto("/inbox");
      assert.deepEqual(await titlesOn(page), ["Soap"]);
    },
  ),
};

/** What the history tells, the latest first. */
async function done(page: Page): Promise<string[]> {
  const lines = await page.locator(".history li > div > span").allTextContents();
  return lines.map((line) => line.replace(/\s+/g, " ").trim());
}
