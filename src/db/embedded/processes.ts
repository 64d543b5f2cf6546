/** Tells processes apart, so that a pid that the system gave away again is not mistaken. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { hostname } from "node:os";
import { hasCode } from "./errors.ts";

const hasProc = existsSync("/proc/self/stat");

/**
 * When the process began, in the system's own notation: together with the pid it names one
 * process for good. Undefined when there is none; a zombie, dead but not yet reaped, is none.
 */
export function processStart(pid: number): string | undefined {
  if (hasProc) {
    const stat = readText(`/proc/${pid}/stat`);
    // The command name is in parentheses and may hold spaces and parentheses itself.
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields === undefined || /[ZX]/.test(fields[0] ?? "") ? undefined : fields[19];
  }
  const line = ps(pid, "stat=,lstart=");
  return line === undefined || line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "");
}

/** Whether the pid is some process's, of whatever kind; a zombie counts. */
export function isTaken(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}

/**
 * Within what the pids of this process mean something: machine, boot and pid namespace. Two
 * containers may share a folder and even a host name, but not this.
 */
export function pidScope(): string {
  const boot = readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
  return [hostname(), boot, readLink("/proc/self/ns/pid") ?? ""].join(" ");
}

/** Whether the process is the PostgreSQL server of this data folder, and not a stranger. */
export function isPostmasterOf(directory: string, pid: number): boolean {
  if (pid <= 0 || processStart(pid) === undefined) {
    return false;
  }
  if (!hasProc) {
    return ps(pid, "command=")?.includes(`-D ${directory} `) ?? false;
  }
  // A PostgreSQL server changes into its data folder. A link that may not be read belongs to
  // another user's process, which cannot be the server of a folder of ours.
  return (
    readLink(`/proc/${pid}/cwd`) === realpathSync(directory) &&
    readText(`/proc/${pid}/comm`)?.trim() === "postgres"
  );
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function ps(pid: number, columns: string): string | undefined {
  try {
    return execFileSync("ps", ["-o", columns, "-ww", "-p", String(pid)], {
      encoding: "utf8",
      env: { LC_ALL: "C", PATH: "/bin:/usr/bin" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}
