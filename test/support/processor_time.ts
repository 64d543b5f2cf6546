/**
 * The processor time of work. Unlike the time on a clock it hardly depends on what else the machine
 * does, so that a test may have a limit for it.
 */
import assert from "node:assert/strict";
import type { TestDatabase } from "./database.ts";
import { DatabaseCpu } from "./database_cpu.ts";

/** Milliseconds of processor time that `work`, which waits for nothing, takes in this thread. */
export function threadTimeOf(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * Runs `work`. @returns its result, and the milliseconds of processor time that it takes in this process
 * and, where PostgreSQL is on this Linux machine, in the connections to the database. Nothing else may
 * run meanwhile.
 */
export async function processorTimeOf<T>(
  { connection }: TestDatabase,
  work: () => Promise<T>,
): Promise<{ result: T; spent: number }> {
  const cpu = await DatabaseCpu.open(connection);
  try {
    const before = process.cpuUsage();
    const { result, milliseconds } = await cpu.during(work);
    const { user, system } = process.cpuUsage(before);
    return { result, spent: (user + system) / 1_000 + (cpu.isReadable ? milliseconds : 0) };
  } finally {
    await cpu.close();
  }
}

export interface Growth {
  few: number;
  many: number;
  /** The times for `many` may be so many times those for `few`. */
  most: number;
}

/** How often to measure before the times count as too long. */
const ATTEMPTS = 3;

/**
 * Measures work of two sizes until the times of the larger are in the limit, by the least of each.
 * @param measure the times of the parts of the work of a size, in milliseconds.
 * @throws AssertionError if they never are.
 */
export async function assertGrowth(
  { few, many, most }: Growth,
  measure: (size: number) => Promise<Record<string, number>>,
): Promise<void> {
  // The first compiles what the others need.
  let least = { few: await measure(few), many: {} as Record<string, number> };
  const exceeding = () =>
    Object.entries(least.many).filter(([part, time]) => time > most * (least.few[part] ?? 0));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    least = {
      few: lesser(least.few, await measure(few)),
      many: lesser(least.many, await measure(many)),
    };
    if (exceeding().length === 0) return;
  }
  const names = exceeding().map(([part]) => part);
  assert.fail(`${names}: ${JSON.stringify(least)}: more than ${most} times as long`);
}

function lesser(one: Record<string, number>, other: Record<string, number>) {
  return Object.fromEntries(
    Object.entries(other).map(([part, time]) => [part, Math.min(time, one[part] ?? time)]),
  );
}
