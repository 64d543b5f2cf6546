/** Chromium with scripting off and no mouse: everything is reached by Tab, and one sees where one is. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { updatePreferences } from "../../src/models/preferences.ts";
import { findTask } from "../../src/models/tasks.ts";
import { PASSWORD } from "../support/app.ts";
import { DESKTOP, goBy, PHONE, type Scenario, type Visit } from "../support/chromium.ts";
import { addList, addTasks, flashOn, today } from "./steps.ts";

export const keyboard: Record<string, Scenario> = {
  "the keyboard alone signs in, adds, ticks, edits and signs out": (visit) =>
    worksBy(visit, DESKTOP),
  "and so it does in a narrow window": (visit) => worksBy(visit, PHONE),

  "Tab goes through a long list in a narrow window, and the bars never cover it": async (visit) => {
    const { page, scope } = await visit.signedIn("Ann", { viewport: PHONE });
    const titles = Array.from({ length: 15 }, (_, index) => `Task ${index + 1}`);
    await addTasks(scope, titles);
    await page.goto("/tasks");
    await tabTo(page, "Task 1");
    await tabTo(page, "Menu");
  },

  "from a ticked row the actions are one Tab away, and the next row is another": (visit) =>
    selectsBy(visit, DESKTOP),
  "and so they are in a narrow window": (visit) => selectsBy(visit, PHONE),

  "whatever was pressed, Undo is what Tab comes to first": async (visit) => {
    const { page, scope } = await visit.signedIn("Ann", { viewport: DESKTOP });
    const titles = Array.from({ length: 30 }, (_, index) => `Task ${index + 1}`);
    await addTasks(scope, titles, { listId: await addList(scope, "Home") });
    /** Presses a button, then Tab and Space. */
    const pressAndUndo = async (path: string, name: string) => {
      await page.goto(path);
      const button = page.locator("main").getByRole("button", { name, exact: true });
      await button.focus();
      await goBy(page, () => page.keyboard.press("Space"));
      const before = await page.evaluate("scrollY");
      for (const next of ["Undo", "Redo"]) {
        const isAtPlace = (await page.locator(":target").count()) > 0;
        if (!isAtPlace) await page.locator(".flash [autofocus]:focus").waitFor();
        await page.keyboard.press("Tab");
        assert.equal(await nameOfFocused(page), next, `${path} ${name}`);
        assert.deepEqual(await page.evaluate(FOCUS), [], `focus on ${next}`);
        if (next === "Undo") {
          assert.equal(await page.evaluate("scrollY"), before, "it is reached without scrolling");
          await goBy(page, () => page.keyboard.press("Space"));
        }
      }
      const task = await findTask(scope, 12);
      assert.deepEqual([task?.completedAt, task?.deletedAt], [null, null]);
    };
    // The row stays, the next one takes its place, it was the last, and the task has a page of its own.
    await pressAndUndo("/lists/1?status=all", "Complete Task 12");
    await pressAndUndo("/lists/1", "Complete Task 12");
    await pressAndUndo("/lists/1", "Complete Task 30");
    await pressAndUndo("/tasks/12", "Complete Task 12");
    await pressAndUndo("/tasks/12", "Delete");
    await pressAndUndo("/lists/1/edit", "Archive");
  },
};

/** The check box of a row, then what Tab comes to. */
async function selectsBy(visit: Visit, viewport: typeof PHONE): Promise<void> {
  const { page, scope } = await visit.signedIn("Ann", { viewport });
  const titles = Array.from({ length: 12 }, (_, index) => `Task ${index + 1}`);
  await addTasks(scope, titles, { listId: await addList(scope, "Home"), dueOn: today() });
  const { keyboard } = page;
  const tab = async (...names: string[]) => {
    for (const name of names) {
      await keyboard.press("Tab");
      assert.equal(await nameOfFocused(page), name);
      assert.deepEqual(await page.evaluate(FOCUS), [], `focus on "${name}"`);
    }
  };
  for (const path of ["/lists/1", "/dashboard", "/tasks?sort=due"]) {
    await page.goto(path);
    await page.getByLabel("Select", { exact: true }).check();
    await page.getByRole("checkbox", { name: "Task 3", exact: true }).focus();
    for (const _ of ["the words", "the box of the next row"]) await keyboard.press("Tab");
    assert.equal(await nameOfFocused(page), "Task 4");
    await keyboard.press("Space");
    await tab("Actions for the selected", "Task 5");
    for (const _ of ["the words", "the box of the next row"]) await keyboard.press("Tab");
    assert.equal(await nameOfFocused(page), "Task 6");
    await keyboard.press("Space");
    await tab("Actions for the selected", "Task 7");
    // From a row that is not the last one too.
    await page.getByRole("checkbox", { name: "Task 4", exact: true }).focus();
    await tab("Actions for the selected");
    await keyboard.press("Enter");
    await tabTo(page, "Tomorrow");
    await goBy(page, () => keyboard.press("Enter"));
    assert.equal(await flashOn(page), "Rescheduled 2 tasks. tomorrow");
    await page.locator(".flash [autofocus]:focus").waitFor();
    await tab("Undo");
    await goBy(page, () => keyboard.press("Enter"));
    assert.equal((await findTask(scope, 4))?.dueOn, today());
  }
}

