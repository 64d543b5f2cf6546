/**
 * `npm test`: runs all test files, or the named ones, on one PostgreSQL with a migrated database to
 * clone. Named files have a process each. When all files run, most of them share a few processes:
 * loading the application for each file would take a third of the time.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { planProcesses } from "./support/plan_processes.ts";

// More than there are cores, since files also wait for servers, browsers and timers.
const CONCURRENCY = availableParallelism() + 2;

const named = process.argv.slice(2);
/** Holds the generated files, one for each process. Named files need none. */
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
      NODE_COMPILE_CACHE:
        process.env.NODE_COMPILE_CACHE ?? path.resolve("node_modules/.cache/compile"),
    },
  },
);
child.once("close", (code) => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});
// The child handles Ctrl-C; this process cleans up after it.
process.on("SIGINT", () => undefined);

/** Node runs files in the order of their names. */
function allFiles(folder: string): string[] {
  return planProcesses(CONCURRENCY).map((files, index) => {
    const file = path.join(folder, `${String(index + 1).padStart(3, "0")}.test.mjs`);
    writeFileSync(file, moduleOf(files));
    return file;
  });
}

function moduleOf(files: readonly string[]): string {
  const url = (file: string) => JSON.stringify(pathToFileURL(path.resolve(file)).href);
  const [only = "", ...more] = files;
  if (more.length === 0) return `await import(${url(only)});\n`;
  const named = files.map((file) => `  ${JSON.stringify(file)}: ${url(file)},\n`);
  return [
    `import { runInOneProcess } from ${url("test/support/shared_process.ts")};`,
    `runInOneProcess({\n${named.join("")}});\n`,
  ].join("\n");
}
