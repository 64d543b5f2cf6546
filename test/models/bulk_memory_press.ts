/** The program of bulk_memory.test.ts: one press over many tasks and its undo, in a process of its own. */
import { Database } from "../../src/db/connection.ts";
import { UserScope } from "../../src/db/scope.ts";
import { changeTasks } from "../../src/models/bulk.ts";
import { undoChange } from "../../src/models/changes.ts";

/** In MB. */
export interface Measured {
  changed: number;
  atFirst: number;
  afterPress: number;
  afterUndo: number;
}

const { connection, userId, count, action } = JSON.parse(process.argv[2] ?? "{}");
const database = new Database(connection, { poolMax: 2 });
const scope = new UserScope(
  database,
  { id: userId, timeZone: null, weekStart: 1, dateFormat: null },
  { clock: () => new Date() },
);
/** The most resident memory of the process until now. */
const resident = () => Math.round(process.resourceUsage().maxRSS / 1024);

const atFirst = resident();
const ids = Array.from({ length: count }, (_, index) => index + 1);
const pressed = await changeTasks(scope, ids, action);
if (!pressed.ok) throw new Error(JSON.stringify(pressed));
const afterPress = resident();
const undo = await undoChange(scope, pressed.changeId ?? 0, { force: false });
if (!undo.ok) throw new Error(JSON.stringify(undo));
const measured: Measured = {
  ...{ changed: pressed.value.changed, atFirst, afterPress, afterUndo: resident() },
};
process.stdout.write(JSON.stringify(measured));
await database.close();
