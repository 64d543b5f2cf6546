/** The people whose windows the pages are looked at in, and what they have written down. */
import type { Page } from "playwright-core";
import { addDays } from "../../src/dates/calendar.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { createList, updateList } from "../../src/models/lists.ts";
import { createSearch } from "../../src/models/searches.ts";
import { createSection } from "../../src/models/sections.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import { createTask, deleteTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import type { Person, Visit } from "../support/chromium.ts";
import type { Site } from "../support/site.ts";
import { today } from "./steps.ts";

/** A window for each kind of person. */
export interface People {
  site: Site;
  visitor: Page;
  /** Has just signed up. */
  newcomer: Person;
  /** Has tasks, some with texts that are hard to fit in. */
  regular: Person;
}

export async function openWindows(
  visit: Visit,
  options: Parameters<Visit["open"]>[0],
): Promise<People> {
  const people = {
    site: visit.site,
    visitor: await visit.open(options),
    newcomer: await visit.signedIn("Nora", options),
    regular: await visit.signedIn("Anneliese-Wilhelmine Holt-Fenwick", options),
  };
  await writeDown(people.regular.scope);
  return people;
}

/** A word that is wider than a phone. */
export const HARD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung";
/** A list with sections, tasks in and outside them, and a name that is hard to fit in. */
export const LIST = "/lists/1";
/** A task with everything that a task can have. */
export const FULL_TASK = "/tasks/13";

const NOTES = `# Before Friday

About **Ida’s** brace, see [the plan](https://example.org/${"a".repeat(200)}):

- ask for a *copy*
  1. of the first page
- \`${HARD}\`

> ${HARD}

| What | When |
| --- | --- |
| ${HARD} | Friday |
`;

async function writeDown(scope: UserScope): Promise<void> {
  await createList(scope, { name: HARD.slice(0, 90), colour: "rose" });
  await createList(scope, { name: "Studio", colour: "sea" });
  await createList(scope, { name: "The old flat", colour: "clay" });
  await updateList(scope, 3, { archived: true });
  for (const name of ["Kitchen", HARD]) await createSection(scope, { listId: 1, name });
  await createSearch(scope, { name: "Waiting over a week", query: "#waiting created<-7d" });
  await createSearch(scope, { name: HARD, query: `"${HARD}" or ${HARD}` });
  for (let id = 1; id <= 13; id += 1) {
    await createTask(scope, { title: `Task ${id}`, ...TASKS[id]?.() });
    if (id % 5 === 2) await setCompletion(scope, id, { done: true });
  }
  for (const title of [HARD, "Passport", "Tickets"]) {
    await createTask(scope, { title, parentId: 13 });
  }
  await setCompletion(scope, 15, { done: true });
  for (const title of ["Old bread", HARD]) {
    await createTask(scope, { title });
  }
  for (const id of [17, 18]) await deleteTask(scope, id);
  for (const title of ["Soap", "Green soap", "Blue soap"]) {
    await updateTask(scope, 6, { title });
  }
}

const TASKS: Record<number, () => Partial<NewTask>> = {
  1: () => ({ dueOn: addDays(today(), -2), priority: 3, tags: ["phone"] }),
  3: () => ({ dueOn: today(), dueTime: "09:00", listId: 2, tags: [HARD.slice(0, 50)] }),
  4: () => ({ dueOn: addDays(today(), 1), priority: 1 }),
  5: () => ({ dueOn: addDays(today(), 40), listId: 1, sectionId: 1 }),
  8: () => ({
    title: HARD.repeat(2),
    description: `${HARD.repeat(3)}\n\nhttps://example.org/${"a".repeat(300)}`,
    listId: 1,
    sectionId: 2,
  }),
  9: () => ({ title: "اتصل بالطبيب غدا", description: "مرحبا", dueOn: today(), listId: 1 }),
  11: () => ({
    title: "Call the dentist about Ida’s brace, and ask for a copy",
    description: "\nBefore Friday.",
  }),
  13: () => {
    const dueOn = addDays(today(), -1);
    const ends = { kind: "after", count: 12 } as const;
    const rule = { unit: "week", every: 2, days: [1, 4], ends } as const;
    return {
      title: "Pack for Lisbon",
      description: NOTES,
      dueOn,
      dueTime: "17:30",
      priority: 2,
      listId: 1,
      tags: ["phone", "errand"],
      repeat: { rule, mode: "catch_up", anchor: dueOn },
    };
  },
};
