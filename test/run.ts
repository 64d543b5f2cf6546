/**
 * `npm test`: every test file, or those named, on one PostgreSQL with a migrated database to clone.
 * Named files have a process each. Of all files most share a few processes, one after the other: each
 * has its own database anyway, and loading the application anew for each took a third of the time.
 */
import { spawn } from "node:child_process";
import { globSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** These start programs, wait for them, or change what a process has one of. */
const ON_THEIR_OWN = /^test[\\/](browser|commands|db|server|config)/;
// One more than there are cores: the files wait for servers, browsers and the clock in turn.
const AT_ONCE = availableParallelism() + 1;

const named = process.argv.slice(2);
/** Of the modules that name the files of a process; none are needed for files that are named here. */
const folder = named.length === 0 ? mkdtempSync(path.join(tmpdir(), "plainlist-tests-")) : null;
const child = spawn(
  process.execPath,
  [
    "--test",
    `--test-concurrency=${AT_ONCE}`,
    "--test-global-setup=test/support/global_setup.ts",
    // Each process reads its own statements: see the module.
    "--import=./test/support/audit.ts",
    "--import=./test/support/seed.ts",
    // One test that waits for ever must not keep the others' results from being told.
    "--test-timeout=600000",
    ...(folder === null ? named : everything(folder)),
  ],
  {
    stdio: "inherit",
    // Every process loads the same modules.
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
// Ctrl-C is the child's to answer: what is above comes after it.
process.on("SIGINT", () => undefined);

function everything(folder: string): string[] {
  const files = globSync("test/**/*.test.ts").sort();
  const shared = files
    .filter((file) => !ON_THEIR_OWN.test(file))
    .sort((a, b) => statSync(b).size - statSync(a).size);
  const processes = Array.from({ length: AT_ONCE }, (_, index) => {
    const own = shared.filter((_, number) => number % AT_ONCE === index);
    const process = path.join(folder, `${index + 1}.test.mjs`);
    writeFileSync(process, inOneProcess(own));
    return process;
  });
  return [...processes, ...files.filter((file) => ON_THEIR_OWN.test(file))];
}

function inOneProcess(files: string[]): string {
  const address = (file: string) => pathToFileURL(path.resolve(file)).href;
  const named = Object.fromEntries(files.map((file) => [file, address(file)]));
  return [
    `import { together } from ${JSON.stringify(address("test/support/together.ts"))};`,
    `together(${JSON.stringify(named, null, 2)});`,
    "",
  ].join("\n");
}
