/** Reads tasks with their list, section, tags and checklist in one statement. */
import type { Row } from "../db/connection.ts";
import { readFields, TASK_COLUMNS, TASK_FIELDS, type TaskInput } from "./task_fields.ts";

export interface Task extends TaskFacts {
  /** Markdown. */
  description: string;
}

/** A task as lists show it, without its notes, which may be long. */
export interface TaskSummary extends TaskFacts {
  hasNotes: boolean;
}

interface TaskFacts extends Omit<TaskInput, "listId" | "sectionId" | "description"> {
  userId: string;
  id: number;
  /** null: in the Inbox. */
  list: { id: number; name: string; colour: string } | null;
  section: { id: number; name: string } | null;
  /** The task on whose checklist it is. */
  parentId: number | null;
  checklist: { done: number; total: number };
  /** The number of completed occurrences of the series. */
  repeatFinished: number;
  /** Its position in the user's own order, as PostgreSQL's exact decimal. */
  position: string;
  completedAt: Date | null;
  deletedAt: Date | null;
  /** Incremented by each change: an update may name the version that it is based on. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface TaskRow extends FactsRow {
  description: string;
}

export interface TaskSummaryRow extends FactsRow {
  has_notes: boolean;
}

/** The columns of every task besides its fields (see task_fields.ts). */
interface FactsRow extends Row {
  user_id: string;
  id: number;
  title: string;
  due_on: string | null;
  list_id: number | null;
  list_name: string | null;
  list_colour: string | null;
  section_id: number | null;
  section_name: string | null;
  parent_id: number | null;
  children_done: number;
  children: number;
  repeat_finished: number;
  position: string;
  completed_at: Date | null;
  deleted_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

/** Without the notes, which only a whole task has. */
const FIELD_COLUMNS = TASK_COLUMNS.filter((column) => column !== "description")
  .map((column) => `tasks.${column}`)
  .join(", ");

const FACTS = `
    ${FIELD_COLUMNS}, tasks.user_id, tasks.id, tasks.parent_id, tasks.repeat_finished,
    tasks.position, tasks.completed_at, tasks.deleted_at, tasks.version, tasks.created_at,
    tasks.updated_at, lists.name as list_name, lists.colour as list_colour,
    sections.name as section_name, checklist.children, checklist.children_done,
    (select array_agg(tags.name order by lower(tags.name))
       from {task_tags} join {tags} on tags.id = task_tags.tag_id
       where task_tags.task_id = tasks.id and tags.deleted_at is null) as tag_names`;

/** The select list of a whole task, for UserScope.read; followed by `from {tasks}` and JOIN_TASKS. */
export const SELECT_TASKS = `select tasks.description, ${FACTS}`;

/** The select list of a task in a list. */
export const SELECT_SUMMARIES = `select tasks.description <> '' as has_notes, ${FACTS}`;

/** The joins of both select lists. */
export const JOIN_TASKS = `
  left join {lists} on lists.id = tasks.list_id
  left join {sections} on sections.id = tasks.section_id
  left join lateral (
    select count(*)::int as children, (count(*) filter (where child.completed_at is not null))::int as children_done
    from (select * from {tasks}) as child
    where child.parent_id = tasks.id and child.deleted_at is null
  ) as checklist on true`;

export function toTask(row: TaskRow): Task {
  return { ...toFacts(row), description: row.description };
}

export function toSummary(row: TaskSummaryRow): TaskSummary {
  return { ...toFacts(row), hasNotes: row.has_notes };
}

/** The fields of a task as its form has them. */
export function inputOf({ list, section, ...task }: Task): TaskInput {
  const place: Partial<TaskInput> = { listId: list?.id ?? null, sectionId: section?.id ?? null };
  const own = TASK_FIELDS.flatMap(({ properties }) => properties).map((name) => [
    name,
    name in place ? place[name] : task[name as keyof typeof task],
  ]);
  return Object.fromEntries(own);
}

function toFacts(row: FactsRow): TaskFacts {
  const { listId, sectionId, description: _, ...fields } = readFields(row);
  return {
    ...fields,
    userId: row.user_id,
    id: row.id,
    list:
      listId === null
        ? null
        : { id: listId, name: row.list_name ?? "", colour: row.list_colour ?? "" },
    section: sectionId === null ? null : { id: sectionId, name: row.section_name ?? "" },
    parentId: row.parent_id,
    checklist: { done: row.children_done, total: row.children },
    repeatFinished: row.repeat_finished,
    position: row.position,
    completedAt: row.completed_at,
    deletedAt: row.deleted_at,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
