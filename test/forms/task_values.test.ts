/** The task form filled in from a saved task, and read back. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { parseTask, type TaskField } from "../../src/forms/task.ts";
import { currentRepeat, taskFields } from "../../src/forms/task_values.ts";
import { NOTHING_SET } from "../../src/models/task_fields.ts";
import { inputOf, type Task } from "../../src/models/task_records.ts";

/** A series on the 31st of every month since January, currently due on the last of February. */
const RENT: Task = {
  ...NOTHING_SET,
  userId: "ann",
  id: 7,
  title: "Pay rent",
  description: "to the landlord",
  dueOn: "2026-02-28",
  dueTime: "09:00",
  startsOn: "2026-02-20",
  priority: 3,
  list: { id: 3, name: "Home", colour: "moss" },
  section: { id: 8, name: "Money" },
  parentId: null,
  tags: ["bills"],
  checklist: { done: 0, total: 0 },
  repeat: {
    rule: { unit: "month", every: 1, on: { kind: "day", day: 31 }, ends: { kind: "never" } },
    mode: "rule",
    anchor: "2026-01-31",
  },
  repeatFinished: 1,
  position: "7",
  completedAt: null,
  deletedAt: null,
  version: 4,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

it("reads back a saved task unchanged, with the anchor of its series", () => {
  const sent = taskFields(inputOf(RENT));
  assert.equal(sent.repeat_on, "day_31");
  const saved = parseTask(sent, currentRepeat(RENT));
  assert.deepEqual(saved, { ok: true, value: inputOf(RENT) });
});

it("takes a new anchor from another rule, or from a due date of the whole series", () => {
  const anchorOf = (changed: Partial<Record<TaskField, string>>) => {
    const result = parseTask({ ...taskFields(inputOf(RENT)), ...changed }, currentRepeat(RENT));
    return result.ok ? result.value.repeat?.anchor : result.errors;
  };
  assert.equal(anchorOf({ title: "Pay the rent" }), "2026-01-31");
  assert.equal(anchorOf({ due_on: "2026-03-05" }), "2026-01-31");
  assert.equal(anchorOf({ due_on: "2026-03-05", repeat_moves: "series" }), "2026-03-05");
  assert.equal(anchorOf({ repeat_every: "2" }), "2026-02-28");
});

it("combines the list and section into one value", () => {
  const listOf = (listId: number | null, sectionId: number | null) =>
    taskFields({ ...inputOf(RENT), listId, sectionId }).list;
  assert.equal(listOf(null, null), "");
  assert.equal(listOf(3, null), "3");
  assert.equal(listOf(3, 7), "3/7");
});
