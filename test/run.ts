/** `npm test`: every test file, or those named, on one PostgreSQL with a migrated database to clone. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

const named = process.argv.slice(2);

const child = spawn(
  process.execPath,
  [
    "--test",
    // One more than there are cores: the files wait for servers, browsers and the clock in turn.
    `--test-concurrency=${availableParallelism() + 1}`,
    "--test-global-setup=test/support/global_setup.ts",
    // Each process reads its own statements: see the module.
    "--import=./test/support/audit.ts",
    // One test that waits for ever must not keep the others' results from being told.
    "--test-timeout=300000",
    ...(named.length > 0 ? named : ["test/**/*.test.ts"]),
  ],
  {
    stdio: "inherit",
    // Every file's process loads the same modules.
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "node_modules/.cache/compile",
    },
  },
);
child.once("close", (code) => process.exit(code ?? 1));
