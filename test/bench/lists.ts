/**
 * Compares users with ten thousand tasks and with few, in pages that show the same number of rows.
 * Nothing is remembered: a remembered page costs the same however long the list is.
 */
import { signedIn, withToken } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import { type Generator, loadFor, type Target } from "./load.ts";
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
const ALL = `/tasks?${ROWS}`;
/** Of a quarter of the tasks: 2,500 of 10,000. */
const TAG = `/tags/errand?${ROWS}`;
const OTHERS = [
  "/dashboard",
  ...["/upcoming", "/inbox", "/someday", "/completed", "/lists/1"].map((path) => `${path}?${ROWS}`),
  ...["due", "priority", "title"].map((sort) => `/tasks?${ROWS}&status=pending&sort=${sort}`),
];

export async function compareLists(
  database: BenchDatabase,
  options: ListsOptions,
): Promise<string> {
  const server = await startPlainlist(database.url, { QUERY_CACHE_MB: "0" });
  try {
    const lists = await plainLists(database, server);
    const [all, tag, ...others] = await views(database, server);
    for (const pair of [...lists, all, tag, ...others] as Pair[]) await measure(pair, options);
    return [
      reportLists(lists, options.rounds),
      reportViews([all, tag] as Pair[], others, options.rounds),
    ].join("\n\n");
  } finally {
    await server.stop();
  }
}

/** Ten of ten tasks and of 10,000, without dates, lists and tags: the page and the API. */
async function plainLists(database: BenchDatabase, server: ServerProcess): Promise<Pair[]> {
  const ten = await database.addUser("Ten Example", 10);
  const plain = await database.addUser("Plain Example", MANY);
  const api = (userId: string) => `/api/${userId}/tasks?${ROWS}`;
  const page = (email: string) => signedIn(server, email, ALL);
  return [
    pair(ALL, await page(ten.email), await page(plain.email)),
    pair(
      api(":id"),
      await withToken(server, ten.email, api),
      await withToken(server, plain.email, api),
    ),
  ];
}

/** Of 100 tasks and of 10,000, with dates, lists and tags. */
async function views(database: BenchDatabase, server: ServerProcess): Promise<Pair[]> {
  const few = await database.addUserWithPlans("Few Example", 100);
  const many = await database.addUserWithPlans("Many Example", MANY);
  const ofFew = await signedIn(server, few.email, "");
  const ofMany = await signedIn(server, many.email, "");
  const at = (target: Target, path: string) => ({ ...target, url: target.url + path });
  return [ALL, TAG, ...OTHERS].map((path) => pair(path, at(ofFew, path), at(ofMany, path)));
}

function pair(path: string, few: Target, many: Target): Pair {
  return { name: `\`GET ${path}\``, few, many, ratios: [] };
}

async function measure({ few, many, ratios }: Pair, options: ListsOptions): Promise<void> {
  const { generator, rounds, seconds } = options;
  // The first pages open connections to the database and compile the code.
  await loadFor(generator, few, seconds);
  await loadFor(generator, many, seconds);
  for (let round = 0; round < rounds; round += 1) {
    const ofFew = await loadFor(generator, few, seconds);
    const ofMany = await loadFor(generator, many, seconds);
    ratios.push(ofMany.perSecond / ofFew.perSecond);
  }
}

function reportLists(pairs: Pair[], rounds: number): string {
  const worst = Math.max(...pairs.map(({ ratios }) => Math.abs(1 - median(ratios))));
  return section(
    "Long lists",
    `The first ten of 10,000 tasks compared with ten of ten, alternating for ${rounds} rounds, with nothing remembered (\`QUERY_CACHE_MB=0\`): what a look costs after a press.`,
    table(["request", "10,000 / 10", "middle half of the rounds"], pairs.map(row)),
    goal("within 10 % of each other", `${(worst * 100).toFixed(0)} %`, worst <= 0.1),
  );
}

function reportViews(main: Pair[], others: Pair[], rounds: number): string {
  const worst = Math.min(...others.map(({ ratios }) => median(ratios)));
  return section(
    "Views",
    `The first ten tasks in the views of a user with 10,000, with dates, lists and tags (2,500 have the tag), compared with a user with 100 of the same shape, alternating for ${rounds} rounds, with nothing remembered (\`QUERY_CACHE_MB=0\`). A press makes what is remembered useless, so that every look that follows one costs this.`,
    table(["page", "10,000 / 100", "middle half of the rounds"], [...main, ...others].map(row)),
    [
      ...main.map(({ name, ratios }) => {
        const ratio = median(ratios);
        return goal(`${name}: at least 0.9`, ratio.toFixed(2), ratio >= 0.9);
      }),
      goal("the slowest other view: at least 0.9", worst.toFixed(2), worst >= 0.9),
    ].join("\n"),
  );
}

function row({ name, ratios }: Pair): string[] {
  return [name, median(ratios).toFixed(2), middleHalf(ratios)];
}
