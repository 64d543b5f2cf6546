/** `npm test`: every test file, or those named, on one PostgreSQL with a migrated database to clone. */
import { spawn } from "node:child_process";

const named = process.argv.slice(2);

const child = spawn(
  process.execPath,
  [
    "--test",
    "--test-global-setup=test/support/global_setup.ts",
    // Each process reads its own statements: see the module.
    "--import=./test/support/audit.ts",
    // One test that waits for ever must not keep the others' results from being told.
    "--test-timeout=300000",
    ...(named.length > 0 ? named : ["test/**/*.test.ts"]),
  ],
  { stdio: "inherit" },
);
child.once("close", (code) => process.exit(code ?? 1));
