/** The program of bulk_memory.test.ts: one press over many tasks and its undo, in a process of its own. */
import { DEFAULT_DATE_SETTINGS } from "../../src/dates/date_settings.ts";
import { Database } from "../../src/db/connection.ts";
import type { Done, Saved } from "../../src/db/saved.ts";
import { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { undoChange } from "../../src/models/changes.ts";
import { WAITS } from "../support/database.ts";

/** In MB. */
export interface Measured {
  changed: number;
  atFirst: number;
  afterPress: number;
  afterUndo: number;
  afterRedo: number;
}

const { connection, userId, count, action } = JSON.parse(process.argv[2] ?? "{}");
const database = new Database(connection, { poolMax: 2, waits: WAITS });
const scope = new UserScope(
  database,
  { id: userId, ...DEFAULT_DATE_SETTINGS },
  { clock: () => new Date() },
);
async function done<T>(work: Promise<Saved<T>>): Promise<Done<T>> {
  const saved = await work;
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  return saved;
}
/** The most resident memory of the process until now. */
const resident = () => Math.round(process.resourceUsage().maxRSS / 1024);

const atFirst = resident();
const ids = Array.from({ length: count }, (_, index) => index + 1);
const pressed = await done(changeTasks(scope, ids, action));
const afterPress = resident();
const undone = await done(undoChange(scope, pressed.changeId ?? 0, { force: false }));
const afterUndo = resident();
await done(undoChange(scope, undone.changeId ?? 0, { force: false }));
const memory = { atFirst, afterPress, afterUndo, afterRedo: resident() };
const measured: Measured = { changed: pressed.value.changed, ...memory };
process.stdout.write(JSON.stringify(measured));
await database.close();
