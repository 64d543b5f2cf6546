/** A task as it is read: its row with its list, section, tags and checklist in one statement. */
import type { Row } from "../db/connection.ts";
import { parseRule, type Repeat, type RepeatMode } from "../recurrence/rule.ts";
import type { Priority } from "./priority.ts";

export interface Task extends TaskFacts {
  /** Markdown. */
  description: string;
}

/** A task as lists show it: its notes, which may be long, are not read. */
export interface TaskSummary extends TaskFacts {
  hasNotes: boolean;
}

interface TaskFacts {
  userId: string;
  id: number;
  title: string;
  /** A day in the person's zone, "YYYY-MM-DD". */
  dueOn: string | null;
  /** "HH:MM", floating in the person's zone. */
  dueTime: string | null;
  /** Off the dashboard until that day. */
  startsOn: string | null;
  /** 0 none, 1 low, 2 medium, 3 high. */
  priority: Priority;
  /** null: in the Inbox. */
  list: { id: number; name: string; colour: string } | null;
  section: { id: number; name: string } | null;
  /** The task whose checklist this is on. */
  parentId: number | null;
  tags: string[];
  checklist: { done: number; total: number };
  repeat: Repeat | null;
  /** How many occurrences of the series are done. */
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

interface FactsRow extends Row {
  user_id: string;
  id: number;
  title: string;
  due_on: string | null;
  due_time: string | null;
  starts_on: string | null;
  priority: Priority;
  list_id: number | null;
  list_name: string | null;
  list_colour: string | null;
  section_id: number | null;
  section_name: string | null;
  parent_id: number | null;
  tag_names: string[] | null;
  children_done: number;
  children: number;
  repeat_rule: string | null;
  repeat_mode: RepeatMode | null;
  repeat_anchor: string | null;
  repeat_finished: number;
  position: string;
  completed_at: Date | null;
  deleted_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

const FACTS = `
    tasks.user_id, tasks.id, tasks.title, tasks.due_on, tasks.due_time, tasks.starts_on,
    tasks.priority, tasks.list_id, tasks.section_id, tasks.parent_id,
    tasks.repeat_rule, tasks.repeat_mode, tasks.repeat_anchor, tasks.repeat_finished,
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

function toFacts(row: FactsRow): TaskFacts {
  const rule = row.repeat_rule === null ? null : parseRule(row.repeat_rule);
  const { repeat_mode: mode, repeat_anchor: anchor } = row;
  return {
    userId: row.user_id,
    id: row.id,
    title: row.title,
    dueOn: row.due_on,
    dueTime: row.due_time?.slice(0, 5) ?? null,
    startsOn: row.starts_on,
    priority: row.priority,
    list:
      row.list_id === null
        ? null
        : { id: row.list_id, name: row.list_name ?? "", colour: row.list_colour ?? "" },
    section: row.section_id === null ? null : { id: row.section_id, name: row.section_name ?? "" },
    parentId: row.parent_id,
    tags: row.tag_names ?? [],
    checklist: { done: row.children_done, total: row.children },
    repeat: rule !== null && mode !== null && anchor !== null ? { rule, mode, anchor } : null,
    repeatFinished: row.repeat_finished,
    position: row.position,
    completedAt: row.completed_at,
    deletedAt: row.deleted_at,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
