/** Compares users with ten thousand tasks and with few, in pages that show the same number of rows. */
import { signedIn, withToken } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import { type Generator, loadFor, type Target, warmUp } from "./load.ts";
import { goal, section, table } from "./report.ts";
import { type ServerProcess, startPlainlist } from "./server_process.ts";
import { median, middleHalf } from "./statistics.ts";

export interface ListsOptions {
  generator: Generator;
  rounds: number;
  /** For each page in each round. */
  seconds: number;
}

interface Pair {
  name: string;
  few: Target;
  many: Target;
  /** The rate with many tasks divided by the rate with few, by round. */
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
  const ten = await database.addUser("Ten Example", 10);
  const plain = await database.addUser("Plain Example", MANY);
  const few = await database.addUserWithPlans("Few Example", 100);
  const many = await database.addUserWithPlans("Many Example", MANY);
  const cached = await startPlainlist(database.url);
  // A cached response costs the same however long the list is.
  const uncached = await startPlainlist(database.url, { QUERY_CACHE_MB: "0" });
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
      ...(await pages(uncached, ten.email, plain.email, [`/tasks?${ROWS}`])),
      {
        name: `\`GET ${api(":id")}\``,
        few: await withToken(uncached, ten.email, api),
        many: await withToken(uncached, plain.email, api),
        ratios: [],
      },
    ];
    const views = await pages(cached, few.email, many.email, VIEWS);
    const uncachedViews = await pages(uncached, few.email, many.email, VIEWS);
    for (const pair of [...lists, ...views, ...uncachedViews]) {
      await warmUp(generator, pair.few);
      for (let round = 0; round < rounds; round += 1) {
        const ofFew = await loadFor(generator, pair.few, seconds);
        const ofMany = await loadFor(generator, pair.many, seconds);
        pair.ratios.push(ofMany.perSecond / ofFew.perSecond);
      }
    }
    return [reportLists(lists, rounds), reportViews(views, uncachedViews, rounds)].join("\n\n");
  } finally {
    await Promise.all([cached.stop(), uncached.stop()]);
  }
}

function reportLists(pairs: Pair[], rounds: number): string {
  const worst = Math.max(...pairs.map(({ ratios }) => Math.abs(1 - median(ratios))));
  return section(
    "Long lists",
    `The first ten of 10,000 tasks compared with ten of ten, alternating for ${rounds} rounds, without the query cache.`,
    table(["request", "10,000 / 10", "middle half of the rounds"], pairs.map(row)),
    goal("within 10 % of each other", `${(worst * 100).toFixed(0)} %`, worst <= 0.1),
  );
}

function reportViews(pairs: Pair[], uncachedViews: Pair[], rounds: number): string {
  const worst = Math.min(...pairs.map(({ ratios }) => median(ratios)));
  const rows = pairs.map((pair, index) => [
    ...row(pair),
    ...row(uncachedViews[index] as Pair).slice(1),
  ]);
  return section(
    "Views",
    `Every view of a user with 10,000 tasks, with dates, lists and tags, compared with 100 tasks, alternating for ${rounds} rounds, with and without the query cache.`,
    table(["page", "10,000 / 100", "middle half", "without the cache", "middle half"], rows),
    goal("at least 0.9 with the default settings", worst.toFixed(2), worst >= 0.9),
  );
}

function row({ name, ratios }: Pair): string[] {
  return [name, median(ratios).toFixed(2), middleHalf(ratios)];
}
