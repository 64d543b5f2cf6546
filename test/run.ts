/**
 * `npm test`: runs all test files, or the named ones, on one PostgreSQL with a migrated database to
 * clone. Named files have a process each. When all files run, most of them share a few processes:
 * loading the application for each file would take a third of the time.
 */
import { spawn } from "node:child_process";
import { globSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Files that need their own process: they start programs or change the state of the process. */
const SEPARATE = /^test[\\/](browser|commands|db|server|config)/;
// One more than there are cores, since files also wait for servers, browsers and timers.
const CONCURRENCY = availableParallelism() + 1;

const named = process.argv.slice(2);
/** Holds the generated files that import the tests of a shared process. Named files need none. */
const folder = named.length === 0 ? mkdtempSync(path.join(tmpdir(), "plainlist-tests-")) : null;
const child = spawn(
  process.execPath,
  [
    "--test",
    `--test-concurrency=${CONCURRENCY}`,
    "--test-global-setup=test/support/global_setup.ts",
    // Checks the statements of each process: see the module.
    "--import=./test/support/audit.ts",
    "--import=./test/support/fast_check_seed.ts",
    // A test that hangs must not block the results of the others.
    "--test-timeout=600000",
    ...(folder === null ? named : allFiles(folder)),
  ],
  {
    stdio: "inherit",
    // All processes load the same modules.
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "node_modules/.cache/compile",
    },
  },
);
child.once("close", (code) => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});
// The child handles Ctrl-C; this process cleans up after it.
process.on("SIGINT", () => undefined);

function allFiles(folder: string): string[] {
  const files = globSync("test/**/*.test.ts").sort();
  const shared = files
    .filter((file) => !SEPARATE.test(file))
    .sort((a, b) => statSync(b).size - statSync(a).size);
  const processes = Array.from({ length: CONCURRENCY }, (_, index) => {
    const own = shared.filter((_, number) => number % CONCURRENCY === index);
    const process = path.join(folder, `${index + 1}.test.mjs`);
    writeFileSync(process, sharedProcess(own));
    return process;
  });
  return [...processes, ...files.filter((file) => SEPARATE.test(file))];
}

function sharedProcess(files: string[]): string {
  const url = (file: string) => pathToFileURL(path.resolve(file)).href;
  const named = Object.fromEntries(files.map((file) => [file, url(file)]));
  return [
    `import { runInOneProcess } from ${JSON.stringify(url("test/support/shared_process.ts"))};`,
    `runInOneProcess(${JSON.stringify(named, null, 2)});`,
    "",
  ].join("\n");
}
