/** Steps that the scenarios share, and what they read off a page as a person does. */
import assert from "node:assert/strict";
import type { Page, Response } from "playwright-core";
import { addDays } from "../../src/dates/calendar.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { listChanges } from "../../src/models/changes.ts";
import { createList, listOutline } from "../../src/models/lists.ts";
import { listTags } from "../../src/models/tags.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import { listTasks } from "../../src/models/task_queries.ts";
import type { Task } from "../../src/models/task_records.ts";
import { createTask } from "../../src/models/tasks.ts";
import { listTrash } from "../../src/models/trash.ts";
import { saved } from "../models/people.ts";
import { goBy, type Person, PHONE, type Scenario, textOf } from "../support/chromium.ts";

/** The day where nobody said where they are. */
export function today(): string {
  return localMoment(new Date(), null).date;
}

export function tomorrow(): string {
  return addDays(today(), 1);
}

/** Adds tasks with these titles, all else alike. @returns them, in that order. */
export async function addTasks(
  scope: UserScope,
  titles: readonly string[],
  rest: Partial<NewTask> = {},
): Promise<Task[]> {
  const added: Task[] = [];
  for (const title of titles) {
    added.push(saved(await createTask(scope, { title, ...rest })).value);
  }
  return added;
}

export async function addList(scope: UserScope, name: string): Promise<number> {
  return saved(await createList(scope, { name, colour: "moss" })).value.id;
}

/** Writes a line on the page's next empty one. */
export async function quickAdd(page: Page, line: string): Promise<Response> {
  await page.locator("#add").fill(line);
  return goBy(page, () => page.keyboard.press("Enter"));
}

/** Presses a button of the page's main part, by its whole name, and waits for the next page. */
export function press(page: Page, name: string): Promise<Response> {
  const button = page.locator("main").getByRole("button", { name, exact: true });
  return goBy(page, () => button.click());
}

/** The titles of the rows, from top to bottom. */
export function titlesOn(page: Page): Promise<string[]> {
  return page.locator("main .tasks li a").allTextContents();
}

/** What the page says has just happened, with what was understood. */
export function flashOn(page: Page): Promise<string> {
  return textOf(page, ".flash p");
}

/** What a row says below its title; "" when it says nothing. */
export async function metaOf(page: Page, title: string): Promise<string> {
  const row = page
    .locator("main .tasks li")
    .filter({ has: page.getByText(title, { exact: true }) });
  const words = await row.locator("small").allTextContents();
  return words.join(" ").replace(/\s+/g, " ").trim();
}

/**
 * Ann at a phone, and Bob with the same rows beside her, under the same numbers, and with some of his
 * own: no page of hers names those, and whatever she does leaves all of his as they are.
 */
export function besideBob(
  plant: (scope: UserScope) => Promise<unknown>,
  run: (ann: Person) => Promise<void>,
): Scenario {
  return async (visit) => {
    const bob = await visit.site.app.withToken("Bob");
    const ann = await visit.signedIn("Ann", { viewport: PHONE });
    for (const { scope } of [bob, ann]) await plant(scope);
    const listId = await addList(bob.scope, BOBS);
    await addTasks(bob.scope, [BOBS], { listId, tags: [BOBS], priority: 3, dueOn: today() });
    await addTasks(bob.scope, [BOBS]);
    const before = await everythingOf(bob.scope);
    const { length } = visit.site.sent;
    await run(ann);
    for (const html of visit.site.sent.slice(length)) assert.doesNotMatch(html, new RegExp(BOBS));
    assert.deepEqual(await everythingOf(bob.scope), before, "Bob’s is as it was");
  };
}

const BOBS = "only-bobs";

async function everythingOf(scope: UserScope) {
  const page = { limit: 200, cursor: null };
  const all = { source: { kind: "all" }, status: "all", sort: "created" } as const;
  return {
    tasks: (await listTasks(scope, { ...all, ...page })).tasks,
    lists: await listOutline(scope),
    tags: await listTags(scope),
    changes: (await listChanges(scope, { before: null, limit: 200 })).entries,
    trash: (await listTrash(scope, page)).tasks,
  };
}
