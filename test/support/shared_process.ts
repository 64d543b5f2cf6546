/** Runs several test files in one process, each as a suite with its own hooks. */
import { after, describe } from "node:test";

/** In milliseconds: a file that does not load must not block the results of the others. */
const LOAD_TIMEOUT = 60_000;

/** @param files the URLs of the files by name. */
export function runInOneProcess(files: Record<string, string>): void {
  for (const [name, url] of Object.entries(files)) describe(name, () => load(url));
  let isFinished = false;
  after(() => {
    isFinished = true;
  });
  // A file that ends the process prevents the files after it from running: the run must fail.
  process.on("exit", () => {
    if (!isFinished) process.exitCode = 1;
  });
}

async function load(url: string): Promise<void> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${url} did not load`)), LOAD_TIMEOUT);
  try {
    await Promise.race([import(url), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
