/** Runs bulk_memory_press.ts as a process with a small heap. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { BulkAction } from "../../src/models/bulk.ts";
import type { Measured } from "./bulk_memory_press.ts";
import { database } from "./people.ts";

const PROGRAM = fileURLToPath(new URL("bulk_memory_press.ts", import.meta.url));
/** In MB. */
const HEAP = 256;

/** Presses for the tasks 1 to `count`, and then Undo and Redo. */
export async function pressInProcess(
  userId: string,
  count: number,
  action: BulkAction,
): Promise<Measured> {
  const task = { connection: database.connection, userId, count, action };
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[`--max-old-space-size=${HEAP}`, PROGRAM, JSON.stringify(task)],
  ]);
  return JSON.parse(stdout);
}
