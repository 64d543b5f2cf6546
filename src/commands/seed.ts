/** `npm run seed`: a demo account with two hundred realistic tasks; prints how to sign in. */
import { randomBytes, randomInt } from "node:crypto";
import { Passwords } from "../auth/passwords.ts";
import { Database } from "../db/connection.ts";
import { migrate } from "../db/migrations.ts";
import { UserScope } from "../db/scope.ts";
import { createTask, setCompletion } from "../models/tasks.ts";
import { createUser } from "../models/users.ts";
import { demoTask } from "./demo_tasks.ts";
import { withDatabase } from "./with_database.ts";

const TASKS = 200;
const HOUR = 3_600_000;

await withDatabase(async (connection) => {
  await migrate(connection);
  const database = new Database(connection, { poolMax: 4, prepare: false });
  try {
    await seed(database);
  } finally {
    await database.close();
  }
});

async function seed(database: Database): Promise<void> {
  // Another account each time, so that nothing anybody wrote is touched.
  const email = `demo-${randomInt(1e6).toString().padStart(6, "0")}@example.org`;
  const phrase = randomBytes(9).toString("base64url");
  const password = await new Passwords({ cost: 12, queueLimit: 1 }).hash(phrase);
  const user = await createUser(database, { name: "Maren Holt", email, password }, new Date());
  if (user === null) throw new Error(`${email} is taken: run it again`);
  const scope = new UserScope(database, user.id);
  const start = Date.now() - TASKS * 6 * HOUR;
  for (let index = 0; index < TASKS; index += 1) {
    const added = new Date(start + index * 6 * HOUR);
    const { task } = await createTask(scope, demoTask(index), null, added);
    // The older, the likelier done; what is newest is still to do.
    if (index % 5 !== 0 && index < TASKS - 20) {
      await setCompletion(scope, task.id, true, new Date(added.getTime() + 30 * HOUR));
    }
  }
  console.log(`${TASKS} tasks for a demo account. Sign in with:`);
  console.log(`  Email:    ${email}`);
  console.log(`  Password: ${phrase}`);
}
