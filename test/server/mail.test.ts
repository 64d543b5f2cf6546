/** Mail and the processes that send it: the web process, a worker apart, and those that are killed. */
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { PASSWORD, startTestApp } from "../support/app.ts";
import { Browser } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type MailServer, startMailServer } from "../support/mail_server.ts";
import {
  databaseUrl,
  endProcesses,
  launchServer,
  runCommand,
  type ServerProcess,
  startServer,
} from "../support/server_process.ts";

let database: TestDatabase;
let mailServer: MailServer;
let environment: Record<string, string | undefined>;
let people = 0;

before(async () => {
  database = await createTestDatabase();
  mailServer = await startMailServer();
  environment = { ...mailServer.environment, DATABASE_URL: databaseUrl(database.connection) };
});
afterEach(async () => {
  await endProcesses();
  mailServer.verdict = "take";
  mailServer.received.length = 0;
  await database.sql("delete from mails");
});
after(async () => {
  await mailServer.close();
  await database.drop();
});

/** Signs up, which sends a mail to verify the address. @returns the address. */
async function signUp(server: ServerProcess): Promise<string> {
  people += 1;
  const email = `person-${people}@example.org`;
  const browser = new Browser(server.url);
  const person = { name: "Ann", email, password: PASSWORD };
  const form = await browser.get("/auth/signup");
  assert.equal((await browser.submit(form, "/auth/signup", person)).status, 303);
  return email;
}

async function queueLength(): Promise<number> {
  return (await database.sql("select 1 from mails")).length;
}

test("the web process sends mail", async () => {
  const server = await startServer(environment);
  assert.equal(server.log.find(({ msg }) => msg === "listening")?.mail, "smtp");
  const email = await signUp(server);
  await mailServer.hasReceived(1);
  assert.deepEqual(mailServer.received[0]?.recipients, [email]);
  await server.logged("mail sent");
  assert.equal(await queueLength(), 0);
});

test("a process that is killed after the change leaves the mail to a worker apart", async () => {
  const server = await startServer({ ...environment, MAIL_WORKER: "off" });
  const email = await signUp(server);
  server.signal("SIGKILL");
  await server.exited;
  assert.deepEqual([mailServer.received.length, await queueLength()], [0, 1]);
  const worker = launchServer(environment, "src/commands/worker.ts");
  assert.equal((await worker.logged("sending mail")).mail, "smtp");
  await worker.logged("mail sent");
  assert.deepEqual(mailServer.received[0]?.recipients, [email]);
  assert.equal(await queueLength(), 0);
  worker.signal("SIGTERM");
  assert.equal(await worker.exited, 0);
});

test("a process that is killed while the mail server answers leaves the mail as well", async () => {
  mailServer.verdict = "silence";
  const server = await startServer(environment);
  await signUp(server);
  await mailServer.hasReceived(1);
  server.signal("SIGKILL");
  await server.exited;
  mailServer.verdict = "take";
  const other = await startTestApp(environment, { database });
  await other.services.mail.sendDue();
  assert.equal(mailServer.received.length, 1);
  other.advance(6 * 60_000);
  await other.services.mail.sendDue();
  const [first, second] = mailServer.received;
  assert.equal(second?.messageId, first?.messageId);
  assert.equal(await queueLength(), 0);
  await other.close();
});

test("a process that is stopped finishes the mail that it is sending", async () => {
  mailServer.verdict = { delay: 1_000 };
  const server = await startServer(environment);
  await signUp(server);
  await mailServer.hasReceived(1);
  server.signal("SIGTERM");
  assert.equal(await server.exited, 0);
  assert.deepEqual([mailServer.received.length, await queueLength()], [1, 0]);
});

test("a mail server that hangs does not keep a process from stopping", async () => {
  mailServer.verdict = "silence";
  const server = await startServer(environment);
  await signUp(server);
  await mailServer.hasReceived(1);
  server.signal("SIGTERM");
  assert.equal(await server.exited, 0);
  assert.equal(await queueLength(), 1);
});

test("the worker does not take the embedded database from the web process", async () => {
  const { code, errors } = await runCommand("src/commands/worker.ts", [], {});
  assert.equal(code, 1);
  assert.match(errors, /^The embedded database belongs to the web process/);
});
