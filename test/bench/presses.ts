/** Presses per second compared with the usual stack, in alternating rounds. */

import { DatabaseCpu } from "../support/database_cpu.ts";
import { signedIn } from "./browser.ts";
import { comparedServers } from "./compared_servers.ts";
import type { BenchDatabase } from "./database.ts";
import {
  type Account,
  enter,
  inApi,
  inUsualApi,
  OWNERS,
  onPages,
  onUsualPages,
  PEOPLE,
  type Person,
} from "./people.ts";
import { PressClient } from "./press_load.ts";
import { type Contestant, type Contestants, reportPresses } from "./presses_report.ts";
import { ServerGroup, type ServerProcess, startPlainlist } from "./server_process.ts";
import { percentile } from "./statistics.ts";

export interface PressesOptions {
  rounds: number;
  /** For each contestant in each round. */
  seconds: number;
}

interface Running extends Contestant {
  client: PressClient;
  servers: ServerProcess[];
}

/** In presses: until connections to the database are open and the code is compiled. */
const WARM_UP = 1_000;

export async function comparePresses(
  database: BenchDatabase,
  options: PressesOptions,
): Promise<string> {
  const accounts = await addAccounts(database);
  const servers = new ServerGroup();
  const cpu = await DatabaseCpu.open(database.connection);
  try {
    const contestants = await startContestants(database, servers, accounts);
    const all: Running[] = Object.values(contestants);
    let presses = 0;
    for (const contestant of all) presses += await warmUp(contestant);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const contestant of all) presses += await measure(contestant, cpu, options.seconds);
    }
    for (const { client } of all) client.stop();
    await requireChanges(database, accounts, presses);
    return reportPresses(contestants, options);
  } finally {
    await servers.stop();
    await cpu.close();
  }
}

interface Accounts {
  /** With 20 tasks each. */
  people: Account[];
  hundred: Account[];
  tenThousand: Account[];
}

async function addAccounts(database: BenchDatabase): Promise<Accounts> {
  const add = async (count: number, addOne: (number: number) => Promise<Account>) => {
    const accounts: Account[] = [];
    for (let number = 1; number <= count; number += 1) accounts.push(await addOne(number));
    return accounts;
  };
  return {
    people: await add(PEOPLE, (number) => database.addUser(`Press ${number}`, 20)),
    hundred: await add(OWNERS, (number) => database.addUserWithPlans(`Hundred ${number}`, 100)),
    tenThousand: await add(OWNERS, (number) =>
      database.addUserWithPlans(`Thousands ${number}`, 10_000),
    ),
  };
}

async function startContestants(
  database: BenchDatabase,
  servers: ServerGroup,
  { people, hundred, tenThousand }: Accounts,
): Promise<Record<keyof Contestants, Running>> {
  const ours = await servers.add(startPlainlist(database.url));
  const second = await servers.add(startPlainlist(database.url));
  const other = await servers.add(startUsual(database, ours));
  const first20 = "/tasks?limit=20";
  const signedIn = {
    usual: await enter(people, onUsualPages(other)),
    plain: await enter(people, onPages(ours)),
    second: await enter(people, onPages(second)),
    hundred: await enter(hundred, onPages(ours, first20)),
    tenThousand: await enter(tenThousand, onPages(ours, first20)),
    usualApi: await enter(people, inUsualApi(other)),
    api: await enter(people, inApi(ours)),
  };
  requireSameSize(signedIn.usual, signedIn.plain);
  requireSameSize(signedIn.usualApi, signedIn.api);
  const half = PEOPLE / 2;
  const shared = [...signedIn.plain.slice(0, half), ...signedIn.second.slice(half)];
  const onOurs = { servers: [ours], base: null };
  const usual = running("the usual stack", signedIn.usual, { servers: [other], base: null });
  const plain = running("Plainlist", signedIn.plain, { servers: [ours], base: usual });
  const few = running("Plainlist, 100 tasks each", signedIn.hundred, onOurs);
  const inJson = running("the usual stack in JSON", signedIn.usualApi, {
    servers: [other],
    base: null,
  });
  return {
    usual,
    plain,
    twoProcesses: running("Plainlist, two processes", shared, {
      servers: [ours, second],
      base: plain,
    }),
    hundred: few,
    tenThousand: running("Plainlist, 10,000 tasks each", signedIn.tenThousand, {
      servers: [ours],
      base: few,
    }),
    usualApi: inJson,
    api: running("Plainlist's API", signedIn.api, { servers: [ours], base: inJson }),
  };
}

function running(name: string, people: Person[], rest: Pick<Running, "servers" | "base">): Running {
  return { name, ...rest, rounds: [], client: new PressClient(people) };
}

/** It sends the page of an account of its own, whose tasks nobody presses. */
async function startUsual(database: BenchDatabase, ours: ServerProcess): Promise<ServerProcess> {
  const { email, name } = await database.addUser("Template Example", 20);
  const others = await comparedServers(database, await signedIn(ours, email, "/tasks"), name);
  return others.startUsual();
}

/** Sending less would be an advantage. Plainlist's pages also say what was done, after a press. */
function requireSameSize([one]: Person[], [other]: Person[]): void {
  const [less = 0, more = 0] = [one?.size ?? 0, other?.size ?? 0].sort((a, b) => a - b);
  if (less < more * 0.97) {
    throw new Error(`The servers do not send the same: ${less} and ${more} characters`);
  }
}

/** @returns the number of presses. */
async function warmUp({ client }: Running): Promise<number> {
  let presses = 0;
  while (presses < WARM_UP) presses += (await client.pressFor(1)).times.length;
  return presses;
}

/** @returns the number of presses. */
async function measure(
  { client, servers, rounds }: Running,
  cpu: DatabaseCpu,
  seconds: number,
): Promise<number> {
  const used = () => servers.reduce((sum, server) => sum + server.cpuTime(), 0);
  const before = used();
  const { result, milliseconds } = await cpu.during(() => client.pressFor(seconds));
  const { inTime, times } = result;
  rounds.push({
    perSecond: inTime / seconds,
    cpu: (used() - before) / times.length,
    databaseCpu: milliseconds / times.length,
    p99: percentile(times, 99),
  });
  return times.length;
}

/** A server that answers without changing anything would win. */
async function requireChanges(
  database: BenchDatabase,
  { people, hundred, tenThousand }: Accounts,
  presses: number,
): Promise<void> {
  const ids = [...people, ...hundred, ...tenThousand].map(({ id }) => id);
  const changes = await database.changesOf(ids);
  if (changes !== presses) throw new Error(`${presses} presses made ${changes} changes`);
}