async function worksBy(visit: Visit, viewport: typeof PHONE): Promise<void> {
  const { app } = visit.site;
  const { user, scope } = await app.withToken("Ann");
  const preferences = { timeZone: "UTC", weekStart: 1, dateFormat: null };
  await updatePreferences(app.database.database, user.id, preferences, { now: new Date() });
  const page = await visit.open({ viewport });
  const { keyboard } = page;
  await page.goto("/auth/signin");
  await page.locator("#email:focus").waitFor();
  await keyboard.type(user.email);
  await keyboard.press("Tab");
  await keyboard.type(PASSWORD);
  await tabTo(page, "Sign in");
  await goBy(page, () => keyboard.press("Enter"));

  await tabTo(page, "Skip to content");
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  assert.equal(await nameOfFocused(page), "Add a task for today", "skipped to the content");
  await keyboard.type("Oats");
  await goBy(page, () => keyboard.press("Enter"));
  await page.locator("#add:focus").waitFor();
  await keyboard.type("Pay rent");
  await goBy(page, () => keyboard.press("Enter"));

  await tabTo(page, "Complete Oats");
  await goBy(page, () => keyboard.press("Space"));
  assert.equal(await flashOn(page), "Completed Oats.");
  // One is where one was: Undo is one step away, and the next tick is the one after.
  for (const name of ["Undo", "Complete Pay rent"]) {
    await keyboard.press("Tab");
    assert.equal(await nameOfFocused(page), name);
  }
  await tabTo(page, "Pay rent");
  await goBy(page, () => keyboard.press("Enter"));
  await tabTo(page, "Edit");
  await goBy(page, () => keyboard.press("Enter"));
  await tabTo(page, "Title");
  await keyboard.press("End");
  await keyboard.type(" and heating");
  await goBy(page, () => keyboard.press("Enter"));
  assert.equal((await findTask(scope, 2))?.title, "Pay rent and heating");

  if (viewport === PHONE) {
    await tabTo(page, "Menu");
    await keyboard.press("Enter");
  }
  await tabTo(page, "Sign out");
  await goBy(page, () => keyboard.press("Space"));
  assert.equal(new URL(page.url()).pathname, "/auth/signin");
}

/** Presses Tab until the element with that name has the focus; it must be seen at every step. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 80) {
    await page.keyboard.press("Tab");
    const focused = await nameOfFocused(page);
    if (focused !== "") assert.deepEqual(await page.evaluate(FOCUS), [], `focus on "${focused}"`);
    if (focused === name) return;
    passed.push(focused);
  }
  assert.fail(`Tab never came to "${name}", but to: ${passed.join(", ")}`);
}

/** The accessible name, as Chromium computes it; "" when nothing has the focus. */
async function nameOfFocused(page: Page): Promise<string> {
  const focused = page.locator(":focus");
  if ((await focused.count()) === 0) return "";
  const snapshot = await focused.ariaSnapshot();
  return /^- \w+ "(.*?)"/.exec(snapshot)?.[1] ?? "";
}

/** What keeps one from seeing where the focus is. */
const FOCUS = `(() => {
  const element = document.activeElement;
  const problems = [];
  const styles = [getComputedStyle(element), getComputedStyle(element, "::after")];
  const isMarked = styles.some((style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
    style.boxShadow !== "none");
  if (!isMarked) problems.push("has no mark");
  const box = element.getBoundingClientRect();
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(...middle);
  if (top === null) problems.push("is outside the window");
  else if (!element.contains(top) && !top.contains(element)) {
    problems.push("is covered by " + top.outerHTML.slice(0, 80));
  }
  return problems;
})()`;
