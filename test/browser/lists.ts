/** Lists, their sections and the order by hand in Chromium with scripting off, at a phone. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { listLists, listOutline } from "../../src/models/lists.ts";
import { createSection, listSections } from "../../src/models/sections.ts";
import { findTask } from "../../src/models/tasks.ts";
import { goBy, type Scenario } from "../support/chromium.ts";
import { addList, addTasks, besideBob, flashOn, press, quickAdd, titlesOn } from "./steps.ts";

export const lists: Record<string, Scenario> = {
  "a list is made with sections, and a task put into one": besideBob(
    () => Promise.resolve(),
    async ({ page, scope }) => {
      await page.goto("/lists");
      await goBy(page, () => page.getByRole("link", { name: "New list" }).first().click());
      await press(page, "Create list");
      assert.match(await page.title(), /^Error: 1 problem/);
      await page.getByLabel("Name").fill("Home");
      await page.getByRole("radio", { name: "Sea" }).check();
      await press(page, "Create list");
      assert.equal(await flashOn(page), "Created the list Home.");
      assert.equal(new URL(page.url()).pathname, "/lists/1");
      assert.equal((await listLists(scope))[0]?.colour, "sea");

      await goBy(page, () => page.getByRole("link", { name: "Edit list" }).click());
      for (const name of ["Kitchen", "Garden"]) {
        await page.getByLabel("New section").fill(name);
        await press(page, "Add section");
        assert.equal(await flashOn(page), `Created the section ${name}.`);
      }
      await goBy(page, () => page.locator("#s-2").getByRole("button", { name: "Up" }).click());
      assert.equal(new URL(page.url()).hash, "#s-2");
      assert.deepEqual(await sectionNames(page), ["Garden", "Kitchen"]);
      await page.getByLabel("Name of section 1").fill("Allotment");
      await page.getByLabel("Name of section 1").press("Enter");
      await page.getByText("Saved the section Allotment.").waitFor();

      await page.goto("/lists/1");
      await quickAdd(page, "Onions");
      await goBy(page, () => page.getByRole("link", { name: "Onions" }).last().click());
      await goBy(page, () => page.getByRole("link", { name: "Edit", exact: true }).click());
      await page.getByLabel("List").selectOption("Home: Allotment");
      await press(page, "Save");
      assert.equal((await findTask(scope, 1))?.section?.name, "Allotment");
      await page.goto("/lists/1");
      const group = page.getByRole("region", { name: "Allotment 1" });
      assert.deepEqual(await group.locator(".tasks li a").allTextContents(), ["Onions"]);

      await page.goto("/lists/1/edit");
      await goBy(page, () => page.locator("#s-2").getByRole("button", { name: "Delete" }).click());
      assert.equal((await findTask(scope, 1))?.section, null, "the task stays in the list");
      await press(page, "Undo");
      assert.equal((await findTask(scope, 1))?.section?.name, "Allotment");
    },
  ),

  "tasks are moved by hand, one and several, and one comes back to the row": besideBob(
    async (scope) => {
      const listId = await addList(scope, "Home");
      await addTasks(scope, TITLES, { listId });
    },
    async ({ page }) => {
      await page.goto("/lists/1");
      assert.deepEqual(await titlesOn(page), TITLES);
      const move = async (title: string, act: () => Promise<unknown>) => {
        await goBy(page, () => page.getByRole("link", { name: title, exact: true }).last().click());
        await page.getByText("Change position").click();
        await goBy(page, act);
      };
      await move("Task 40", () => page.getByRole("button", { name: "Up", exact: true }).click());
      assert.equal(await flashOn(page), "Moved Task 40.");
      assert.equal(new URL(page.url()).hash, "#t-40");
      const box = await page.locator("#t-40").boundingBox();
      assert.ok(box !== null && box.y > 0 && box.y < 812, "its row is in view");
      assert.deepEqual((await titlesOn(page)).slice(37, 40), ["Task 38", "Task 40", "Task 39"]);

      await move("Task 40", () => page.getByRole("button", { name: "To the top" }).click());
      assert.equal((await titlesOn(page))[0], "Task 40");
      await move("Task 40", async () => {
        await page.getByLabel("Or after").selectOption("Task 2");
        await page.getByRole("button", { name: "Move there" }).click();
      });
      assert.deepEqual((await titlesOn(page)).slice(0, 3), ["Task 1", "Task 2", "Task 40"]);
      await press(page, "Undo");
      assert.equal((await titlesOn(page))[0], "Task 40");

      await page.getByRole("checkbox", { name: "Select", exact: true }).check();
      for (const name of ["Task 1", "Task 3"]) {
        await page.getByRole("checkbox", { name, exact: true }).check();
      }
      await page.getByRole("button", { name: "More…" }).click();
      await goBy(page, () => page.getByRole("button", { name: "To the bottom" }).click());
      assert.deepEqual((await titlesOn(page)).slice(-2), ["Task 1", "Task 3"], "in their order");
      assert.equal(new URL(page.url()).hash, "#t-1");
      await press(page, "Undo");
      assert.deepEqual((await titlesOn(page)).slice(0, 4), [
        "Task 40",
        "Task 1",
        "Task 2",
        "Task 3",
      ]);
    },
  ),

  "lists are ordered, archived, brought back, deleted with their tasks, and all of it undone":
    besideBob(
      async (scope) => {
        for (const name of ["Home", "Studio"]) {
          const listId = await addList(scope, name);
          await createSection(scope, { listId, name: "Kitchen" });
          await addTasks(scope, [`Tidy ${name}`], { listId });
        }
      },
      async ({ page, scope }) => {
        await page.goto("/lists");
        await press(page, "Down: Home");
        assert.equal(new URL(page.url()).hash, "#l-1");
        assert.deepEqual(await listNames(page), ["Studio", "Home"]);

        await page.goto("/lists/1/edit");
        await press(page, "Archive");
        assert.equal(await flashOn(page), "Archived the list Home.");
        await press(page, "Bring it back: Home");
        assert.equal(await flashOn(page), "Brought back the list Home.");

        await page.goto("/lists/1/edit");
        await press(page, "Delete list");
        assert.equal(await flashOn(page), "Deleted the list Home. 1 task went with it");
        assert.equal(await findTask(scope, 1), null);
        await press(page, "Undo");
        assert.deepEqual(await listNames(page), ["Studio", "Home"], "in its place");
        assert.equal((await findTask(scope, 1))?.list?.name, "Home");
        assert.equal((await listSections(scope, 1)).length, 1);
      },
    ),

  "what is typed on a page of several forms is not lost by another one": besideBob(
    async (scope) => {
      const listId = await addList(scope, "Home");
      await createSection(scope, { listId, name: "Kitchen" });
      await createSection(scope, { listId, name: "Garden" });
      await addTasks(scope, ["Oats"], { tags: ["errand"] });
    },
    async ({ page, scope }) => {
      const buttons = async () => {
        const all = page.locator("main").getByRole("button");
        return (await all.allTextContents()).filter((one) => one !== "");
      };
      await page.goto("/lists/1/edit");
      const note = page.locator(".unsaved").first();
      assert.equal(await note.isVisible(), false);
      const before = await buttons();
      assert.ok(before.includes("Archive") && before.includes("Add section"));
      await page.getByLabel("Name", { exact: true }).fill("House");
      // Pressed right after the typing, another form does nothing either.
      const { x, y, width, height } =
        (await page.getByRole("button", { name: "Archive" }).boundingBox()) ?? assert.fail();
      await page.mouse.click(x + width / 2, y + height / 2);
      assert.deepEqual(await buttons(), ["Save"]);
      assert.ok(await note.isVisible());
      assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "House");
      await press(page, "Save");
      assert.deepEqual(
        (await listOutline(scope)).map(({ name, archived }) => [name, archived]),
        [["House", false]],
      );

      await page.goto("/lists/1/edit");
      await page.getByLabel("Name of section 2").fill("Beds");
      await page.getByLabel("Name of section 2").blur();
      assert.deepEqual(await buttons(), ["Rename"]);
      await goBy(page, () => page.getByLabel("Name of section 2").press("Enter"));
      const undo = ["Undo", "Take it back"];
      const again = (await buttons()).filter((name) => !undo.includes(name));
      assert.deepEqual(again, before, "all of it is there again");

      // Refused, it is not saved yet.
      await page.getByLabel("New section").fill(" ");
      await goBy(page, () => page.getByLabel("New section").press("Enter"));
      assert.deepEqual(await buttons(), ["Add section"]);

      await page.goto("/tags/errand/edit");
      assert.ok((await buttons()).includes("Delete tag"));
      await page.getByLabel("Name", { exact: true }).fill("errands");
      await page.getByLabel("Name", { exact: true }).blur();
      assert.deepEqual(await buttons(), ["Rename"]);
    },
  ),

  "a tag is renamed where it stands, and taken off everything": besideBob(
    (scope) => addTasks(scope, ["Pay rent", "Pay the plumber"], { tags: ["bills"] }),
    async ({ page, scope }) => {
      await page.goto("/tags/bills");
      assert.deepEqual((await titlesOn(page)).toSorted(), ["Pay rent", "Pay the plumber"]);
      await goBy(page, () => page.getByRole("link", { name: "Edit tag" }).click());
      await page.getByLabel("Name").fill("money");
      await press(page, "Rename");
      assert.equal(new URL(page.url()).pathname, "/tags/money");
      assert.deepEqual((await findTask(scope, 2))?.tags, ["money"]);
      await goBy(page, () => page.getByRole("link", { name: "Edit tag" }).click());
      await press(page, "Delete tag");
      assert.deepEqual((await findTask(scope, 2))?.tags, []);
      await press(page, "Undo");
      assert.deepEqual((await findTask(scope, 2))?.tags, ["money"]);
    },
  ),
};

const TITLES = Array.from({ length: 45 }, (_, index) => `Task ${index + 1}`);

function listNames(page: Page): Promise<string[]> {
  return page.locator("main .rows li a bdi").allTextContents();
}

async function sectionNames(page: Page): Promise<string[]> {
  const fields = await page.locator("main .rows .input").all();
  return Promise.all(fields.map((field) => field.inputValue()));
}
