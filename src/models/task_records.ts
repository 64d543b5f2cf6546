/** A task as it is read: its row with its list, section, tags and checklist in one statement. */
import type { Row } from "../db/connection.ts";
import { readFields, TASK_COLUMNS, TASK_FIELDS, type TaskInput } from "./task_fields.ts";

export interface Task extends TaskFacts {
  /** Markdown. */
  description: string;
}

/** A task as lists show it: its notes, which may be long, are not read. */
export interface TaskSummary extends TaskFacts {
  hasNotes: boolean;
}

interface TaskFacts extends Omit<TaskInput, "listId" | "sectionId" | "description"> {
  userId: string;
  id: number;
  /** null: in the Inbox. */
  list: { id: number; name: string; colour: string } | null;
  section: { id: number; name: string } | null;
  /** The task whose checklist this is on. */
  parentId: number | null;
  checklist: { done: number; total: number };
  /** How many occurrences of the series are completed. */
  repeatFinished: number;
  /** Its place by hand, as PostgreSQL's exact number. */
  position: string;
  completedAt: Date | null;
  deletedAt: Date | null;
  /** Counts the changes: an update names the version it saw. */
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

/** What is read of every task besides its fields (see task_fields.ts). */
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

/** Notes, which may be long, are read with a whole task only. */
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

/** `select …` of a whole task; what follows may narrow and order `tasks`. For UserScope.read. */
export const SELECT_TASKS = `select tasks.description, ${FACTS}`;

/** The same for a list. */
export const SELECT_SUMMARIES = `select tasks.description <> '' as has_notes, ${FACTS}`;

/** What both read from besides {tasks}. */
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

/** What a person can set of a task, without what became of it. */
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
