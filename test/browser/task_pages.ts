/** The page of a task and its form in Chromium with scripting off, at a phone. */
import assert from "node:assert/strict";
import { findTask } from "../../src/models/tasks.ts";
import { goBy, type Scenario, textOf } from "../support/chromium.ts";
import {
  addList,
  addTasks,
  besideBob,
  flashOn,
  metaOf,
  press,
  titlesOn,
  today,
  tomorrow,
} from "./steps.ts";

export const taskPages: Record<string, Scenario> = {
  "a checklist is written and ticked off, and the task says how far it is": besideBob(
    (scope) => addTasks(scope, ["Pack for Lisbon"]),
    async ({ page, scope }) => {
      await page.goto("/tasks/1");
      for (const item of ["Passport", "Tickets"]) {
        await page.getByLabel("Add an item").fill(item);
        await goBy(page, () => page.keyboard.press("Enter"));
        assert.equal(new URL(page.url()).hash, "#item", "at the line for the next one");
      }
      assert.match(await textOf(page, ".progress"), /^0 of 2/);
      await press(page, "Complete Passport");
      assert.equal(await flashOn(page), "Completed Passport.");
      assert.match(await textOf(page, ".progress"), /^1 of 2/);
      assert.equal(new URL(page.url()).pathname, "/tasks/1");
      await page.goto("/inbox");
      assert.deepEqual(await titlesOn(page), ["Pack for Lisbon"], "items are no rows of a list");
      assert.equal(await metaOf(page, "Pack for Lisbon"), "1 of 2");

      await page.goto("/tasks/1");
      await press(page, "Reopen Passport");
      assert.match(await textOf(page, ".progress"), /^0 of 2/);
      await goBy(page, () => page.getByRole("link", { name: "Tickets" }).last().click());
      assert.equal(await page.getByLabel("Add an item").count(), 0, "there is one level");
      await press(page, "Delete");
      assert.equal(new URL(page.url()).pathname, "/tasks/1");
      assert.match(await textOf(page, ".progress"), /^0 of 1/);
      await press(page, "Undo");
      assert.match(await textOf(page, ".progress"), /^0 of 2/);
      assert.equal((await findTask(scope, 3))?.parentId, 1);
    },
  ),

  "dates and times are never cut off": besideBob(
    (scope) => addTasks(scope, ["Pay rent"], { dueOn: "2026-12-28", dueTime: "12:58" }),
    async ({ page }) => {
      for (const width of [320, 360, 375, 390, 414, 600, 1280]) {
        await page.setViewportSize({ width, height: 812 });
        for (const path of ["/tasks/1/edit", "/tasks/1", "/inbox"]) {
          await page.goto(path);
          if (path === "/tasks/1") await page.locator("summary", { hasText: "Reschedule" }).click();
          const inputs = "[type=date], [type=time]";
          assert.deepEqual(
            await page.evaluate(`(${CUT_OFF})("${inputs}")`),
            [],
            `${width} ${path}`,
          );
        }
      }
    },
  ),

  "a task is put off on its own page, at one press or to a day": besideBob(
    (scope) => addTasks(scope, ["Pay rent"], { dueOn: today(), dueTime: "09:00" }),
    async ({ page, scope }) => {
      await page.goto("/tasks/1");
      await page.locator("summary", { hasText: "Reschedule" }).click();
      await press(page, "Tomorrow");
      assert.equal(await flashOn(page), "Rescheduled Pay rent. tomorrow");
      const at = () => new URL(page.url()).pathname + new URL(page.url()).hash;
      assert.equal(at(), "/inbox#t-1", "back to its row");
      assert.equal((await findTask(scope, 1))?.dueOn, tomorrow());

      await page.goto("/tasks?sort=title");
      await goBy(page, () => page.getByRole("link", { name: "Pay rent" }).last().click());
      await page.getByText("Rename", { exact: true }).click();
      await page.locator("#fact-title").fill("Pay the rent");
      await press(page, "Save");
      assert.equal(await flashOn(page), "Saved Pay the rent.");
      assert.equal(at(), "/tasks#t-1");
      assert.equal(new URL(page.url()).search, "?sort=title", "the list as it was");
      const renamed = await findTask(scope, 1);
      assert.deepEqual([renamed?.title, renamed?.dueTime], ["Pay the rent", "09:00"]);

      await goBy(page, () => page.getByRole("link", { name: "Pay the rent" }).last().click());
      await page.locator("summary", { hasText: "Reschedule" }).click();
      await page.getByLabel("Day").fill("2036-02-29");
      await press(page, "Set date");
      const task = await findTask(scope, 1);
      assert.deepEqual([task?.dueOn, task?.dueTime], ["2036-02-29", "09:00"]);
      await press(page, "Undo");
      assert.equal((await findTask(scope, 1))?.dueOn, tomorrow());
    },
  ),

  "priority, list and tags of a task are changed on its own page, at two presses each": besideBob(
    async (scope) => {
      await addList(scope, "Home");
      await addTasks(scope, ["Pay rent", "Buy oats"]);
    },
    async ({ page, scope }) => {
      const change = async (summary: string, act: () => Promise<unknown>) => {
        await page.goto("/tasks?sort=title");
        await goBy(page, () => page.getByRole("link", { name: "Pay rent" }).last().click());
        // "Change list, now Inbox"
        await page.locator("summary", { hasText: summary }).click();
        await act();
        assert.equal(await flashOn(page), "Saved Pay rent.");
        const { pathname, search, hash } = new URL(page.url());
        assert.equal(pathname + search + hash, "/tasks?sort=title#t-1");
      };
      await change("Set a priority", () => press(page, "High"));
      await change("Change list", async () => {
        await page.locator("#fact-list").selectOption("Home");
        await press(page, "Move");
      });
      await change("Add tags", async () => {
        await page.getByLabel("Tags").fill("bills");
        await goBy(page, () => page.keyboard.press("Enter"));
      });
      assert.equal(await metaOf(page, "Pay rent"), "High · Home · #bills");
      await press(page, "Undo");
      assert.equal(await metaOf(page, "Pay rent"), "High · Home");
      assert.deepEqual((await findTask(scope, 1))?.tags, []);
    },
  ),

  "two tabs plan one task apart, and nothing is lost whichever is kept": besideBob(
    async (scope) => {
      await addList(scope, "Home");
      await addTasks(scope, ["Sharpen the knives"], { description: "At Fenwick’s" });
    },
    async ({ page: first, scope }) => {
      const second = await first.context().newPage();
      for (const tab of [first, second]) await tab.goto("/tasks/1/edit");
      await first.getByLabel("Due").fill(tomorrow());
      await first.getByLabel("Tags").fill("errand");
      await press(first, "Save");
      await second.getByLabel("List").selectOption("Home");
      await second.getByRole("radio", { name: "High" }).check();
      await second.getByLabel("Notes").fill("At Fenwick’s, by bike");
      const answer = await goBy(second, () =>
        second.getByRole("button", { name: "Save", exact: true }).click(),
      );
      assert.equal(answer.status(), 409);
      const fields = await second.locator(".version >> nth=0 >> dt").allTextContents();
      const named = ["Due (as it was)", "Priority", "List", "Tags (as it was)", "Notes"];
      assert.deepEqual(fields, named);
      const yours = await textOf(second, ".version >> nth=0 >> dl");
      assert.match(
        yours,
        /Due \(as it was\) none.*\[High\].*\[Home\].*Tags \(as it was\) none.*\[Fenwick’s, by bike\]$/,
      );
      const saved = await textOf(second, ".version >> nth=1 >> dl");
      assert.match(
        saved,
        /^Due \[.+\] Priority \(as it was\) none List \(as it was\) \[Inbox\] Tags \[#errand\] Notes \(as it was\) At \[Fenwick’s\]$/,
      );
      assert.equal(await second.getByLabel("Due").inputValue(), tomorrow(), "one of both has it");
      assert.equal(await second.getByLabel("Tags").inputValue(), "errand");
      assert.ok(await second.getByRole("radio", { name: "High" }).isChecked());
      const before = await findTask(scope, 1);
      assert.equal(before?.dueOn, tomorrow(), "nothing is saved yet");

      await press(second, "Keep yours");
      const kept = await findTask(scope, 1);
      assert.deepEqual([kept?.dueOn, kept?.list?.name, kept?.priority], [null, "Home", 3]);
      assert.equal(kept?.description, "At Fenwick’s, by bike");
      await press(second, "Undo");
      const back = await findTask(scope, 1);
      assert.deepEqual([back?.dueOn, back?.list, back?.tags], [tomorrow(), null, ["errand"]]);
      await press(second, "Redo");
      assert.equal((await findTask(scope, 1))?.list?.name, "Home");
    },
  ),

  "one tab ticks off what another is writing about": besideBob(
    (scope) => addTasks(scope, ["Pay rent"]),
    async ({ page: first, scope }) => {
      const second = await first.context().newPage();
      await first.goto("/tasks/1/edit");
      await second.goto("/tasks/1");
      await press(second, "Complete Pay rent");
      await first.getByLabel("Notes").fill("From the joint account.");
      await press(first, "Save");
      await press(first, "Keep yours");
      const task = await findTask(scope, 1);
      assert.equal(task?.description, "From the joint account.");
      assert.notEqual(task?.completedAt ?? null, null, "it stays done");
    },
  ),
};

/** The fields that are shown narrower than what is in them. */
const CUT_OFF = `(selector) => [...document.querySelectorAll(selector)].flatMap((field) => {
  const { width } = field.getBoundingClientRect();
  if (width === 0) return [];
  Object.assign(field.style, { inlineSize: "max-content", maxInlineSize: "none" });
  const needed = field.getBoundingClientRect().width;
  Object.assign(field.style, { inlineSize: "", maxInlineSize: "" });
  return width < needed - 1 ? [field.id + " " + width + " of " + needed] : [];
})`;
