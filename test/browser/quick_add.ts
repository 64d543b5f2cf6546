/** Writing tasks down in Chromium with scripting off, at a phone: a line is read, and so are many. */
import assert from "node:assert/strict";
import { shortDay } from "../../src/dates/format.ts";
import { listLists } from "../../src/models/lists.ts";
import { countForNavigation } from "../../src/models/navigation_counts.ts";
import { findTask } from "../../src/models/tasks.ts";
import { goBy, type Scenario } from "../support/chromium.ts";
import {
  addList,
  besideBob,
  flashOn,
  metaOf,
  press,
  quickAdd,
  titlesOn,
  today,
  tomorrow,
} from "./steps.ts";

const LINE = "Pay rent tomorrow 9am every month @home #bills !1";
const MANY = Array.from({ length: 12 }, (_, index) => `Chapter ${index + 1}`);

export const quickAdds: Record<string, Scenario> = {
  "a line is read, the page says as what, and one press keeps it as text": besideBob(
    (scope) => addList(scope, "Home"),
    async ({ page, scope }) => {
      await page.goto("/dashboard");
      await quickAdd(page, LINE);
      const day = shortDay(tomorrow(), today());
      assert.equal(
        await flashOn(page),
        `Added Pay rent. due ${day}, 09:00 · every month · in Home · #bills · high priority`,
      );
      await page.locator("#add:focus").waitFor();
      const next = page.getByRole("complementary", { name: "Next" });
      assert.deepEqual(await next.locator(".tasks li a").allTextContents(), ["Pay rent"]);
      assert.match(await metaOf(page, "Pay rent"), /09:00 · every month · High · Home · #bills$/);

      await press(page, "Keep my words as they were");
      assert.equal(await flashOn(page), `Kept as text ${LINE}.`);
      const kept = await findTask(scope, 1);
      assert.equal(kept?.title, LINE);
      assert.equal(kept?.dueOn, today(), "where it was written is not what it says");
      assert.deepEqual(
        [kept?.dueTime, kept?.repeat, kept?.list, kept?.priority],
        [null, null, null, 0],
      );
      assert.deepEqual(kept?.tags, []);
      assert.deepEqual(await titlesOn(page), [LINE]);

      await press(page, "Undo");
      assert.deepEqual((await findTask(scope, 1))?.list?.name, "Home", "and read again after all");
      assert.deepEqual(await titlesOn(page), ["Pay rent"]);
    },
  ),

  "a line gets what its page says, unless it says so itself": besideBob(
    (scope) => addList(scope, "Home"),
    async ({ page, scope }) => {
      await page.goto("/lists/1");
      await page.getByLabel("Add to Home").waitFor();
      await quickAdd(page, "Oats");
      assert.equal(await flashOn(page), "Added Oats.");
      await quickAdd(page, "Sketches @studio");
      assert.equal(await flashOn(page), "Added Sketches. in the new list studio");
      assert.deepEqual(await titlesOn(page), ["Oats"], "the other is in a list of its own");
      const lists = await listLists(scope);
      assert.deepEqual(
        lists.map(({ name }) => name),
        ["Home", "studio"],
      );
      await press(page, "Undo");
      assert.equal((await listLists(scope)).length, 1, "the list goes with the line that made it");

      await page.goto("/upcoming");
      await quickAdd(page, "Call Mum #family");
      assert.equal((await findTask(scope, 3))?.dueOn, tomorrow());
      await page.goto("/tags/family");
      await quickAdd(page, "Write to Grandpa");
      assert.deepEqual((await findTask(scope, 4))?.tags, ["family"]);
    },
  ),

  "many lines are pasted, looked through, corrected, added and taken back at once": besideBob(
    (scope) => addList(scope, "Book"),
    async ({ page, scope }) => {
      const count = async () => (await countForNavigation(scope)).pending;
      await page.goto("/lists/1");
      await goBy(page, () => page.getByRole("link", { name: "Add many" }).click());
      await page.getByLabel("One task per line").fill(`- One tomorrow\n\n- Two !1`);
      await press(page, "Add tasks");
      assert.equal(await flashOn(page), "Added 2 tasks.", "a few need no looking through");
      assert.deepEqual(await titlesOn(page), ["One", "Two"]);
      await press(page, "Undo");

      await page.goto("/tasks/many?list=1");
      await page.getByLabel("One task per line").fill([...MANY, "Epilogue tomorrow"].join("\n"));
      await press(page, "Add tasks");
      const seen = page.locator(".preview-list li");
      assert.equal(await seen.count(), 13);
      assert.match((await seen.last().textContent()) ?? "", /^Epilogue\s+due /);
      assert.equal(await count(), 0, "shown, and not yet added");

      await page.getByLabel("One task per line").fill(MANY.join("\n"));
      await press(page, "Add 13 tasks");
      assert.equal(await seen.count(), 12, "what was changed is shown again");
      assert.equal(await count(), 0);
      await press(page, "Add 12 tasks");
      assert.equal(await flashOn(page), "Added 12 tasks.");
      assert.equal(new URL(page.url()).pathname, "/lists/1");
      assert.deepEqual(await titlesOn(page), MANY);
      await press(page, "Undo");
      assert.equal(await count(), 0);
    },
  ),
};
