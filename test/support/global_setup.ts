/** Runs once before all test files: starts PostgreSQL with a migrated database to clone. */
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { pino } from "pino";
import { parseDatabaseUrl } from "../../src/db/connection_options.ts";
import { type EmbeddedDatabase, startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrations.ts";
import { asAdmin, ENVIRONMENT, type TestServer } from "./database.ts";

let embedded: EmbeddedDatabase | undefined;
let folder: string | undefined;
let server: TestServer;

export async function globalSetup(): Promise<void> {
  const template = `plainlist_template_${process.pid}`;
  server = { connection: await connect(), template, isThrowaway: embedded !== undefined };
  await asAdmin(server.connection, `create database ${template}`);
  await migrate({ ...server.connection, database: template });
  process.env[ENVIRONMENT] = JSON.stringify(server);
}

export async function globalTeardown(): Promise<void> {
  await asAdmin(server.connection, `drop database if exists ${server.template} with (force)`);
  await embedded?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

async function connect(): Promise<pg.ClientConfig> {
  const url = process.env.TEST_DATABASE_URL;
  if (url) return parseDatabaseUrl(url);
  folder = await mkdtemp(path.join(await fastFolder(), "plainlist-test-"));
  const logger = pino({ level: "error" }, pino.destination(2));
  embedded = await startEmbedded({ dataDir: folder, logger, durable: false, createdb: true });
  return { ...embedded.connection, ssl: false };
}

/** In bytes: more than the databases of concurrent test files take. */
const REQUIRED_SPACE = 2 ** 30;

/** A file system in memory where there is enough (Linux): creating a database takes half the time. */
async function fastFolder(): Promise<string> {
  const memory = "/dev/shm";
  const space = await statfs(memory).catch(() => null);
  return space !== null && space.bavail * space.bsize > REQUIRED_SPACE ? memory : tmpdir();
}
