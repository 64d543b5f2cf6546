/** What Linux tells about running processes. */
import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const MILLISECONDS_PER_TICK = 10;

/** Milliseconds of a process's processor time so far; NaN where /proc does not tell. */
export function cpuTimeOf(pid: number): number {
  // Fields 14 and 15 are user and system time; removing the name leaves field 3 first.
  const fields = processFile(pid, "stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MILLISECONDS_PER_TICK;
}

/** A file in /proc, or "" on other systems than Linux. */
export function processFile(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
