/** Lists with sections and a task, and what is posted to them. */
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import type { Browser } from "../support/browser.ts";
import { add, app, type Person } from "./fixture.ts";

/** Gives a person the lists Home (sections Kitchen, Bath; one task in Kitchen) and Work. */
export async function furnish(person: Person): Promise<void> {
  for (const list of ["Home", "Work"]) {
    await createList(person.scope, { name: list, colour: "sea" });
  }
  for (const section of ["Kitchen", "Bath"])
    await createSection(person.scope, { listId: 1, name: section });
  await add(person, "Mop", { listId: 1, sectionId: 1 });
}

export async function post(browser: Browser, path: string, fields: Record<string, string> = {}) {
  return browser.post(path, { _csrf: await browser.token(), ...fields });
}

/** Everything of somebody's, as it is in the database, but for the bookkeeping. */
export async function everything({ user }: Person): Promise<unknown> {
  const read = (table: string) =>
    app.database.sql(
      `select to_jsonb(${table}) - 'version' - 'updated_at' as row from ${table} where user_id = $1 order by 1`,
      [user.id],
    );
  const rows: unknown[] = [];
  for (const table of ["lists", "sections", "tasks", "tags", "task_tags", "searches"]) {
    rows.push(await read(table));
  }
  return rows;
}
