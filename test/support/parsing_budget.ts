/** Uses up the processor time that an account has for reading lines of quick add. */
import { mock } from "node:test";
import type { TestApp } from "./app.ts";

/** @param time in microseconds, as the processor says; by default all of it. */
export function useUpParsing({ services }: TestApp, userId: string, time = 5_000_000): void {
  const usage = mock.method(process, "threadCpuUsage", (since?: NodeJS.CpuUsage) => ({
    user: since === undefined ? 0 : time,
    system: 0,
  }));
  services.parsing.of(userId)(() => undefined);
  usage.mock.restore();
}
