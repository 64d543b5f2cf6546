/** From what a program says of a task to what is written: what hangs on its list, its date, its checklist. */
import type { Viewer } from "../auth/authenticator.ts";
import { ITEM_ELSEWHERE } from "../forms/field_parsers.ts";
import { anchoredRepeat } from "../forms/repeat_json.ts";
import type { ApiTask } from "../forms/task_json.ts";
import { findList, findSection } from "../models/lists.ts";
import type { Task } from "../models/task_records.ts";
import { findTask, type TaskChanges } from "../models/tasks.ts";
import { InvalidFields } from "./errors.ts";

type Errors = Record<string, string>;

/** What a task says where nothing new is said of it; null: it is yet to be made. */
type Current = Task | null;

/**
 * @throws InvalidFields with a message for each field that does not go with the others, or names what
 * is none of the user's: that it is not there, or not theirs, is never told apart.
 */
export async function changesFor(
  { scope }: Viewer,
  sent: Partial<ApiTask>,
  current: Current,
): Promise<TaskChanges> {
  const { completed: _, repeat: __, listId, sectionId, parentId, ...same } = sent;
  const errors: Errors = {};
  const moved = {
    ...(differs(listId, current?.list?.id) && { listId }),
    ...(sectionId !== undefined && { sectionId }),
    ...(differs(parentId, current?.parentId) && { parentId }),
  };
  if (moved.listId && (await findList(scope, moved.listId)) === null) {
    errors.list_id = "List not found";
  }
  if (sectionId) {
    const section = await findSection(scope, sectionId);
    const list = listId === undefined ? current?.list?.id : listId;
    if (section === null || section.listId !== list) errors.section_id = "Section not found";
  }
  if (moved.parentId) {
    const parent = await findTask(scope, moved.parentId);
    const isOne = parent !== null && parent.parentId === null && parent.id !== current?.id;
    if (!isOne) errors.parent_id = "Parent not found";
    else if (current !== null && current.checklist.total > 0) {
      errors.parent_id = "A task with a checklist cannot be on one";
    }
  }
  const isItem = (parentId === undefined ? current?.parentId : parentId) != null;
  if (isItem && listId) errors.list_id = ITEM_ELSEWHERE;
  if (isItem && sectionId) errors.section_id = ITEM_ELSEWHERE;
  const plan = planFor(sent, current, errors);
  if (Object.keys(errors).length > 0) throw new InvalidFields(errors);
  return { ...same, ...moved, ...plan };
}

/** Whether what is written hangs on what the task says already. */
export function hangsOnTask(sent: Partial<ApiTask>): boolean {
  return [sent.dueOn, sent.dueTime, sent.repeat, sent.sectionId].some((one) => one !== undefined);
}

/** Its date, time and repeat go together. A series that goes on from another date has a new anchor. */
function planFor(
  sent: Partial<ApiTask>,
  current: Current,
  errors: Errors,
): Pick<TaskChanges, "repeat"> {
  const dueOn = sent.dueOn === undefined ? (current?.dueOn ?? null) : sent.dueOn;
  const dueTime = sent.dueTime === undefined ? current?.dueTime : sent.dueTime;
  if (dueTime && dueOn === null) errors.due_time = "A time needs a due date";
  const spec = sent.repeat === undefined ? (current?.repeat ?? null) : sent.repeat;
  if (spec === null) return sent.repeat === undefined ? {} : { repeat: null };
  if (dueOn === null) errors.due_on = "A repeating task needs a due date";
  if (dueOn === null || (sent.repeat === undefined && dueOn === current?.dueOn)) return {};
  const before =
    current?.repeat && current.dueOn !== null
      ? { repeat: current.repeat, dueOn: current.dueOn }
      : null;
  const repeat = anchoredRepeat(spec, dueOn, before);
  if (repeat.ok) return { repeat: repeat.value };
  errors.repeat = repeat.message;
  return {};
}

function differs(sent: number | null | undefined, current: number | null | undefined): boolean {
  return sent !== undefined && sent !== (current ?? null);
}
