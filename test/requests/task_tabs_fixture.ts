/** Two tabs with the form of one task, and the page that shows what both of them say. */
import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { type Fields, fieldsOfForm, type PageResult } from "../support/browser.ts";
import { ann, bob, browser, usePeople } from "./fixture.ts";

/** The form of task 1 in Ann's first tab, as it was before the second one saved anything. */
export let mine: PageResult;

/** What is sent from the first tab. */
export const YOURS = {
  title: "Sketch the harbour",
  description: "Three views.\nLeave the crane out.",
  due_on: "2027-01-31",
  due_time: "12:00",
  starts_on: "2027-01-20",
  priority: "high",
  list: "1",
  tags: "map ink",
  repeat: "month",
};

/** What is sent from the second tab. */
export const THEIRS = {
  title: "Draw the harbour",
  description: "Three views.\nAsk Tomás.",
  due_on: "2027-02-01",
  due_time: "",
  priority: "low",
  list: "2",
  tags: "photo",
  repeat: "week",
  repeat_days: ["mon", "thu"],
};

/** Gives each test Ann and Bob with the same task 1 and the lists 1 and 2; Ann's first tab is open. */
export function useTwoTabs(): void {
  usePeople();
  beforeEach(async () => {
    for (const { scope } of [ann, bob]) {
      for (const name of ["Studio", "Garden"]) {
        await createList(scope, { name, colour: "moss" });
      }
    }
    for (const person of [ann, bob]) {
      const form = await person.browser.get("/tasks/new");
      await person.browser.submit(form, "/tasks", { title: "Sketches", tags: "map" });
    }
    mine = await browser.get("/tasks/1/edit");
  });
}

/** Everything that the form of task 1 says. */
export async function saved(person = ann): Promise<Record<string, unknown>> {
  const page = await person.browser.get("/tasks/1/edit");
  const {
    version: _,
    _csrf: __,
    request_key: ___,
    ...fields
  } = fieldsOfForm(page.form("/tasks/1"));
  return fields;
}

export async function saveInSecondTab(fields: Fields): Promise<PageResult> {
  return browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", fields);
}

/** Saves theirs in the second tab, and then yours in the first. */
export async function collide(): Promise<PageResult> {
  const second = await saveInSecondTab(THEIRS);
  assert.equal(second.status, 303);
  const conflict = await browser.submit(mine, "/tasks/1", YOURS);
  assert.equal(conflict.status, 409, conflict.text);
  return conflict;
}

const COMBINED = "Save combined version";

/** The fields that make one of both. */
export function combined(conflict: PageResult): Fields {
  return fieldsOfForm(conflict.form("/tasks/1", COMBINED));
}

/** Saves one of both. */
export function saveCombined(conflict: PageResult): Promise<PageResult> {
  return browser.submit(conflict, "/tasks/1", {}, COMBINED);
}

/** The words of a version by field; what is marked stands in brackets. */
export function shown(page: PageResult, heading: string): Record<string, string> {
  const terms = page.document.querySelectorAll(`[aria-labelledby="${heading}"] dt`);
  const words = (text = "") => text.replace(/\s+/g, " ").trim();
  return Object.fromEntries(
    terms.map((term) => [words(term.text), words(term.nextElementSibling?.text)]),
  );
}
