/** Repeating tasks in Chromium with scripting off, at a phone. */
import assert from "node:assert/strict";
import { shortDay } from "../../src/dates/format.ts";
import { countForNavigation } from "../../src/models/navigation_counts.ts";
import { findTask } from "../../src/models/tasks.ts";
import { formatRule } from "../../src/recurrence/rule.ts";
import { goBy, type Scenario, textOf } from "../support/chromium.ts";
import {
  addTasks,
  besideBob,
  flashOn,
  metaOf,
  press,
  quickAdd,
  titlesOn,
  today,
  tomorrow,
} from "./steps.ts";

const MONTH_ENDS = ["2036-01-31", "2036-02-29", "2036-03-31", "2036-04-30", "2036-05-31"];

export const repeats: Record<string, Scenario> = {
  "a repeat is shown in words and dates before it is saved; done, the next one comes up": besideBob(
    (scope) => addTasks(scope, ["Oats"]),
    async ({ page, scope }) => {
      const pending = async () => (await countForNavigation(scope)).pending;
      const days = MONTH_ENDS.map((day) => shortDay(day, today()));
      await page.goto("/tasks/new");
      await page.getByLabel("Title").fill("Pay rent");
      await page.getByLabel("Due").fill("2036-01-31");
      assert.equal(await page.getByLabel("Every").isVisible(), false);
      await page.getByRole("radio", { name: "Months" }).check();
      assert.ok(await page.getByLabel("Every").isVisible(), "what a month needs comes up");
      assert.equal(await page.getByText("On these days of the week").isVisible(), false);
      await page.getByLabel("On this day of the month").selectOption("the last day");
      await press(page, "Show the dates");
      assert.equal(
        await textOf(page, "#repeat-summary"),
        `On the last day of every month. Next: ${days.join(", ")}.`,
      );
      const summary = await page.locator("#repeat-summary").boundingBox();
      assert.ok(summary !== null && summary.y >= 0 && summary.y < 812, "the dates are in view");
      assert.equal(await pending(), 1, "nothing is saved yet");
      assert.equal(await page.getByLabel("Title").inputValue(), "Pay rent");

      await press(page, "Add task");
      assert.match(await textOf(page, ".facts"), /On the last day of every month\./);
      await press(page, "Complete Pay rent");
      assert.equal(await flashOn(page), `Completed Pay rent. next on ${days[1]}`);
      assert.equal((await findTask(scope, 3))?.dueOn, MONTH_ENDS[1]);
      assert.equal(await pending(), 2);

      await press(page, "Undo");
      assert.equal(await findTask(scope, 3), null, "the next one is not there any more");
      assert.equal((await findTask(scope, 2))?.completedAt, null, "and this one is to be done");
      await press(page, "Redo");
      assert.equal((await findTask(scope, 3))?.dueOn, MONTH_ENDS[1]);
    },
  ),

  "ticked off on Today, what repeats every day comes back tomorrow, and Undo takes both back":
    besideBob(
      (scope) => addTasks(scope, ["Oats"], { dueOn: today() }),
      async ({ page }) => {
        await page.goto("/dashboard");
        await quickAdd(page, "Water the fig every day");
        assert.deepEqual(await titlesOn(page), ["Oats", "Water the fig"]);
        await press(page, "Complete Water the fig");
        assert.match(await flashOn(page), /^Completed Water the fig\. next on /);
        const next = page.getByRole("complementary", { name: "Next" });
        assert.deepEqual(await next.locator(".tasks li a").allTextContents(), ["Water the fig"]);
        await press(page, "Undo");
        assert.deepEqual(await titlesOn(page), ["Oats", "Water the fig"]);
        assert.equal(await next.count(), 0);
      },
    ),

  "one is skipped, and a deletion asks whether the series is meant": besideBob(
    async (scope) => {
      const rule = { unit: "day", every: 1, ends: { kind: "never" } } as const;
      const repeat = { rule, mode: "rule", anchor: today() } as const;
      await addTasks(scope, ["Water the fig"], { dueOn: today(), repeat });
    },
    async ({ page, scope }) => {
      const due = async () => (await findTask(scope, 1))?.dueOn ?? null;
      await page.goto("/tasks/1");
      await press(page, "Skip this one");
      assert.match(await flashOn(page), /^Skipped Water the fig\. next on /);
      assert.equal(await due(), tomorrow());
      await press(page, "Undo");
      assert.equal(await due(), today());
      await press(page, "Delete");
      await press(page, "Skip this one");
      assert.equal(await due(), tomorrow());
      await page.goto("/tasks/1");
      await press(page, "Delete");
      await goBy(page, () => page.getByRole("link", { name: "Cancel" }).click());
      assert.equal(await due(), tomorrow());
      await press(page, "Delete");
      await press(page, "Delete the whole series");
      assert.equal(await flashOn(page), "Deleted Water the fig.");
      assert.equal(await due(), null);
    },
  ),

  "another rule is looked at on the edit page, and an impossible one says so": besideBob(
    async (scope) => {
      const rule = { unit: "day", every: 1, ends: { kind: "never" } } as const;
      const repeat = { rule, mode: "rule", anchor: today() } as const;
      await addTasks(scope, ["Water the fig"], { dueOn: today(), repeat });
    },
    async ({ page, scope }) => {
      await page.goto("/tasks/1/edit");
      await page.getByLabel("Every").fill("0");
      const refused = await goBy(page, () => page.getByRole("button", { name: "Save" }).click());
      assert.equal(refused.status(), 422);
      assert.match(await page.title(), /^Error: 1 problem/);
      await page.getByLabel("Every").fill("3");
      await page.getByRole("radio", { name: "After a number of times" }).check();
      await page.getByRole("textbox", { name: "Number of times" }).fill("4");
      await press(page, "Show the dates");
      assert.match(await textOf(page, "#repeat-summary"), /^Every 3 days, .*4 times.* Next: /);
      await press(page, "Save");
      assert.match(await textOf(page, ".facts"), /Every 3 days/);
      const rule = (await findTask(scope, 1))?.repeat?.rule;
      assert.deepEqual(rule, { unit: "day", every: 3, ends: { kind: "after", count: 4 } });
      await page.goto("/dashboard");
      assert.match(await metaOf(page, "Water the fig"), /every 3 days/);
    },
  ),

  "a custom rule is a choice that the form keeps, and another rule can take its place": besideBob(
    (scope) => addTasks(scope, ["Oats"]),
    async ({ page, scope }) => {
      await page.goto("/tasks");
      await quickAdd(page, "Pay every 1st and 15th");
      const words = "every month on the 1st and 15th";
      assert.match(await metaOf(page, "Pay"), new RegExp(words));
      await page.goto("/tasks/2/edit");
      assert.ok(await page.getByRole("radio", { name: `Custom rule: ${words}` }).isChecked());
      assert.equal(await page.getByLabel("Every", { exact: true }).isVisible(), false);
      await page.getByLabel("Title").fill("Pay the rent");
      await press(page, "Save");
      assert.match(await textOf(page, ".facts"), new RegExp(`Custom rule: ${words}\\.`));
      const rule = (await findTask(scope, 2))?.repeat?.rule;
      assert.equal(rule && formatRule(rule), "FREQ=MONTHLY;BYMONTHDAY=1,15");
      await page.goto("/tasks/2/edit");
      await page.getByRole("radio", { name: "Months" }).check();
      await page.getByLabel("On this day of the month").selectOption("the last day");
      await press(page, "Save");
      assert.match(await textOf(page, ".facts"), /On the last day of every month\./);
    },
  ),

  "every 2nd Friday is every other one, and the second of each month in one press": besideBob(
    (scope) => addTasks(scope, ["Oats"]),
    async ({ page }) => {
      await page.goto("/tasks");
      await quickAdd(page, "Club every 2nd friday");
      assert.match(await metaOf(page, "Club"), /every 2 weeks on Friday/);
      await press(page, "Make it the second Friday of each month");
      assert.equal(await flashOn(page), "Saved Club.");
      assert.match(await metaOf(page, "Club"), /second Friday of each month/);
      await press(page, "Undo");
      assert.match(await metaOf(page, "Club"), /every 2 weeks on Friday/);
    },
  ),
};
