/** Several test files in one process, each a suite: its hooks are that suite's. */
import { after, describe } from "node:test";

/** In milliseconds: a file that never comes must not keep the others' results from being told. */
const LOADING = 60_000;

/** @param files by name, their addresses. */
export function together(files: Record<string, string>): void {
  for (const [name, url] of Object.entries(files)) describe(name, () => load(url));
  let isOver = false;
  after(() => {
    isOver = true;
  });
  // What ends the process takes the files behind it along: that is no success.
  process.on("exit", () => {
    if (!isOver) process.exitCode = 1;
  });
}

async function load(url: string): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${url} does not end to load`)), LOADING);
  try {
    await Promise.race([import(url), late]);
  } finally {
    clearTimeout(timer);
  }
}
