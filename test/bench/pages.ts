/** Pages per second compared with a bare server and with the usual stack, in alternating rounds. */
import { signedIn } from "./browser.ts";
import { comparedServers, signedInUsual } from "./compared_servers.ts";
import type { BenchDatabase } from "./database.ts";
import { CONNECTIONS, type Generator, loadFor, type Target, warmUp } from "./load.ts";
import { goal, section, table } from "./report.ts";
import { ServerGroup, type ServerProcess, startPlainlist } from "./server_process.ts";
import { median, middleHalf } from "./statistics.ts";

export interface PagesOptions {
  generator: Generator;
  rounds: number;
  /** For each contestant in each round. */
  seconds: number;
}

interface Contestant {
  name: string;
  server: ServerProcess;
  target: Target;
  /** Pages per second, by round. */
  rates: number[];
  /** Milliseconds of the server's CPU time per page, by round. */
  costs: number[];
}

export async function comparePages(
  database: BenchDatabase,
  options: PagesOptions,
): Promise<string> {
  const servers = new ServerGroup();
  try {
    const contestants = await startContestants(database, servers);
    await requireSamePage(contestants);
    for (const { target } of contestants) await warmUp(options.generator, target);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const contestant of contestants) await measure(contestant, options);
    }
    return report(contestants, options);
  } finally {
    await servers.stop();
  }
}

async function startContestants(
  database: BenchDatabase,
  servers: ServerGroup,
): Promise<Contestant[]> {
  const { id, name, email } = await database.addUser("Ann Example", 20);
  const ours = await servers.add(startPlainlist(database.url));
  const forgetful = await servers.add(startPlainlist(database.url, { QUERY_CACHE_MB: "0" }));
  const plain = await signedIn(ours, email, "/tasks");
  const others = await comparedServers(database, plain, name);
  const bare = await servers.add(others.startBare());
  const usual = await servers.add(others.startUsual());
  const ofBare = {
    url: `${bare.origin}/tasks`,
    headers: { Cookie: `sid=${await database.sessionOf(id)}`, "Accept-Encoding": "identity" },
  };
  const entries: [string, ServerProcess, Target][] = [
    ["bare `node:http` and `pg`", bare, ofBare],
    ["the usual stack", usual, await signedInUsual(usual, id)],
    ["Plainlist", ours, plain],
    [
      "Plainlist, nothing remembered (`QUERY_CACHE_MB=0`)",
      forgetful,
      await signedIn(forgetful, email, "/tasks"),
    ],
    ["Plainlist, gzip", ours, await signedIn(ours, email, "/tasks", { encoding: "gzip" })],
  ];
  return entries.map(([name, server, target]) => ({ name, server, target, rates: [], costs: [] }));
}

/** Sending less would be an advantage. */
async function requireSamePage(contestants: Contestant[]): Promise<void> {
  const sizes = await Promise.all(
    contestants.map(async ({ target }) => {
      const response = await fetch(target.url, { headers: target.headers });
      const html = await response.text();
      return response.ok && html.includes("</html>") ? html.length : 0;
    }),
  );
  if (Math.min(...sizes) < Math.max(...sizes) * 0.97) {
    throw new Error(`The servers do not send the same page: ${sizes.join(", ")} characters`);
  }
}

async function measure(
  { server, target, rates, costs }: Contestant,
  { generator, seconds }: PagesOptions,
): Promise<void> {
  const before = server.cpuTime();
  const { requests, perSecond } = await loadFor(generator, target, seconds);
  rates.push(perSecond);
  costs.push((server.cpuTime() - before) / requests);
}

function report(contestants: Contestant[], { generator, rounds, seconds }: PagesOptions): string {
  const [bare, usual, ours, forgetful] = contestants as [
    Contestant,
    Contestant,
    Contestant,
    Contestant,
  ];
  const rows = contestants.map((contestant) => {
    const ofBare = ratios(contestant, bare);
    return [
      contestant.name,
      median(ofBare).toFixed(2),
      middleHalf(ofBare),
      median(ratios(contestant, usual)).toFixed(2),
      Math.round(median(contestant.rates)).toLocaleString("en"),
      median(contestant.costs).toFixed(2),
    ];
  });
  const atLeast = (sentence: string, one: Contestant, other: Contestant, wanted: number) => {
    const ratio = median(ratios(one, other));
    return goal(sentence, ratio.toFixed(2), ratio >= wanted);
  };
  return section(
    "Pages",
    `The list of 20 tasks of a signed-in user, reloaded over ${CONNECTIONS} connections by ${generator}, ${rounds} rounds of ${seconds} s for each server in turn; medians of the rounds' ratios. All servers send the same HTML, uncompressed unless it says gzip. Nobody changes anything here, so that Plainlist remembers what it has read: this is the cost of a reload or of a tab that refreshes. With nothing remembered it is the cost of looking after a change; presses, which are a change and a look, are measured on their own and come first.`,
    table(
      [
        "server",
        "of the bare server",
        "middle half of the rounds",
        "times the usual stack",
        "pages per second",
        "CPU ms per page",
      ],
      rows,
    ),
    [
      atLeast("nothing remembered: at least 0.35 of the bare server", forgetful, bare, 0.35),
      atLeast("nothing remembered: at least 1.0 times the usual stack", forgetful, usual, 1),
      atLeast("remembered reads: at least 0.90 of the bare server", ours, bare, 0.9),
    ].join("\n"),
  );
}

function ratios(one: Contestant, other: Contestant): number[] {
  return one.rates.map((rate, round) => rate / (other.rates[round] ?? Number.NaN));
}
