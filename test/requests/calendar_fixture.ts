/** The calendar on Thursday 26 November 2026, with Ann and Bob. */
import { beforeEach } from "node:test";
import type { HTMLElement } from "node-html-parser";
import type { Repeat } from "../../src/recurrence/rule.ts";
import type { PageResult } from "../support/browser.ts";
import { app, type Person, useApp } from "./fixture.ts";

export const TODAY = "2026-11-26";
/** Every day. */
export const DAILY: Repeat = {
  rule: { unit: "day", every: 1, ends: { kind: "never" } },
  mode: "rule",
  anchor: TODAY,
};

export let ann: Person;
export let bob: Person;

/** Gives the test file an application at noon of that day, and each test new accounts. */
export function useCalendar(): void {
  useApp({
    async prepare() {
      app.advance(Date.parse(`${TODAY}T12:00:00Z`) - app.services.clock().getTime());
    },
  });
  beforeEach(async () => {
    ann = await app.signedUp("Ann");
    bob = await app.signedUp("Bob");
  });
}

/** Sets preferences of a person, past the application. */
export async function setUp({ user }: Person, columns: Record<string, unknown>): Promise<void> {
  for (const [name, value] of Object.entries(columns)) {
    await app.database.sql(`update users set ${name} = $2 where id = $1`, [user.id, value]);
  }
}

/** The cell of a day; it begins with the text of the day's link. */
export function cellOf(page: PageResult, day: string): HTMLElement {
  const time = page.document.querySelector(`.cal time[datetime="${day}"]`);
  const cell = time?.closest("td");
  if (cell == null) throw new Error(`no cell of ${day}`);
  return cell;
}

/** The lines below the number of a day. */
export function linesOf(page: PageResult, day: string): string[] {
  return cellOf(page, day)
    .querySelectorAll("li")
    .map((line) => plain(line));
}

export function plain(element: HTMLElement | null | undefined): string {
  return (element?.text ?? "").replace(/\s+/g, " ").trim();
}

/** The titles of the rows of the day below a month. */
export function rowsOf(page: PageResult): string[] {
  return page.document.querySelectorAll(".tasks li > span > a").map((link) => plain(link));
}
