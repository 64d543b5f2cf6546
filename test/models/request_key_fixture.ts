/** Requests with keys, and the rows that they change: for the tests of what comes twice. */
import { beforeEach } from "node:test";
import type { Requested } from "../../src/db/journal.ts";
import { createList } from "../../src/models/lists.ts";
import { createSearch } from "../../src/models/searches.ts";
import { createSection } from "../../src/models/sections.ts";
import { deleteTask, findTask } from "../../src/models/tasks.ts";
import { add, ann, bob, DAY, saved, usePeople } from "./people.ts";

/**
 * Gives the test file a database, and each test Ann and Bob with the same rows: the tasks 1 to 4 with
 * one title, of which 4 is deleted; list 1 with section 1; tag 1; and the searches 1 and 2.
 */
export function usePeopleWithRows(): void {
  usePeople();
  beforeEach(async () => {
    for (const scope of [ann, bob]) {
      for (const tags of [[], [], ["bills"], []]) await add(scope, "Buy milk", { tags });
      saved(await createList(scope, { name: "Home", colour: "moss" }));
      saved(await createSection(scope, { listId: 1, name: "Kitchen" }));
      for (const name of ["Soon", "Tagged"]) {
        saved(await createSearch(scope, { name, query: "#bills" }));
      }
      saved(await deleteTask(scope, 4));
    }
  });
}

/** A request with this key. */
export function under(key: string): Requested {
  return { requestKey: { key, lifetime: 7 * DAY } };
}

/** Whether Ann's task is completed. */
export async function isDone(id: number): Promise<boolean> {
  return (await findTask(ann, id))?.completedAt != null;
}
