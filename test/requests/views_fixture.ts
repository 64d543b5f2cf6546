/** Lists, tags and tasks for the tests of the views: what is planned is counted from today. */
import { addDays } from "../../src/dates/calendar.ts";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { add, app, type Person, useApp } from "./fixture.ts";

/** Has the same lists and tags as Ann, and tasks in them that are to be seen nowhere. */
export let bob: Person;

/** Gives the test file an application with Bob in it. */
export function useViews(): void {
  useApp({
    async prepare() {
      bob = await app.signedUp("Bob");
      await furnish(bob, "Bob's ");
    },
  });
}

/** The day so many days from now, in UTC. */
export function inDays(days: number): string {
  return addDays(app.services.clock().toISOString().slice(0, 10), days);
}

/** A new account of Ann. */
export async function furnished(): Promise<Person> {
  const ann = await app.signedUp("Ann");
  await furnish(ann);
  return ann;
}

/** Two lists, the first with two sections. */
async function furnish(person: Person, prefix = ""): Promise<void> {
  const { scope } = person;
  await createList(scope, { name: "Home", colour: "moss" });
  await createList(scope, { name: "Work", colour: "sea" });
  for (const name of ["Kitchen", "Bath"]) await createSection(scope, { listId: 1, name });
  await add(person, `${prefix}Mop`, { listId: 1, tags: ["chores"] });
  await add(person, `${prefix}Stove`, { listId: 1, sectionId: 1 });
  await add(person, `${prefix}Mirror`, { listId: 1, sectionId: 2, dueOn: inDays(1) });
  await add(person, `${prefix}Fridge`, { listId: 1, sectionId: 1, priority: 3 });
  await add(person, `${prefix}Call`, { listId: 2, dueOn: inDays(3), dueTime: "09:00" });
  await add(person, `${prefix}Oats`, {});
  await add(person, `${prefix}Rent`, { dueOn: inDays(0) });
  await add(person, `${prefix}Passport`, { dueOn: inDays(40), tags: ["chores"] });
}
