/** `npm run seed`: creates a demo account with two hundred tasks and prints how to sign in. */
import { randomBytes, randomInt } from "node:crypto";
import { Passwords } from "../auth/passwords.ts";
import { Database } from "../db/connection.ts";
import { migrate } from "../db/migrations.ts";
import type { Saved } from "../db/saved.ts";
import { UserScope } from "../db/scope.ts";
import { createList } from "../models/lists.ts";
import { createSection } from "../models/sections.ts";
import { createTask, setCompletion } from "../models/tasks.ts";
import { createUser } from "../models/users.ts";
import { parseQuickAdd } from "../quick_add/parse.ts";
import { DEMO_LISTS, type DemoTask, everydayTask, specialTasks } from "./demo_tasks.ts";
import { readArguments } from "./usage.ts";
import { withDatabase } from "./with_database.ts";

const EVERYDAY = 190;
/** How many of them, the newest, are open; of the others every fifth is. */
const OPEN = 20;
const HOUR = 3_600_000;

/** Lists and sections by name. */
type Places = Map<string, { listId: number; sections: Map<string, number> }>;

const USAGE = `Usage: npm run seed
Creates a demo account with two hundred tasks and prints how to sign in.`;

if (readArguments({ usage: USAGE, count: [0, 0] }) !== null) {
  await withDatabase(async (connection) => {
    await migrate(connection);
    const database = new Database(connection, { poolMax: 4 });
    try {
      await seed(database);
    } finally {
      await database.close();
    }
  });
}

async function seed(database: Database): Promise<void> {
  // A new account each time, so that nothing that anybody wrote is touched.
  const email = `demo-${randomInt(1e6).toString().padStart(6, "0")}@example.org`;
  const phrase = randomBytes(9).toString("base64url");
  const password = await new Passwords({ cost: 12, queueLimit: 1 }).hash(phrase);
  const user = await createUser(database, { name: "Maren Holt", email, password }, new Date());
  if (user === null) throw new Error(`${email} is taken: run it again`);
  const count = await fill(new UserScope(database, user, { clock: () => new Date() }));
  console.log(`${count} tasks for a demo account. Sign in with:`);
  console.log(`  Email:    ${email}`);
  console.log(`  Password: ${phrase}`);
}

/** @returns the number of tasks. */
async function fill(scope: UserScope): Promise<number> {
  const now = new Date();
  const today = dayOf(now);
  const start = now.getTime() - (EVERYDAY + 1) * 6 * HOUR;
  const places = await createLists(scope.at(new Date(start)));
  let count = 0;
  for (let index = 0; index < EVERYDAY; index += 1) {
    const added = new Date(start + index * 6 * HOUR);
    const isOpen = index % 5 === 0 || index >= EVERYDAY - OPEN;
    const [id = 0] = await add(scope.at(added), places, everydayTask(index, today, isOpen));
    count += 1;
    if (isOpen) continue;
    const done = new Date(Math.min(added.getTime() + 30 * HOUR, now.getTime()));
    await setCompletion(scope.at(done), id, { done: true });
  }
  for (const task of specialTasks(today)) count += (await add(scope.at(now), places, task)).length;
  return count;
}

async function createLists(scope: UserScope): Promise<Places> {
  const places: Places = new Map();
  for (const { name, colour, sections } of DEMO_LISTS) {
    const { id: listId } = value(await createList(scope, { name, colour }));
    const ids = new Map<string, number>();
    for (const section of sections) {
      ids.set(section, value(await createSection(scope, { listId, name: section })).id);
    }
    places.set(name, { listId, sections: ids });
  }
  return places;
}

/** Adds a task and its checklist. @returns their ids, its own first. */
async function add(
  scope: UserScope,
  places: Places,
  { line, section = "", more, checklist = [] }: DemoTask,
): Promise<number[]> {
  const now = { date: dayOf(new Date()), time: "00:00" };
  const { list, taken: _taken, ...task } = parseQuickAdd(line, { now });
  const place = places.get(list ?? "");
  const { listId = null } = place ?? {};
  const sectionId = place?.sections.get(section) ?? null;
  const { id } = value(await createTask(scope, { ...task, ...more, listId, sectionId }));
  const ids = [id];
  for (const [item, completed] of checklist) {
    ids.push(value(await createTask(scope, { title: item, parentId: id, completed })).id);
  }
  return ids;
}

function value<T>(saved: Saved<T>): T {
  if (!saved.ok) throw new Error("The demo account could not be filled");
  return saved.value;
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
