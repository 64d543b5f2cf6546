/** The data folder and the binaries of the embedded PostgreSQL. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { binariesPackage, completeBinaries } from "../../../src/db/embedded/binaries.ts";
import { EmbeddedDatabaseError, findRunningEmbedded } from "../../../src/db/embedded.ts";
import { DATA_FILES, isRoot, query, start, temporaryFolder } from "./fixture.ts";

const folder = await temporaryFolder();

describe("the data folder", () => {
  test("with a path too long for a socket uses TCP, and an incomplete cluster is created again", async () => {
    const dataDir = join(folder, "long".repeat(30));
    await mkdir(join(dataDir, "postgres.new/base"), { recursive: true, mode: 0o755 });
    await writeFile(join(dataDir, "postgres.new/PG_VERSION"), "18\n");
    const database = await start(dataDir);
    try {
      const { connection } = database;
      assert.equal(connection.host, "127.0.0.1");
      assert.notEqual(connection.port, 5432);
      assert.deepEqual(await findRunningEmbedded(dataDir), connection);
      assert.equal(await query(connection, "SELECT 1").then((rows) => rows.length), 1);
      await assert.rejects(query({ ...connection, password: "wrong" }, "SELECT 1"), {
        code: "28P01",
      });
    } finally {
      await database.stop();
    }
    assert.deepEqual((await readdir(dataDir)).sort(), DATA_FILES);
  });

  test("with other files is rejected and not changed", async () => {
    const dataDir = join(folder, "other");
    await mkdir(join(dataDir, "postgres"), { recursive: true });
    await writeFile(join(dataDir, "postgres/letter.txt"), "dear");
    await assert.rejects(
      start(dataDir),
      /not empty and holds no PostgreSQL database\. Move it away/,
    );
    assert.equal(await readFile(join(dataDir, "postgres/letter.txt"), "utf8"), "dear");
  });

  test("in a folder that PostgreSQL's user cannot enter is reported with that folder", {
    skip: !isRoot && "only root runs PostgreSQL as another user",
  }, async () => {
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: 0o700 });
    await assert.rejects(start(join(closed, "data")), (error: Error) => {
      assert.ok(error instanceof EmbeddedDatabaseError);
      return error.message.includes(`"chmod o+x ${closed}"`);
    });
  });

  test("that is a file is reported", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await assert.rejects(start(file), (error: Error) => {
      assert.ok(error instanceof EmbeddedDatabaseError);
      return error.message.includes(file);
    });
  });
});

describe("the binaries", () => {
  test("are completed when the install script was skipped", async () => {
    const source = join(binariesPackage(), "native");
    const copy = join(folder, "package");
    const postgres = join(copy, "native/bin/postgres");
    await cp(join(source, "bin"), join(copy, "native/bin"), { recursive: true });
    await mkdir(join(copy, "native/lib"));
    const links = [];
    for (const entry of await readdir(join(source, "lib"), { withFileTypes: true })) {
      if (entry.isSymbolicLink()) {
        links.push(entry.name);
      } else if (/\.(so|dylib)/.test(entry.name)) {
        await cp(join(source, "lib", entry.name), join(copy, "native/lib", entry.name));
      }
    }
    await cp(join(source, "pg-symlinks.json"), join(copy, "native/pg-symlinks.json"));
    await cp(join(source, "../scripts"), join(copy, "scripts"), { recursive: true });
    await cp(join(source, "../package.json"), join(copy, "package.json"));
    assert.throws(() => execFileSync(postgres, ["--version"], { stdio: "pipe" }));
    await chmod(postgres, 0o644);

    await completeBinaries(copy);
    assert.match(execFileSync(postgres, ["--version"], { encoding: "utf8" }), /PostgreSQL/);
    for (const name of links) {
      const target = await readlink(join(source, "lib", name));
      assert.equal(await readlink(join(copy, "native/lib", name)), target);
    }
    await completeBinaries(copy);
  });

  test("that cannot be completed are reported with a solution", async () => {
    await assert.rejects(completeBinaries(join(folder, "missing")), (error: Error) => {
      assert.ok(error instanceof EmbeddedDatabaseError);
      return error.message.includes('"npm rebuild"');
    });
  });
});
