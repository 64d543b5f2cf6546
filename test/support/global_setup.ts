/** Once before all test files: a PostgreSQL with a migrated database to clone. */
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { pino } from "pino";
import { parseDatabaseUrl } from "../../src/db/connection_options.ts";
import { type EmbeddedDatabase, startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrations.ts";
import { ENVIRONMENT, type TestServer } from "./database.ts";

let embedded: EmbeddedDatabase | undefined;
let folder: string | undefined;
let server: TestServer;

export async function globalSetup(): Promise<void> {
  const template = `plainlist_template_${process.pid}`;
  server = { connection: await connect(), template, isThrowaway: embedded !== undefined };
  const admin = new pg.Client(server.connection);
  await admin.connect();
  await admin.query(`create database ${template}`);
  await admin.end();
  await migrate({ ...server.connection, database: template });
  process.env[ENVIRONMENT] = JSON.stringify(server);
}

export async function globalTeardown(): Promise<void> {
  const admin = new pg.Client(server.connection);
  await admin.connect();
  await admin.query(`drop database if exists ${server.template} with (force)`);
  await admin.end();
  await embedded?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

async function connect(): Promise<pg.ClientConfig> {
  const url = process.env.TEST_DATABASE_URL;
  if (url) return parseDatabaseUrl(url);
  folder = await mkdtemp(path.join(await roomyFolder(), "plainlist-test-"));
  const logger = pino({ level: "error" }, pino.destination(2));
  embedded = await startEmbedded({ dataDir: folder, logger, durable: false, createdb: true });
  return { ...embedded.connection, ssl: false };
}

/** In bytes: what the databases of the test files that run at once take, and more. */
const ROOM = 2 ** 30;

/** Memory where there is enough (Linux): making a database for each file is half as dear there. */
async function roomyFolder(): Promise<string> {
  const memory = "/dev/shm";
  const room = await statfs(memory).catch(() => null);
  return room !== null && room.bavail * room.bsize > ROOM ? memory : tmpdir();
}
