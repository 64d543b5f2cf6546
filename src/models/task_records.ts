/** Reads tasks with their list, section, tags and checklist in one statement. */
import type { Row } from "../db/connection.ts";
import { readFields, TASK_COLUMNS, TASK_FIELDS, type TaskInput } from "./task_fields.ts";

/** A task as lists show it, without its notes, which may be long. */
export interface TaskSummary extends ListedFacts {
  sectionId: number | null;
  hasNotes: boolean;
  /** The texts of a task that was found by words: its notes, and the titles of items that have some. */
  found?: { notes: string; items: readonly string[] };
  /** Only a query finds what is there. */
  inTrash?: true;
}

export interface Task extends ListedFacts {
  userId: string;
  section: { id: number; name: string } | null;
  /** The task on whose checklist it is. */
  parentId: number | null;
  /** Markdown. */
  description: string;
  /** The number of occurrences of the series that are behind it, completed or skipped. */
  repeatFinished: number;
  /** Its position in the user's own order, as PostgreSQL's exact decimal. */
  position: string;
  deletedAt: Date | null;
  /** Incremented by each change: an update may name the version that it is based on. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

interface ListedFacts extends Omit<TaskInput, "listId" | "sectionId" | "description"> {
  id: number;
  /** null: in the Inbox. */
  list: { id: number; name: string; colour: string } | null;
  checklist: { done: number; total: number };
  completedAt: Date | null;
}

/** The columns of a task in a list besides its fields (see task_fields.ts). */
interface ListedRow extends Row {
  id: number;
  title: string;
  due_on: string | null;
  list_id: number | null;
  list_name: string | null;
  list_colour: string | null;
  section_id: number | null;
  children_done: number;
  children: number;
  completed_at: Date | null;
}

export interface TaskSummaryRow extends ListedRow {
  has_notes: boolean;
  found_notes?: string;
  found_items?: string[];
  in_trash?: boolean;
}

export interface TaskRow extends ShownTaskRow {
  /** Of those that are not in the trash, in any order. */
  tag_ids: number[];
  /** Shared by the occurrences of a repeating task. */
  series_id: string | null;
  /** The repeat that a completed occurrence had; see series.ts. */
  ended_repeat: string | null;
}

export interface ShownTaskRow extends ListedRow {
  starts_on: string | null;
  user_id: string;
  section_name: string | null;
  parent_id: number | null;
  description: string;
  repeat_finished: number;
  position: string;
  deleted_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

/** Without the notes, which only a whole task has. */
const FIELD_COLUMNS = TASK_COLUMNS.filter((column) => column !== "description")
  .map((column) => `tasks.${column}`)
  .join(", ");

const LISTED = `
    ${FIELD_COLUMNS}, tasks.id, tasks.completed_at,
    lists.name as list_name, lists.colour as list_colour, checklist.children, checklist.children_done,
    (select array_agg(tags.name order by tags.name collate title_order)
       from {task_tags} join {tags} on tags.id = task_tags.tag_id
       where task_tags.task_id = tasks.id and tags.deleted_at is null) as tag_names`;

/** The ids of a task's tags, as an expression. */
export const TAG_IDS = `array(
      select tags.id from {task_tags} join {tags} on tags.id = task_tags.tag_id
      where task_tags.task_id = tasks.id and tags.deleted_at is null)`;

/** The select list of a whole task as it is shown, for UserScope.read; followed by `from {tasks}` and JOIN_TASKS. */
export const SELECT_SHOWN_TASKS = `select tasks.description, tasks.user_id, tasks.parent_id,
    tasks.repeat_finished, tasks.position, tasks.deleted_at, tasks.version, tasks.created_at, tasks.updated_at,
    sections.name as section_name, ${LISTED}`;

/** The same with what a change of the task needs to know. */
export const SELECT_TASKS = `${SELECT_SHOWN_TASKS},
    ${TAG_IDS} as tag_ids, tasks.series_id, tasks.ended_repeat`;

/** The select list of a task in a list; followed by `from {tasks}` and JOIN_SUMMARIES. */
export const SELECT_SUMMARIES = `select tasks.description <> '' as has_notes, ${LISTED}`;

export const JOIN_SUMMARIES = `
  left join {lists} on lists.id = tasks.list_id
  left join lateral (
    select count(*)::int as children, (count(*) filter (where child.completed_at is not null))::int as children_done
    from (select * from {tasks}) as child
    where child.parent_id = tasks.id and child.deleted_at is null
  ) as checklist on true`;

export const JOIN_TASKS = `${JOIN_SUMMARIES}
  left join {sections} on sections.id = tasks.section_id`;

/** Selects the task with the id $2. */
export const SELECT_TASK = `${SELECT_TASKS} from {tasks} ${JOIN_TASKS} where tasks.id = $2`;
export const SELECT_KEPT_TASK = `${SELECT_TASK} and tasks.deleted_at is null`;

export function toTask(row: ShownTaskRow): Task {
  const { sectionId, ...listed } = toListed(row);
  return {
    ...listed,
    userId: row.user_id,
    section: sectionId === null ? null : { id: sectionId, name: row.section_name ?? "" },
    parentId: row.parent_id,
    description: row.description,
    repeatFinished: row.repeat_finished,
    position: row.position,
    deletedAt: row.deleted_at,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toSummary(row: TaskSummaryRow): TaskSummary {
  const { has_notes: hasNotes, found_notes: notes, found_items: items = [] } = row;
  const found = notes === undefined ? {} : { found: { notes, items } };
  const trash = row.in_trash === true ? { inTrash: true as const } : {};
  return { ...toListed(row), hasNotes, ...found, ...trash };
}

const PROPERTIES = TASK_FIELDS.flatMap(({ properties }) => properties);

/** The fields of a task as its form has them. */
export function inputOf(task: Task): TaskInput {
  const input: Row = {};
  for (const name of PROPERTIES) input[name] = (task as Partial<TaskInput>)[name];
  const place = { listId: task.list?.id ?? null, sectionId: task.section?.id ?? null };
  return Object.assign(input, place) as unknown as TaskInput;
}

function toListed(row: ListedRow): ListedFacts & { sectionId: number | null } {
  const { listId, description: _, ...fields } = readFields(row);
  return {
    ...fields,
    id: row.id,
    list:
      listId === null
        ? null
        : { id: listId, name: row.list_name ?? "", colour: row.list_colour ?? "" },
    checklist: { done: row.children_done, total: row.children },
    completedAt: row.completed_at,
  };
}
