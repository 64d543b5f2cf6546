/** Ten thousand tasks beside few: pages and API answers that show the same number of rows. */
import { signedIn, withToken } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import { type Generator, loadFor, type Target, warmUp } from "./load.ts";
import { goal, section, table } from "./report.ts";
import { type ServerProcess, startOurs } from "./server_process.ts";
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

const MANY = 10_000;
const ROWS = "limit=10";
const VIEWS = [
  "/dashboard",
  ...["/upcoming", "/inbox", "/someday", "/tasks", "/completed", "/lists/1", "/tags/errand"].map(
    (path) => `${path}?${ROWS}`,
  ),
  ...["due", "priority", "title"].map((sort) => `/tasks?${ROWS}&status=pending&sort=${sort}`),
];

export async function compareLists(
  database: BenchDatabase,
  { generator, rounds, seconds }: ListsOptions,
): Promise<string> {
  const ten = await database.addPerson("Ten Example", 10);
  const plain = await database.addPerson("Plain Example", MANY);
  const few = await database.addPlanner("Few Example", 100);
  const many = await database.addPlanner("Many Example", MANY);
  const shipped = await startOurs(database.url);
  // What is remembered costs the same whatever its length: here everything is read each time.
  const forgetful = await startOurs(database.url, { QUERY_CACHE_MB: "0" });
  try {
    const pages = async (
      server: ServerProcess,
      small: string,
      large: string,
      paths: string[],
    ): Promise<Pair[]> => {
      const [ofFew, ofMany] = [
        await signedIn(server, small, ""),
        await signedIn(server, large, ""),
      ];
      const at = (target: Target, path: string) => ({ ...target, url: target.url + path });
      return paths.map((path) => ({
        name: `\`GET ${path}\``,
        few: at(ofFew, path),
        many: at(ofMany, path),
        ratios: [],
      }));
    };
    const api = (userId: string) => `/api/${userId}/tasks?${ROWS}`;
    const lists: Pair[] = [
      ...(await pages(forgetful, ten.email, plain.email, [`/tasks?${ROWS}`])),
      {
        name: `\`GET ${api(":id")}\``,
        few: await withToken(forgetful, ten.email, api),
        many: await withToken(forgetful, plain.email, api),
        ratios: [],
      },
    ];
    const views = await pages(shipped, few.email, many.email, VIEWS);
    const unremembered = await pages(forgetful, few.email, many.email, VIEWS);
    for (const pair of [...lists, ...views, ...unremembered]) {
      await warmUp(generator, pair.few);
      for (let round = 0; round < rounds; round += 1) {
        const ofFew = await loadFor(generator, pair.few, seconds);
        const ofMany = await loadFor(generator, pair.many, seconds);
        pair.ratios.push(ofMany.perSecond / ofFew.perSecond);
      }
    }
    return [reportLists(lists, rounds), reportViews(views, unremembered, rounds)].join("\n\n");
  } finally {
    await Promise.all([shipped.stop(), forgetful.stop()]);
  }
}

function reportLists(pairs: Pair[], rounds: number): string {
  const worst = Math.max(...pairs.map(({ ratios }) => Math.abs(1 - median(ratios))));
  return section(
    "Long lists",
    `The first ten of 10,000 tasks beside ten of ten, in turn, ${rounds} rounds; nothing is remembered.`,
    table(["answer", "10,000 by 10", "middle half of the rounds"], pairs.map(row)),
    goal("within 10 % of each other", `${(worst * 100).toFixed(0)} %`, worst <= 0.1),
  );
}

function reportViews(pairs: Pair[], unremembered: Pair[], rounds: number): string {
  const worst = Math.min(...pairs.map(({ ratios }) => median(ratios)));
  const rows = pairs.map((pair, index) => [
    ...row(pair),
    ...row(unremembered[index] as Pair).slice(1),
  ]);
  return section(
    "Views",
    `Every view of somebody with 10,000 tasks, with dates, lists and tags, beside one with 100, in turn, ${rounds} rounds: as it is shipped, and with nothing remembered.`,
    table(["page", "10,000 by 100", "middle half", "nothing remembered", "middle half"], rows),
    goal("at least 0.9 as it is shipped", worst.toFixed(2), worst >= 0.9),
  );
}

function row({ name, ratios }: Pair): string[] {
  return [name, median(ratios).toFixed(2), middleHalf(ratios)];
}
