/** Every page of the app in its states, each with the way there. */
import type { Page, Response } from "playwright-core";
import { addDays } from "../../src/dates/calendar.ts";
import { goBy } from "../support/chromium.ts";
import { ACCESS_STATES } from "./access_states.ts";
import { ACCOUNT_STATES } from "./account_states.ts";
import { CALENDAR_STATES } from "./calendar_states.ts";
import { NEWCOMER_STATES, VISITOR_STATES } from "./first_states.ts";
import { FULL_TASK, HARD, LIST } from "./people.ts";
import { PROVIDER_STATES } from "./providers.ts";
import { REVIEW_STATES } from "./review_states.ts";
import { SECOND_FACTOR_STATES } from "./second_factor.ts";
import { regular, type State } from "./state.ts";
import { press, quickAdd, today } from "./steps.ts";

const TASK = "/tasks/11";

/** In this order: the later ones change what the earlier ones look at. */
export const STATES: State[] = [
  ...VISITOR_STATES,
  ...NEWCOMER_STATES,

  regular("Today", 200, (page) => page.goto("/dashboard")),
  regular("Today, with what was completed open", 200, async (page) => {
    const answer = await page.goto("/dashboard");
    await page.locator("summary", { hasText: "completed today" }).click();
    return answer;
  }),
  regular("Today, with what narrows it open", 200, async (page) => {
    const answer = await page.goto("/dashboard");
    await page.getByText("Sort and filter").click();
    return answer;
  }),
  regular("Today, invalid", 422, async (page) => {
    await page.goto("/dashboard");
    await page.locator("#add").fill(HARD.repeat(4));
    return press(page, "Add");
  }),
  regular("Today, with a line that was read", 200, async (page) => {
    await page.goto("/dashboard");
    return quickAdd(page, `${HARD} tomorrow 9am every month @Studio #bills !1`);
  }),
  regular("Today, with the whole page selected", 200, async (page) => {
    await page.goto("/dashboard");
    await page.getByRole("checkbox", { name: "Select", exact: true }).check();
    return goBy(page, () => page.getByRole("link", { name: "Select all on this page" }).click());
  }),
  regular("Today, with rows selected", 200, async (page) => {
    const answer = await page.goto("/dashboard");
    await selectAll(page);
    return answer;
  }),
  regular("Today, with more to do to what is selected", 200, async (page) => {
    const answer = await page.goto("/dashboard");
    await selectAll(page);
    await page.getByRole("button", { name: "More…" }).click();
    return answer;
  }),
  regular("Today, with what is late selected", 200, async (page) => {
    await page.goto("/dashboard");
    return goBy(page, () => page.getByRole("link", { name: "Select these" }).click());
  }),
  regular("catching up", 200, (page) => page.goto("/catch-up")),
  regular("catching up, decided", 200, async (page) => {
    const answer = await page.goto("/catch-up");
    const radios = ["Tomorrow", "Pick a day"];
    for (const [index, name] of radios.entries()) {
      await page.locator(".fate").nth(index).getByRole("radio", { name }).check();
    }
    await page.getByLabel("The rest to today").check();
    return answer;
  }),
  regular("catching up, a day missing", 422, async (page) => {
    await page.goto("/catch-up");
    await page.locator(".fate").first().getByRole("radio", { name: "Pick a day" }).check();
    return press(page, "Apply");
  }),
  regular("catching up, a day beside another choice", 422, async (page) => {
    await page.goto("/catch-up");
    const first = page.locator(".fate").first();
    await first.getByRole("radio", { name: "Pick a day" }).check();
    await first.locator("input[type=date]").fill("2030-01-01");
    await first.getByRole("radio", { name: "Done" }).check();
    return press(page, "Apply");
  }),
  regular("all tasks", 200, (page) => page.goto("/tasks")),
  regular("completed tasks", 200, (page) => page.goto("/tasks?status=completed")),
  regular("Upcoming", 200, (page) => page.goto("/upcoming")),
  regular("Inbox", 200, (page) => page.goto("/inbox")),
  regular("Inbox, narrowed", 200, (page) => page.goto("/inbox?priority=high&sort=title")),
  regular("Inbox, narrowed to nothing", 200, (page) => page.goto("/inbox?tag=none")),
  regular("Someday", 200, (page) => page.goto("/someday")),
  regular("Completed", 200, (page) => page.goto("/completed")),
  regular("Inbox, narrowed by a query", 200, (page) =>
    page.goto("/inbox?q=the+or+hme%3Ax+list%3Ahme"),
  ),
  regular("Find", 200, (page) => page.goto("/search")),
  regular("Find, with the form", 200, async (page) => {
    const answer = await page.goto("/search?q=the+is%3Aopen+sort%3Adue");
    await page.getByText("Write the query by form").click();
    return answer;
  }),
  regular("Find, with what was found", 200, (page) => page.goto("/search?q=a+or+e")),
  regular("Find, with mistakes", 200, (page) =>
    page.goto("/search?q=prioritty%3E%3Dhigh+list%3Aletterz+a"),
  ),
  regular("Find, with nothing found", 200, (page) =>
    page.goto("/search?q=zebra+is%3Aopen+list%3Ainbox"),
  ),
  regular("a list with sections", 200, (page) => page.goto(LIST)),
  regular("a list in the order by hand, with rows selected", 200, async (page) => {
    const answer = await page.goto(`${LIST}?limit=1`);
    await selectAll(page);
    await page.getByRole("button", { name: "More…" }).click();
    return answer;
  }),
  regular("an archived list", 200, (page) => page.goto("/lists/3")),
  regular("a tag", 200, (page) => page.goto("/tags/phone")),
  regular("a tag to edit", 200, (page) => page.goto("/tags/phone/edit")),
  regular("a tag to edit, invalid", 422, async (page) => {
    await page.goto("/tags/phone/edit");
    await page.getByLabel("Name").fill("two words");
    return press(page, "Rename");
  }),
  regular("saved searches", 200, (page) => page.goto("/searches")),
  regular("a saved search to edit", 200, (page) => page.goto("/searches/2/edit")),
  regular("a saved search to edit, invalid", 422, async (page) => {
    await page.goto("/searches/2/edit");
    await page.getByLabel("Name").fill(" ");
    await page.getByLabel("Query").fill(" ");
    return press(page, "Save");
  }),
  regular("lists", 200, (page) => page.goto("/lists")),
  regular("a new list", 200, (page) => page.goto("/lists/new")),
  regular("a new list, invalid", 422, async (page) => {
    await page.goto("/lists/new");
    return press(page, "Create list");
  }),
  regular("a list to edit", 200, (page) => page.goto(`${LIST}/edit`)),
  regular("a list to edit, with a section that is invalid", 422, async (page) => {
    await page.goto(`${LIST}/edit`);
    await page.getByLabel("Name of section 2").fill(HARD.repeat(2));
    return goBy(page, () => page.locator("#s-2").getByText("Rename").click());
  }),
  regular("the list's next page", 200, async (page) => {
    await page.goto("/tasks?limit=6&status=pending");
    return goBy(page, () => page.getByRole("link", { name: "More tasks" }).click());
  }),
  regular("a list with something to undo", 200, async (page) => {
    await page.goto("/tasks");
    return goBy(page, () => page.locator("#b8 button").click());
  }),
  regular("a new task", 200, (page) => page.goto("/tasks/new")),
  regular("a new task, invalid", 422, async (page) => {
    await page.goto("/tasks/new");
    return press(page, "Add task");
  }),
  regular("a new task, with its repeat shown", 200, async (page) => {
    await page.goto("/tasks/new");
    await page.getByLabel("Due").fill(today());
    await page.getByRole("radio", { name: "Years" }).check();
    await page.getByRole("radio", { name: "On a date" }).check();
    await page.getByLabel("Last day").fill(addDays(today(), 3000));
    return press(page, "Show the dates");
  }),
  regular("many lines", 200, (page) => page.goto("/tasks/many")),
  regular("many lines, invalid", 422, async (page) => {
    await page.goto("/tasks/many");
    return press(page, "Add tasks");
  }),
  regular("many lines, shown first", 200, async (page) => {
    await page.goto("/tasks/many");
    const lines = Array.from({ length: 11 }, (_, index) => `${HARD} ${index} tomorrow #bills`);
    await page.getByLabel("One task per line").fill(lines.join("\n"));
    return press(page, "Add tasks");
  }),
  regular("a task with hard words", 200, (page) => page.goto("/tasks/8")),
  regular("a task", 200, (page) => page.goto(TASK)),
  regular("a task with everything", 200, (page) => page.goto(FULL_TASK)),
  regular("a task to move by hand", 200, async (page) => {
    const answer = await page.goto(FULL_TASK);
    await page.getByText("Change position").click();
    return answer;
  }),
  regular("a task, its next item invalid", 422, async (page) => {
    await page.goto(FULL_TASK);
    await page.getByLabel("Add an item").fill(HARD.repeat(4));
    return goBy(page, () => page.keyboard.press("Enter"));
  }),
  regular("a task to move, with its list shown", 200, async (page) => {
    const answer = await page.goto(FULL_TASK);
    await page.locator("summary", { hasText: "Change list" }).click();
    return answer;
  }),
  regular("a task, its tags invalid", 422, async (page) => {
    await page.goto(FULL_TASK);
    await page.locator("summary", { hasText: "Change tags" }).click();
    await page.getByLabel("Tags").fill(HARD.repeat(4));
    return goBy(page, () => page.keyboard.press("Enter"));
  }),
  regular("an item of a checklist", 200, (page) => page.goto("/tasks/14")),
  regular("a task to reschedule", 200, async (page) => {
    const answer = await page.goto(FULL_TASK);
    await page.locator("summary", { hasText: "Reschedule" }).click();
    return answer;
  }),
  regular("a task with everything to edit", 200, (page) => page.goto(`${FULL_TASK}/edit`)),
  regular("a repeat to edit, its dates shown", 200, async (page) => {
    await page.goto(`${FULL_TASK}/edit`);
    await page.getByRole("radio", { name: "Months" }).check();
    return press(page, "Show the dates");
  }),
  regular("a task to edit", 200, (page) => page.goto(`${TASK}/edit`)),
  regular("a task to edit, invalid", 422, async (page) => {
    await page.goto(`${TASK}/edit`);
    await page.getByLabel("Title").fill("");
    return press(page, "Save");
  }),
  regular("two versions", 409, async (page) => {
    await page.goto("/tasks/8/edit");
    const other = await page.context().newPage();
    await other.goto("/tasks/8/edit");
    await other.getByLabel("Notes").fill(`${HARD}\nshorter`);
    await other.getByLabel("Due").fill(today());
    await other.getByLabel("Tags").fill("bills phone");
    await press(other, "Save");
    await other.close();
    await page.getByRole("radio", { name: "High" }).check();
    await page.getByRole("radio", { name: "Days", exact: true }).check();
    await page.getByLabel("Due").fill(addDays(today(), 1));
    return press(page, "Save");
  }),
  ...REVIEW_STATES,
  ...CALENDAR_STATES,
  regular("help", 200, (page) => page.goto("/help")),
  regular("help, with a line to try", 200, (page) =>
    page.goto(`/help?try=${encodeURIComponent(`${HARD} tomorrow @Studio`)}#add`),
  ),
  regular("help, with a line that is invalid", 422, (page) =>
    page.goto(`/help?try=${encodeURIComponent(HARD.repeat(3))}`),
  ),
  regular("history", 200, (page) => page.goto("/history")),
  regular("history, filtered", 200, (page) => page.goto("/history?kind=changed&q=soap")),
  regular("history, nothing found", 200, (page) => page.goto("/history?q=nowhere")),
  regular("history of one task", 200, (page) => page.goto("/history?task=8")),
  regular("history, no such kind", 400, (page) => page.goto("/history?kind=none")),
  regular("what has changed since it is to be undone", 409, async (page) => {
    await page.goto("/history");
    return press(page, "Undo Changed Green soap");
  }),
  regular("the trash", 200, (page) => page.goto("/trash")),
  regular("the trash to empty", 200, async (page) => {
    await page.goto("/trash");
    return press(page, "Empty Trash");
  }),
  regular("settings", 200, (page) => page.goto("/settings")),
  regular("settings, days and times", 200, (page) => settingsAt(page, "time_zone")),
  regular("settings, the look", 200, (page) => settingsAt(page, "theme")),
  regular("settings, invalid", 422, async (page) => {
    await settingsAt(page, "density");
    const radio = page.locator("#density-compact");
    await radio.evaluate((one) => one.setAttribute("value", "tiny"));
    await page.getByLabel("Compact").check();
    return press(page, "Save");
  }),
  ...ACCOUNT_STATES,
  ...SECOND_FACTOR_STATES,
  ...PROVIDER_STATES,
  ...ACCESS_STATES,
  regular("all that match, asked again", 409, async (page) => {
    await page.goto("/tasks?limit=2");
    await page.locator("main [name=count]").evaluate((field) => field.setAttribute("value", "1"));
    await page.getByRole("checkbox", { name: "Select", exact: true }).check();
    await page.locator("[name=task]").first().check();
    await page.getByText(/^All \d+ tasks$/).click();
    return press(page, "Complete");
  }),
  regular("a tag for many, to correct", 422, async (page) => {
    await page.goto("/inbox");
    await selectAll(page);
    await page.getByRole("button", { name: "More…" }).click();
    return press(page, "Add tag");
  }),
  regular("a form to confirm", 403, async (page) => {
    await page.goto(`${TASK}/edit`);
    await page.locator("main [name=_csrf]").evaluate((field) => field.setAttribute("value", ""));
    return press(page, "Save");
  }),
  regular("nothing there", 404, (page) => page.goto("/tasks/999")),
  regular("not understood", 400, (page) => page.goto("/tasks?status=later")),
  regular("not so", 405, (page) => page.goto(`${TASK}/completion`)),
  regular("too much", 413, async (page) => {
    await page.goto("/tasks/new");
    // Where it takes no time to lay out.
    await page.evaluate(
      `document.querySelector("main [name=request_key]").value = "m".repeat(1.1e6)`,
    );
    return press(page, "Add task");
  }),
];

/** The form with this field unfolds. From another page, since the same one would not be loaded. */
async function settingsAt(page: Page, field: string): Promise<Response | null> {
  await page.goto("/inbox");
  return page.goto(`/settings#${field}`);
}

async function selectAll(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: "Select", exact: true }).check();
  for (const box of await page.locator("main [name=task]:visible").all()) await box.check();
}
