/** Many tasks at once in Chromium with scripting off, at a phone. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { addDays } from "../../src/dates/calendar.ts";
import { createSection } from "../../src/models/sections.ts";
import { findTask, setCompletion } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { DESKTOP, goBy, PHONE, type Scenario } from "../support/chromium.ts";
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

const TITLES = ["Oats", "Soap", "Lemons"];

export const bulk: Record<string, Scenario> = {
  "rows are selected, the bar rises, and what is done to them is undone as one": besideBob(
    async (scope) => {
      await createSection(scope, { listId: await addList(scope, "Home"), name: "Kitchen" });
      await addTasks(scope, TITLES);
    },
    async ({ page, scope }) => {
      const find = async () => Promise.all([1, 2, 3].map((id) => findTask(scope, id)));
      const before = await find();
      await page.goto("/inbox");
      assert.equal(await bar(page).isVisible(), false);
      await select(page, "Oats", "Lemons");
      assert.equal(await countSaid(page), "2");
      const box = await bar(page).boundingBox();
      assert.ok(box !== null && box.y + box.height <= PHONE.height, "within reach of the thumb");
      await page.getByRole("button", { name: "Clear" }).click();
      assert.equal(await bar(page).isVisible(), false);

      const steps: [
        name: string,
        flash: string,
        meta: string,
        fill?: (more: Locator) => unknown,
      ][] = [
        ["Tomorrow", "Rescheduled 2 tasks. tomorrow", "tomorrow"],
        [
          "Add tag",
          "Tagged 2 tasks. #bills",
          "#bills",
          (more) => more.getByLabel("Tag").fill("bills"),
        ],
        [
          "Set priority",
          "Changed the priority of 2 tasks.",
          "High",
          (more) => more.getByLabel("Priority").selectOption("High"),
        ],
      ];
      for (const [name, flash, meta, fill] of steps) {
        await select(page, "Oats", "Lemons");
        const more = await openMore(page);
        await fill?.(more);
        await goBy(page, () => more.getByRole("button", { name }).click());
        assert.equal(await flashOn(page), flash);
        assert.equal(new URL(page.url()).pathname, "/inbox", "one stays where one was");
        for (const title of ["Oats", "Lemons"]) assert.equal(await metaOf(page, title), meta);
        assert.equal(await metaOf(page, "Soap"), "");
        if (name === "Tomorrow") assert.equal((await findTask(scope, 1))?.dueOn, tomorrow());
        await press(page, "Undo");
        assert.deepEqual((await find()).map(essence), before.map(essence), name);
      }

      await select(page, "Oats", "Lemons");
      const more = await openMore(page);
      await more.getByLabel("List").selectOption("Home: Kitchen");
      await goBy(page, () => more.getByRole("button", { name: "Move", exact: true }).click());
      assert.deepEqual(await titlesOn(page), ["Soap"]);
      assert.equal((await findTask(scope, 3))?.section?.name, "Kitchen");
      await press(page, "Undo");
      for (const [name, verb] of [
        ["Delete", "Deleted"],
        ["Complete", "Completed"],
      ] as const) {
        await select(page, "Oats", "Lemons");
        await goBy(page, () => bar(page).getByRole("button", { name }).click());
        assert.equal(await flashOn(page), `${verb} 2 tasks.`);
        assert.deepEqual(await titlesOn(page), ["Soap"]);
        await press(page, "Undo");
        assert.deepEqual(await titlesOn(page), TITLES);
      }
    },
  ),

  "what is selected is counted on every page of tasks": besideBob(
    async (scope) => {
      const listId = await addList(scope, "Home");
      const { id: sectionId } = saved(
        await createSection(scope, { listId, name: "Kitchen" }),
      ).value;
      const everywhere = { listId, tags: ["errand"] };
      await addTasks(scope, ["Late"], { ...everywhere, dueOn: addDays(today(), -1) });
      await addTasks(scope, ["Now"], { ...everywhere, sectionId, dueOn: today() });
      await addTasks(scope, ["Soon"], { ...everywhere, dueOn: tomorrow() });
      await addTasks(scope, ["Finished", "Ended"], { ...everywhere, dueOn: today() });
      for (const id of [4, 5]) await setCompletion(scope, id, { done: true });
      await addTasks(scope, TITLES);
    },
    async ({ page }) => {
      const pages = {
        "/dashboard": ["Late", "Now", "Soon", "Finished"],
        "/upcoming": ["Soon"],
        "/inbox": TITLES,
        "/someday": TITLES,
        "/completed": ["Finished", "Ended"],
        "/tasks": ["Late", "Now", ...TITLES],
        "/tasks?status=all": ["Late", "Finished", ...TITLES],
        "/lists/1": ["Late", "Now", "Soon"],
        "/tags/errand": ["Now", "Late"],
      };
      for (const size of [PHONE, DESKTOP, { width: 1600, height: 900 }]) {
        await page.setViewportSize(size);
        for (const [address, titles] of Object.entries(pages)) {
          await page.goto(address);
          await select(page);
          for (const folded of await page.locator("main .fold > summary").all())
            await folded.click();
          for (const [index, title] of titles.entries()) {
            await page.getByRole("checkbox", { name: title, exact: true }).check();
            assert.equal(await countSaid(page), String(index + 1), `${address}: ${title}`);
          }
          for (const folded of await page.locator("main .fold > summary").all())
            await folded.click();
          assert.equal(await countSaid(page), String(titles.length), `${address}, folded`);
        }
      }
    },
  ),

  "in the mode a row's words tick it, and what is ticked shows the mode, also after Back":
    besideBob(
      (scope) => addTasks(scope, TITLES, { tags: ["errand"] }),
      async ({ page }) => {
        for (const size of [PHONE, DESKTOP]) {
          await page.setViewportSize(size);
          await page.goto("/inbox");
          await select(page);
          const box = (name: string) => page.getByRole("checkbox", { name, exact: true });
          const words = page.locator(".box + span > a").filter({ hasText: "Soap" });
          const at = await words.boundingBox();
          assert.ok(at !== null);
          for (const isTicked of [true, false, true]) {
            await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
            assert.equal(await box("Soap").isChecked(), isTicked);
          }
          assert.equal(new URL(page.url()).pathname, "/inbox");
          assert.equal(await countSaid(page), "1");
          // The switch alone does not hide what is ticked.
          await page.getByRole("checkbox", { name: "Select", exact: true }).uncheck();
          assert.ok(await box("Soap").isVisible());
          assert.ok(await bar(page).isVisible());
          await page.goto("/someday");
          await page.goBack();
          assert.equal(await box("Lemons").isVisible(), await box("Soap").isChecked());
          if (!(await box("Soap").isChecked())) await select(page, "Soap");
          await page.getByRole("button", { name: "Clear" }).click();
          assert.equal(await box("Soap").isVisible(), false);
          await goBy(page, () => words.click());
          assert.equal(new URL(page.url()).pathname, "/tasks/2", "a row leads to its task again");
        }
      },
    ),

  "an invalid date or tag is corrected, and the selection is kept": besideBob(
    (scope) => addTasks(scope, TITLES),
    async ({ page, scope }) => {
      await page.goto("/inbox");
      await select(page, "Soap", "Lemons");
      const more = await openMore(page);
      await more.getByLabel("Tag").fill("two words");
      await goBy(page, () => more.getByRole("button", { name: "Add tag" }).click());
      assert.match(await page.locator("main").innerText(), /selection is kept/);
      assert.equal(await page.getByLabel("Tag").inputValue(), "two words");
      await page.getByLabel("Tag").fill("#bath");
      await press(page, "Tag 2 tasks");
      const tags = await Promise.all(
        [1, 2, 3].map(async (id) => (await findTask(scope, id))?.tags),
      );
      assert.deepEqual(tags, [[], ["bath"], ["bath"]]);
    },
  ),

  "all that match are meant, also those on other pages; if their number has changed it is asked":
    besideBob(
      (scope) => addTasks(scope, TITLES),
      async ({ page, scope }) => {
        const done = async () => {
          const tasks = await Promise.all([1, 2, 3, 4].map((id) => findTask(scope, id)));
          return tasks.filter((task) => task?.completedAt != null).length;
        };
        const completeAll = async (label: string) => {
          await select(page, "Oats");
          await page.getByText(label).click();
          await goBy(page, () => bar(page).getByRole("button", { name: "Complete" }).click());
        };
        await page.goto("/inbox?limit=2");
        await completeAll("All 3 tasks");
        assert.equal(await flashOn(page), "Completed 3 tasks.");
        await press(page, "Undo");

        await page.goto("/inbox?limit=2");
        await addTasks(scope, ["Nails"]);
        await completeAll("All 3 tasks");
        assert.match(await page.locator("main").innerText(), /it now has 4 tasks/);
        assert.equal(await done(), 0, "nothing is done before the answer");
        await goBy(page, () => page.getByRole("link", { name: "Cancel" }).click());
        assert.equal(new URL(page.url()).search, "?limit=2");
        await completeAll("All 4 tasks");
        assert.equal(await done(), 4);
        await press(page, "Undo");
        assert.equal(await done(), 0);
      },
    ),

  "many deleted at once are asked about first": besideBob(
    (scope) =>
      addTasks(
        scope,
        Array.from({ length: 52 }, (_, index) => `Task ${index + 1}`),
      ),
    async ({ page, scope }) => {
      await page.goto("/inbox");
      await select(page, "Task 1");
      await page.getByText("All 52 tasks").click();
      await goBy(page, () => bar(page).getByRole("button", { name: "Delete" }).click());
      assert.notEqual(await findTask(scope, 52), null);
      await press(page, "Delete 52 tasks");
      assert.equal(await flashOn(page), "Deleted 52 tasks.");
      assert.deepEqual(await titlesOn(page), []);
      await press(page, "Undo");
      assert.equal((await titlesOn(page)).length, 50);
    },
  ),

  "a whole page is selected at one press": besideBob(
    (scope) => addTasks(scope, TITLES),
    async ({ page, scope }) => {
      await page.goto("/inbox?limit=2");
      await page.getByRole("checkbox", { name: "Select", exact: true }).check();
      await goBy(page, () => page.getByRole("link", { name: "Select all on this page" }).click());
      assert.equal(await countSaid(page), "2");
      await page.getByRole("checkbox", { name: "Soap", exact: true }).uncheck();
      assert.equal(await countSaid(page), "1");
      await page.getByRole("checkbox", { name: "Soap", exact: true }).check();
      await goBy(page, () => bar(page).getByRole("button", { name: "Complete" }).click());
      assert.equal(await flashOn(page), "Completed 2 tasks.");
      assert.equal((await findTask(scope, 3))?.completedAt, null);
      assert.equal(await bar(page).isVisible(), false, "nothing is selected any more");
    },
  ),

  "what is late is put off to a day of its own choosing": besideBob(
    (scope) => addTasks(scope, TITLES, { dueOn: "2020-02-29" }),
    async ({ page, scope }) => {
      await page.goto("/dashboard");
      assert.match(await metaOf(page, "Soap"), /days late$/);
      await select(page, "Soap", "Oats");
      const more = await openMore(page);
      await more.getByLabel("Day", { exact: true }).fill(today());
      await goBy(page, () => more.getByRole("button", { name: "Set date" }).click());
      assert.equal(await flashOn(page), "Rescheduled 2 tasks. today");
      const dues = await Promise.all(
        [1, 2, 3].map(async (id) => (await findTask(scope, id))?.dueOn),
      );
      assert.deepEqual(dues, [today(), today(), "2020-02-29"]);
    },
  ),

  "Enter does what the filled field says, and presses no button of a row": besideBob(
    (scope) => addTasks(scope, TITLES),
    async ({ page, scope }) => {
      await page.goto("/inbox");
      await select(page, "Soap");
      const day = (await openMore(page)).getByLabel("Day", { exact: true });
      await day.fill(today());
      await goBy(page, () => day.press("Enter"));
      assert.equal(await flashOn(page), "Rescheduled Soap. today");
      await select(page, "Soap");
      const tag = (await openMore(page)).getByLabel("Tag", { exact: true });
      await tag.fill("bath");
      await goBy(page, () => tag.press("Enter"));
      assert.match(await metaOf(page, "Soap"), /#bath/);
      await select(page, "Soap");
      await goBy(page, () =>
        page.getByRole("checkbox", { name: "Soap", exact: true }).press("Enter"),
      );
      assert.match(await flashOn(page), /^Nothing was changed/);
      for (const id of [1, 2, 3]) assert.equal((await findTask(scope, id))?.completedAt, null);
      const [soap] = TITLES.flatMap((title, index) => (title === "Soap" ? [index + 1] : []));
      await page.goto(`/tasks/${soap}`);
      await page.locator("summary", { hasText: "Reschedule" }).click();
      const own = page.getByLabel("Day", { exact: true });
      await own.fill("2030-01-02");
      await goBy(page, () => own.press("Enter"));
      assert.equal((await findTask(scope, soap ?? 0))?.dueOn, "2030-01-02");
    },
  ),
};

function bar(page: Page): Locator {
  return page.getByRole("group", { name: "Selected tasks" });
}

/** How many are selected, as a screen reader says it: the stylesheet counts them. */
async function countSaid(page: Page): Promise<string | undefined> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const said = nodes.map(({ name }) => String(name?.value ?? "").trim());
  return said[said.lastIndexOf("Selected") + 1];
}

async function select(page: Page, ...titles: string[]): Promise<void> {
  await page.getByRole("checkbox", { name: "Select", exact: true }).check();
  for (const title of titles)
    await page.getByRole("checkbox", { name: title, exact: true }).check();
}

async function openMore(page: Page): Promise<Locator> {
  await bar(page).getByRole("button", { name: "More…" }).click();
  const more = page.locator("#more");
  await more.waitFor();
  return more;
}

/** All of a task but its version and the time of its last change, which Undo moves on. */
function essence(task: Awaited<ReturnType<typeof findTask>>): object {
  assert.ok(task !== null);
  const { version: _version, updatedAt: _updatedAt, ...rest } = task;
  return rest;
}
