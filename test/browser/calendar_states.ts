/** The calendar in its states. */
import { addDays } from "../../src/dates/calendar.ts";
import { weekOf } from "../../src/dates/weeks.ts";
import { goBy } from "../support/chromium.ts";
import { HARD } from "./people.ts";
import { regular, type State } from "./state.ts";
import { press, today, tomorrow } from "./steps.ts";

export const CALENDAR_STATES: State[] = [
  regular("calendar, this month", 200, (page) => page.goto("/calendar")),
  regular("calendar, this week", 200, (page) =>
    page.goto(`/calendar?week=${weekOf(today(), 1)?.name}`),
  ),
  regular("calendar, next week", 200, (page) =>
    page.goto(`/calendar?week=${weekOf(addDays(today(), 7), 1)?.name}`),
  ),
  regular("calendar, another day", 200, (page) => page.goto(`/calendar?day=${tomorrow()}`)),
  regular("calendar, a day that is past", 200, (page) =>
    page.goto(`/calendar?day=${addDays(today(), -2)}`),
  ),
  regular("calendar, a day with nothing", 200, (page) => page.goto("/calendar?day=9999-12-31")),
  regular("calendar, a day with rows selected", 200, async (page) => {
    const answer = await page.goto(`/calendar?day=${tomorrow()}`);
    await page.getByRole("checkbox", { name: "Select", exact: true }).check();
    await page.locator("main [name=task]:visible").first().check();
    return answer;
  }),
  regular("calendar, a line that is invalid", 422, async (page) => {
    await page.goto("/calendar");
    await page.locator("#add").fill(HARD.repeat(4));
    return press(page, "Add");
  }),
  regular("calendar, after a task was moved", 200, async (page) => {
    await page.goto(`/calendar?day=${tomorrow()}`);
    const later = page.locator("main").getByRole("button", { name: "A day later" });
    return goBy(page, () => later.first().click());
  }),
  regular("calendar, a day to pick", 200, async (page) => {
    await page.goto(`/calendar?day=${addDays(today(), 2)}`);
    const pick = page.locator("main").getByRole("button", { name: "Pick a day" });
    return goBy(page, () => pick.first().click());
  }),
  regular("calendar, a month that is not one", 400, (page) => page.goto("/calendar?month=2026-13")),
];
