/** Starting the server as a process, and the errors that prevent it. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { migrate } from "../../src/db/migrations.ts";
import { Browser } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  databaseUrl,
  endProcesses,
  launchServer,
  runCommand,
  startServer,
} from "../support/server_process.ts";
import { startProxy } from "../support/tcp_proxy.ts";

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});

after(async () => {
  await endProcesses();
  await database.drop();
});

/** Starts the server, which must fail. @returns its error output. */
async function startError(environment: Record<string, string>): Promise<string> {
  const { code, errors } = await runCommand("src/server.ts", [], {
    PORT: "0",
    DATABASE_URL: databaseUrl(database.connection),
    ...environment,
  });
  assert.equal(code, 1);
  assert.doesNotMatch(errors, /\n {4}at /, "a stack trace");
  return errors;
}

describe("the server", { concurrency: true, timeout: 120_000 }, () => {
  test("starts, passes its health checks and serves pages", async () => {
    const server = await startServer({ DATABASE_URL: databaseUrl(database.connection) });
    const ask = (path: string) => fetch(server.url + path);
    // Longer than the idle timeout of hosting platforms' routers (90 s).
    assert.equal((await ask("/")).headers.get("keep-alive"), "timeout=95");
    assert.deepEqual(await (await ask("/health")).json(), { status: "ok" });
    assert.deepEqual(await (await ask("/health/ready")).json(), { status: "ok" });
    const page = await new Browser(server.url).get("/");
    assert.equal(page.status, 200);
    const style = page.document.querySelector('link[rel="stylesheet"]')?.getAttribute("href");
    assert.equal((await ask(style ?? "")).status, 200);
    assert.equal(server.log.at(0)?.msg, "listening");
    assert.ok(!JSON.stringify(server.log).includes(String(database.connection.password)));
    server.signal("SIGINT");
    assert.equal(await server.exited, 0);
  });

  test("does not start on an old schema, and names the command to run", async () => {
    const behind = await createTestDatabase();
    const [last] = await migrate(behind.connection, "down");
    const errors = await startError({ DATABASE_URL: databaseUrl(behind.connection) });
    assert.match(errors, /behind by 1 migration/);
    assert.ok(errors.includes(last ?? "none"), errors);
    assert.match(errors, /npm run migrate/);
    await migrate(behind.connection);
    const server = await startServer({ DATABASE_URL: databaseUrl(behind.connection) });
    server.signal("SIGTERM");
    assert.equal(await server.exited, 0);
    await behind.drop();
  });

  test("lists all invalid settings at once", async () => {
    const errors = await startError({
      NODE_ENV: "production",
      SESSION_SECRET: "short",
      JWT_SECRET: "",
      DATABASE_URL: "mysql://somebody:hunter2@db/app",
      LOG_LEVEL: "loud",
    });
    for (const name of ["SESSION_SECRET", "JWT_SECRET", "DATABASE_URL", "LOG_LEVEL", "APP_URL"]) {
      assert.match(errors, new RegExp(`- ${name} `), name);
    }
    assert.doesNotMatch(errors, /hunter2/);
  });

  test("reports that its port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const errors = await startError({ HOST: "127.0.0.1", PORT: String(port) });
    assert.match(errors, new RegExp(`port ${port}.*another program.*PORT`));
    other.close();
  });

  test("reports why the database rejects the connection, without the password", async () => {
    const connection = { ...database.connection, password: "hunter2", user: "nobody_of_that_name" };
    const errors = await startError({ DATABASE_URL: databaseUrl(connection) });
    assert.match(errors, /^The database refuses: .*nobody_of_that_name/);
    assert.doesNotMatch(errors, /hunter2/);
  });

  test("waits for a database that is still starting", async () => {
    const proxy = await startProxy(database.connection);
    await proxy.cut();
    const server = launchServer({ DATABASE_URL: databaseUrl(proxy.connection) });
    await server.logged("waiting for the database");
    await proxy.restore();
    await server.logged("listening");
    server.signal("SIGTERM");
    assert.equal(await server.exited, 0);
    await proxy.close();
  });
});
