/** Parsing DATABASE_URL like libpq: its parts, sockets, escapes and sslmode. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { DatabaseUrlError, parseDatabaseUrl } from "../../src/db/connection_options.ts";

async function tls(parameters: string) {
  return (await parseDatabaseUrl(`postgres://u:p@db.example.org/app?${parameters}`)).ssl;
}

function urlError(pattern: RegExp) {
  return (error: Error) => {
    assert.ok(error instanceof DatabaseUrlError, error.stack);
    assert.match(error.message, pattern);
    assert.ok(!error.message.includes("s3cret"));
    return true;
  };
}

describe("the parts of the address", () => {
  test("are decoded", async () => {
    const url = "postgresql://al%40home:p%2F%25s@db.example.org:6543/my%20app?application_name=x";
    const { host, port, user, password, database, application_name } = await parseDatabaseUrl(url);
    assert.deepEqual(
      { host, port, user, password, database, application_name },
      {
        host: "db.example.org",
        port: 6543,
        user: "al@home",
        password: "p/%s",
        database: "my app",
        application_name: "x",
      },
    );
  });

  test("may be omitted", async () => {
    const config = await parseDatabaseUrl("postgres:///app");
    assert.deepEqual([config.host, config.port, config.database], ["localhost", 5432, "app"]);
    assert.ok(!("user" in config) && !("password" in config));
  });

  test("may be an IPv6 address", async () => {
    assert.equal((await parseDatabaseUrl("postgres://u@[::1]:5433/app")).host, "::1");
  });

  test("may be a socket, which is never encrypted", async () => {
    for (const url of [
      "postgres://u@%2Fvar%2Frun%2Fpostgresql/app?sslmode=require",
      "postgres:///app?host=/var/run/postgresql&user=u&sslmode=require",
    ]) {
      const config = await parseDatabaseUrl(url);
      assert.deepEqual([config.host, config.ssl], ["/var/run/postgresql", false]);
    }
  });

  test("that are not valid are rejected without revealing the password", async () => {
    await assert.rejects(
      parseDatabaseUrl("mysql://u:s3cret@db/app"),
      urlError(/Write it as postgres/),
    );
    await assert.rejects(parseDatabaseUrl("s3cret"), urlError(/Write it as postgres/));
    await assert.rejects(parseDatabaseUrl("postgres://u:s3cret%@db/app"), urlError(/as %25/));
  });
});

describe("sslmode", () => {
  let folder: string;
  let root: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "pl-"));
    root = join(folder, "root.crt");
    await writeFile(root, "a certificate");
  });
  after(() => rm(folder, { recursive: true }));

  test("disable and allow do not encrypt", async () => {
    assert.equal(await tls("sslmode=disable"), false);
    assert.equal(await tls("sslmode=allow"), false);
  });

  test("require encrypts without verification, and verifies the signature with a root certificate", async () => {
    assert.deepEqual(await tls("sslmode=require"), { rejectUnauthorized: false });
    const signed = await tls(`sslmode=require&sslrootcert=${root}`);
    assert.ok(typeof signed === "object");
    assert.equal(signed.rejectUnauthorized, true);
    assert.equal(signed.ca, "a certificate");
    assert.ok(signed.checkServerIdentity);
  });

  test("verify-ca verifies the signature, verify-full also the host name", async () => {
    const signed = await tls(`sslmode=verify-ca&sslrootcert=${root}`);
    assert.ok(typeof signed === "object" && signed.checkServerIdentity);
    assert.equal(signed.rejectUnauthorized, true);
    assert.deepEqual(await tls("sslmode=verify-full&sslrootcert=system"), {
      rejectUnauthorized: true,
    });
    assert.deepEqual(await tls("ssl=true"), { rejectUnauthorized: true });
  });

  test("an unknown mode or a missing file is rejected", async () => {
    await assert.rejects(tls("sslmode=maybe"), urlError(/sslmode=maybe/));
    const missing = join(folder, "missing.crt");
    await assert.rejects(tls(`sslmode=verify-ca&sslrootcert=${missing}`), urlError(/missing\.crt/));
  });

  for (const [answer, expected] of [
    ["S", { rejectUnauthorized: false }],
    ["N", false],
  ] as const) {
    test(`prefer, also the default, follows a server that answers ${answer}`, async () => {
      const server = createServer((socket) => {
        socket.once("data", (request) => {
          assert.equal(request.toString("hex"), "0000000804d2162f");
          socket.write(answer);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      try {
        const url = `postgres://u@127.0.0.1:${port}/app`;
        assert.deepEqual((await parseDatabaseUrl(`${url}?sslmode=prefer`)).ssl, expected);
        assert.deepEqual((await parseDatabaseUrl(url)).ssl, expected);
      } finally {
        server.close();
      }
    });
  }
});
