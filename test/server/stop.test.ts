/** Graceful shutdown: running requests finish, idle connections close, new ones are refused. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { PASSWORD, startTestApp } from "../support/app.ts";
import { Browser, encode, fieldsOfForm } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { databaseUrl, endProcesses, startServer } from "../support/server_process.ts";

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});

after(async () => {
  await endProcesses();
  await database.drop();
});

/** A raw connection that collects what it receives. */
async function open(port: number) {
  const socket: Socket = connect(port, "127.0.0.1");
  let text = "";
  socket.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "connect");
  return {
    write: (...lines: string[]) => socket.write(lines.join("\r\n")),
    closed: closed.then(() => text),
    async received(pattern: RegExp): Promise<void> {
      while (!pattern.test(text)) await once(socket, "data");
    },
  };
}

test("SIGTERM finishes a request in progress, closes idle connections, and exits with 0", async () => {
  const server = await startServer({ DATABASE_URL: databaseUrl(database.connection) });
  const browser = new Browser(server.url);
  const form = await browser.get("/auth/signup");
  const person = { name: "Ann", email: "ann@example.org", password: PASSWORD };
  await browser.submit(form, "/auth/signup", person);
  const page = await browser.get("/tasks/new");
  const body = encode({ ...fieldsOfForm(page.form("/tasks")), title: "Sent at the last moment" });

  const idle = await open(server.port);
  idle.write("GET /health HTTP/1.1", "Host: x", "", "");
  await idle.received(/"ok"/);
  // Browsers open connections in advance.
  const unused = await open(server.port);
  const incomplete = await open(server.port);
  incomplete.write("GET /health/ready HTTP/1.1", "Host: x", "");
  const sending = await open(server.port);
  sending.write(
    "POST /tasks HTTP/1.1",
    "Host: x",
    "Content-Type: application/x-www-form-urlencoded",
    `Content-Length: ${body.length}`,
    `Cookie: plainlist_token=${browser.cookie("plainlist_token")}`,
    "Expect: 100-continue",
    "",
    "",
  );
  await sending.received(/^HTTP\/1\.1 100 /);
  sending.write(body.slice(0, 20));

  server.signal("SIGTERM");
  await server.logged("stopping");
  assert.match(await idle.closed, /^HTTP\/1\.1 200 /);
  assert.equal(await unused.closed, "");
  incomplete.write("", "");
  const answer = await incomplete.closed;
  assert.match(answer, /^HTTP\/1\.1 503 /);
  assert.match(answer, /"reason":"stopping"/);
  assert.match(answer, /\r\nConnection: close\r\n/i);
  await assert.rejects(open(server.port), /ECONNREFUSED/, "accepts new connections");
  sending.write(body.slice(20));
  assert.match(await sending.closed, /HTTP\/1\.1 303 .*\r\nConnection: close\r\n/is);
  assert.equal(await server.exited, 0);
  assert.ok(server.log.some(({ msg }) => msg === "stopped"));
  const rows = await database.sql("select title from tasks");
  assert.deepEqual(rows, [{ title: "Sent at the last moment" }]);
});

test("while stopping, the health check succeeds and the readiness check fails", async () => {
  const app = await startTestApp();
  app.lifecycle.stopping = true;
  assert.equal((await app.visitor().get("/health")).status, 200);
  const ready = await app.visitor().get("/health/ready");
  assert.equal(ready.status, 503);
  assert.ok(Number(ready.response.headers["retry-after"]) > 0);
  await app.close();
});

test("with pending migrations, the health check succeeds and the readiness check fails", async () => {
  const app = await startTestApp();
  await app.database.sql("delete from knex_migrations where id = 1");
  assert.equal((await app.visitor().get("/health")).status, 200);
  const ready = await app.visitor().get("/health/ready");
  assert.equal(ready.status, 503);
  assert.match(ready.html, /migrations are pending/);
  await app.close();
});
