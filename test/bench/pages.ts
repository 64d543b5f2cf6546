/** Pages per second compared with a bare server and with the usual stack, in alternating rounds. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cookiesOf, signedIn } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import { CONNECTIONS, type Generator, loadFor, type Target, warmUp } from "./load.ts";
import { extractTemplate } from "./page_template.ts";
import { goal, section, table } from "./report.ts";
import { type ServerProcess, startPlainlist, startServer } from "./server_process.ts";
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
  const folder = mkdtempSync(path.join(tmpdir(), "plainlist-bench-page-"));
  const servers: ServerProcess[] = [];
  try {
    const contestants = await startContestants(database, folder, servers);
    await requireSamePage(contestants);
    for (const { target } of contestants) await warmUp(options.generator, target);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const contestant of contestants) await measure(contestant, options);
    }
    return report(contestants, options);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startContestants(
  database: BenchDatabase,
  folder: string,
  servers: ServerProcess[],
): Promise<Contestant[]> {
  const { id, name, email } = await database.addUser("Ann Example", 20);
  const started = async (starting: Promise<ServerProcess>) => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  const ours = await started(startPlainlist(database.url));
  const uncached = await started(startPlainlist(database.url, { QUERY_CACHE_MB: "0" }));
  const prepared = await started(startPlainlist(database.url, { DATABASE_PREPARE: "on" }));
  const plain = await signedIn(ours, email, "/tasks");
  const page = await fetch(plain.url, { headers: plain.headers });
  const template = path.join(folder, "template.json");
  writeFileSync(template, JSON.stringify(extractTemplate(await page.text(), name)));

  const environment = {
    NODE_ENV: "production",
    BENCH_CONNECTION: JSON.stringify(database.connection),
    BENCH_TEMPLATE: template,
  };
  const raw = await started(startServer(["test/bench/servers/node_http.ts"], environment));
  const usual = await started(startServer(["test/bench/servers/express.ts"], environment));
  const signin = await fetch(`${usual.origin}/signin/${id}`, {
    method: "POST",
    redirect: "manual",
  });
  const target = (server: ServerProcess, cookie: string): Target => ({
    url: `${server.origin}/tasks`,
    headers: { Cookie: cookie, "Accept-Encoding": "identity" },
  });
  const entries: [string, ServerProcess, Target][] = [
    ["bare `node:http` and `pg`", raw, target(raw, `sid=${await database.sessionOf(id)}`)],
    ["the usual stack", usual, target(usual, cookiesOf(signin))],
    ["Plainlist", ours, plain],
    ["Plainlist, gzip", ours, await signedIn(ours, email, "/tasks", "gzip")],
    ["Plainlist, `DATABASE_PREPARE=on`", prepared, await signedIn(prepared, email, "/tasks")],
    ["Plainlist, `QUERY_CACHE_MB=0`", uncached, await signedIn(uncached, email, "/tasks")],
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
  const [raw, usual, ours] = contestants as [Contestant, Contestant, Contestant];
  const rows = contestants.map((contestant) => {
    const ofRaw = ratios(contestant, raw);
    return [
      contestant.name,
      median(ofRaw).toFixed(2),
      middleHalf(ofRaw),
      median(ratios(contestant, usual)).toFixed(2),
      Math.round(median(contestant.rates)).toLocaleString("en"),
      median(contestant.costs).toFixed(2),
    ];
  });
  const ofRaw = median(ratios(ours, raw));
  const ofUsual = median(ratios(ours, usual));
  return section(
    "Pages",
    `The list of 20 tasks of a signed-in user over ${CONNECTIONS} connections by ${generator}, ${rounds} rounds of ${seconds} s for each server in turn; medians of the rounds' ratios. All servers send the same HTML, uncompressed unless it says gzip.`,
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
      goal("at least 0.5 of the bare server", ofRaw.toFixed(2), ofRaw >= 0.5),
      goal("at least 2.0 times the usual stack", ofUsual.toFixed(2), ofUsual >= 2),
    ].join("\n"),
  );
}

function ratios(one: Contestant, other: Contestant): number[] {
  return one.rates.map((rate, round) => rate / (other.rates[round] ?? Number.NaN));
}
