/** Whether the time of an answer says that an address has an account: at every door that visitors have. */
import { openForm } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import { goal, section, table } from "./report.ts";
import { type ServerProcess, startPlainlist } from "./server_process.ts";
import { criticalDistance, kolmogorovSmirnov, median, percentile } from "./statistics.ts";

interface Door {
  name: string;
  path: string;
  fields(email: string): Record<string, string>;
  /** The status that every answer has. */
  status: number;
}

const DOORS: readonly Door[] = [
  {
    name: "sign-in, wrong password",
    path: "/auth/signin",
    fields: (email) => ({ email, password: "not the password" }),
    status: 422,
  },
  {
    name: "a new password",
    path: "/auth/reset",
    fields: (email) => ({ email }),
    status: 303,
  },
  {
    name: "verified sign-up",
    path: "/auth/signup",
    fields: (email) => ({ name: "Ann Lee", email, password: "seven copper lanterns" }),
    status: 303,
  },
];

/** Requests before the first that is measured. */
const WARM_UP = 5;

interface Times {
  known: number[];
  unknown: number[];
}

/** @param requests for each kind of address and each door. */
export async function measureAccounts(database: BenchDatabase, requests: number): Promise<string> {
  const users: string[] = [];
  for (let number = 0; number < requests + WARM_UP; number += 1) {
    users.push((await database.addUser(`known ${1000 + number}`, 0)).email);
  }
  const server = await startPlainlist(database.url, {
    SIGNUP: "verified",
    SMTP_URL: "smtp://127.0.0.1:9",
    MAIL_FROM: "plainlist@example.org",
  });
  try {
    const results: [Door, Times][] = [];
    for (const door of DOORS) results.push([door, await measure(server, door, users)]);
    return report(results, requests);
  } finally {
    await server.stop();
  }
}

/** A known and an unknown address in turn; which of them comes first alternates. */
async function measure(server: ServerProcess, door: Door, users: string[]): Promise<Times> {
  const times: Times = { known: [], unknown: [] };
  for (const [number, email] of users.entries()) {
    const both = [
      ["known", email],
      ["unknown", email.replace("known", "nobdy")],
    ] as const;
    for (const [kind, typed] of number % 2 === 0 ? both : both.toReversed()) {
      // Each from its own network, since attempts are counted by network.
      const address = `198.${18 + (kind === "known" ? 0 : 1)}.${number >> 8}.${number & 255}`;
      const form = await openForm(server, door.path, door.fields(typed), address);
      const started = performance.now();
      const response = await form.submit();
      await response.arrayBuffer();
      const time = performance.now() - started;
      if (response.status !== door.status) throw new Error(`${door.name}: ${response.status}`);
      if (number >= WARM_UP) times[kind].push(time);
    }
  }
  return times;
}

function report(results: [Door, Times][], requests: number): string {
  const limit = criticalDistance(requests);
  const spread = (values: readonly number[]) =>
    `${percentile(values, 5).toFixed(1)} to ${percentile(values, 95).toFixed(1)}`;
  return section(
    "Known and unknown addresses",
    `${requests} of each in turn, in ms: the median, and from the 5th to the 95th percentile. The distance is that of Kolmogorov and Smirnov.`,
    table(
      ["door", "known", "", "unknown", "", "distance"],
      results.map(([{ name }, { known, unknown }]) => [
        name,
        ...[known, unknown].flatMap((values) => [median(values).toFixed(1), spread(values)]),
        kolmogorovSmirnov(known, unknown).toFixed(3),
      ]),
    ),
    results
      .map(([{ name }, { known, unknown }]) => {
        const distance = kolmogorovSmirnov(known, unknown);
        const sentence = `${name}: a distance under ${limit.toFixed(3)}, which chance exceeds in 1 of 100 runs`;
        return goal(sentence, distance.toFixed(3), distance < limit);
      })
      .join("\n"),
  );
}
