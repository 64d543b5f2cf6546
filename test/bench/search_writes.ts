/** What keeping the texts of searches costs those who add tasks and edit notes. */
import pg from "pg";
import { Database } from "../../src/db/connection.ts";
import { UserScope } from "../../src/db/scope.ts";
import { createTask, updateTask } from "../../src/models/tasks.ts";
import type { User } from "../../src/models/users.ts";
import { DatabaseCpu } from "../support/database_cpu.ts";
import { goal, table } from "./report.ts";
import { median } from "./statistics.ts";

/** Of each kind in each round. */
const PRESSES = 100;
const NOTES = "Ring the dentist about the children, and ask for the evening. "
  .repeat(7)
  .slice(0, 409);

interface Press {
  name: string;
  press(scope: UserScope, number: number): Promise<{ ok: boolean }>;
}

const PRESS: readonly Press[] = [
  {
    name: "a quick add",
    press: (scope, number) => createTask(scope, { title: `Call the school no. ${number}` }),
  },
  {
    name: "an edit of 409 characters of notes",
    press: (scope, number) => updateTask(scope, 2, { description: `${number} ${NOTES}` }),
  },
];

/** With and without the trigger in turn; which of them comes first alternates. */
export async function compareWrites(
  connection: pg.ClientConfig,
  user: User,
  rounds: number,
): Promise<string[]> {
  const database = new Database(connection, { poolMax: 2 });
  const own = new pg.Client(connection);
  await own.connect();
  const cpu = await DatabaseCpu.open(connection);
  const results = PRESS.map(({ name }) => ({ name, times: [] as number[], costs: [] as number[] }));
  try {
    const scope = new UserScope(database, user, { clock: () => new Date() });
    for (let round = -1; round < rounds; round += 1) {
      for (const [index, kind] of PRESS.entries()) {
        const measured: Record<string, { time: number; cost: number }> = {};
        const states = round % 2 === 0 ? ["enable", "disable"] : ["disable", "enable"];
        for (const state of states) {
          await own.query(`alter table tasks ${state} trigger tasks_search_text`);
          measured[state] = await measure(kind, { scope, cpu, from: round * PRESSES });
        }
        const { enable, disable } = measured;
        // The first round warms up.
        if (round < 0 || !enable || !disable) continue;
        results[index]?.times.push(enable.time / disable.time);
        results[index]?.costs.push(enable.cost / disable.cost);
      }
    }
  } finally {
    await own.query("alter table tasks enable trigger tasks_search_text");
    await cpu.close();
    await own.end();
    await database.close();
  }
  return [
    `The same presses with the trigger divided by without it, the median of ${rounds} rounds of ${PRESSES}:`,
    table(
      ["", "time", "processor of PostgreSQL"],
      results.map(({ name, times, costs }) => [
        name,
        median(times).toFixed(2),
        median(costs).toFixed(2),
      ]),
    ),
    results
      .map(({ name, times }) => {
        const ratio = median(times);
        return goal(`${name}: at most 1.05 of the time`, ratio.toFixed(2), ratio <= 1.05);
      })
      .join("\n"),
  ];
}

async function measure(
  { name, press }: Press,
  { scope, cpu, from }: { scope: UserScope; cpu: DatabaseCpu; from: number },
): Promise<{ time: number; cost: number }> {
  const started = performance.now();
  const { milliseconds: cost } = await cpu.during(async () => {
    for (let number = 0; number < PRESSES; number += 1) {
      const { ok } = await press(scope, from + number);
      if (!ok) throw new Error(`${name} was refused`);
    }
  });
  return { time: performance.now() - started, cost };
}
