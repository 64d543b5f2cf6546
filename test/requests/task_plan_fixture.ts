/** The full form of a task: filled in, sent, and what is saved of it. */
import { beforeEach } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import type { Fields, PageResult } from "../support/browser.ts";
import { ann, app, browser, usePeople } from "./fixture.ts";

/** Gives each test Ann, with list 1 and section 1 in it, and Bob, who has nothing. */
export function useTaskForm(): void {
  usePeople({ poolMax: 4 });
  beforeEach(async () => {
    await createList(ann.scope, { name: "Home", colour: "moss" });
    await createSection(ann.scope, { listId: 1, name: "Money" });
  });
}

/** What is typed. */
export const RENT = {
  title: "Pay rent",
  description: "to the **landlord**",
  due_on: "2027-01-31",
  due_time: "09:00",
  starts_on: "2027-01-20",
  priority: "high",
  list: "1/1",
  tags: "bills home",
  repeat: "month",
};

/** What is saved of it. */
export const SAVED = {
  title: "Pay rent",
  due_on: "2027-01-31",
  due_time: "09:00:00",
  starts_on: "2027-01-20",
  priority: 3,
  list_id: 1,
  section_id: 1,
  repeat_rule: "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD",
  repeat_anchor: "2027-01-31",
  done: false,
  version: 1,
};

export async function add(fields: Fields): Promise<PageResult> {
  return browser.submit(await browser.get("/tasks/new"), "/tasks", fields);
}

export async function edit(id: number, fields: Fields): Promise<PageResult> {
  return browser.submit(await browser.get(`/tasks/${id}/edit`), `/tasks/${id}`, fields);
}

/** Of Ann's tasks, as it is in the database. */
export async function row(id: number): Promise<Record<string, unknown> | undefined> {
  const [found] = await app.database.sql(
    `select title, due_on, due_time, starts_on, priority, list_id, section_id, repeat_rule,
       repeat_anchor, completed_at is not null as done, version
     from tasks where user_id = $1 and id = $2 and deleted_at is null`,
    [ann.user.id, id],
  );
  return found;
}
