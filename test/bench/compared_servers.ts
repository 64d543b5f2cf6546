/** Starts the servers that Plainlist is compared with. They send its own page, from a template. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cookiesOf } from "./browser.ts";
import type { BenchDatabase } from "./database.ts";
import type { Target } from "./load.ts";
import { extractTemplate } from "./page_template.ts";
import { type ServerProcess, startServer } from "./server_process.ts";

export interface ComparedServers {
  /** Express, EJS, express-session and Knex. */
  startUsual(): Promise<ServerProcess>;
  /** `node:http` and `pg`. */
  startBare(): Promise<ServerProcess>;
}

/** @param page the list of 20 tasks of the user with this name, sent by Plainlist. */
export async function comparedServers(
  database: BenchDatabase,
  page: Target,
  name: string,
): Promise<ComparedServers> {
  const response = await fetch(page.url, { headers: page.headers });
  const template = extractTemplate(await response.text(), name);
  const folder = mkdtempSync(path.join(tmpdir(), "plainlist-bench-page-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "template.json");
  writeFileSync(file, JSON.stringify(template));
  const start = (server: string) =>
    startServer([`test/bench/servers/${server}.ts`], {
      NODE_ENV: "production",
      BENCH_CONNECTION: JSON.stringify(database.connection),
      BENCH_TEMPLATE: file,
    });
  return {
    startUsual: () => start("express"),
    startBare: () => start("node_http"),
  };
}

/** The list of the usual stack, with its session cookie. */
export async function signedInUsual({ origin }: ServerProcess, userId: string): Promise<Target> {
  const response = await fetch(`${origin}/signin/${userId}`, {
    method: "POST",
    redirect: "manual",
  });
  // The session is saved before the end of the answer, but after its headers.
  await response.text();
  return {
    url: `${origin}/tasks`,
    headers: { Cookie: cookiesOf(response), "Accept-Encoding": "identity" },
  };
}

/** The list of its API, with a bearer token. */
export async function withUsualToken({ origin }: ServerProcess, userId: string): Promise<Target> {
  const response = await fetch(`${origin}/token/${userId}`, { method: "POST" });
  return {
    url: `${origin}/api/${userId}/tasks?limit=20`,
    headers: {
      Authorization: `Bearer ${await response.text()}`,
      "Accept-Encoding": "identity",
    },
  };
}
