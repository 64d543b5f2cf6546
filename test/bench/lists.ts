/** Ten tasks beside ten thousand: pages and API answers that show the same number of rows. */
import { signedIn, withToken } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import { type Generator, loadFor, type Target, warmUp } from "./load.ts";
import { goal, section, table } from "./report.ts";
import { startOurs } from "./server_process.ts";
import { median, middleHalf } from "./statistics.ts";

export interface ListsOptions {
  generator: Generator;
  rounds: number;
  /** Of each list in each round. */
  seconds: number;
}

interface Pair {
  name: string;
  few: Target;
  many: Target;
  /** The many's rate by that of the few, by round. */
  ratios: number[];
}

export async function compareLists(
  database: BenchDatabase,
  { generator, rounds, seconds }: ListsOptions,
): Promise<string> {
  const few = await database.addPerson("Few Example", 10, 10);
  const many = await database.addPerson("Many Example", 10_000, 10);
  const server = await startOurs(database.url);
  try {
    const page = "/tasks?limit=10";
    const api = (userId: string) => `/api/${userId}/tasks?limit=10`;
    const pairs: Pair[] = [
      {
        name: `\`GET ${page}\``,
        few: await signedIn(server, few.email, page),
        many: await signedIn(server, many.email, page),
        ratios: [],
      },
      {
        name: `\`GET ${api(":id")}\``,
        few: await withToken(server, few.email, api),
        many: await withToken(server, many.email, api),
        ratios: [],
      },
    ];
    for (const pair of pairs) {
      await warmUp(generator, pair.few);
      for (let round = 0; round < rounds; round += 1) {
        const ofFew = await loadFor(generator, pair.few, seconds);
        const ofMany = await loadFor(generator, pair.many, seconds);
        pair.ratios.push(ofMany.perSecond / ofFew.perSecond);
      }
    }
    return report(pairs, rounds);
  } finally {
    await server.stop();
  }
}

function report(pairs: Pair[], rounds: number): string {
  const rows = pairs.map(({ name, ratios }) => [
    name,
    median(ratios).toFixed(2),
    middleHalf(ratios),
  ]);
  const worst = Math.max(...pairs.map(({ ratios }) => Math.abs(1 - median(ratios))));
  return section(
    "Long lists",
    `The first ten of 10,000 tasks beside ten of ten, in turn, ${rounds} rounds; every tenth task is done.`,
    table(["answer", "10,000 by 10", "middle half of the rounds"], rows),
    goal("within 10 % of each other", `${(worst * 100).toFixed(0)} %`, worst <= 0.1),
  );
}
