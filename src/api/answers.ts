/** How the API answers: always JSON. */
import type { Request, Response } from "express";
import { send } from "../http/send.ts";
import type { HistoryEntry } from "../models/changes.ts";
import type { KeptAnswer } from "../models/idempotency.ts";
import type { List, Section } from "../models/lists.ts";
import { PRIORITIES } from "../models/priority.ts";
import type { Tag } from "../models/tags.ts";
import type { Task } from "../models/task_records.ts";
import type { TrashedTask } from "../models/trash.ts";
import type { User } from "../models/users.ts";
import { formatRule } from "../recurrence/rule.ts";
import { etagOf } from "./etag.ts";

/** Names the entry of the history that a write made, so that a program can take it back. */
export const CHANGE_HEADER = "Plainlist-Change";

/** What is to happen with an answer before it is sent; must not fail. */
type Keeper = (answer: Omit<KeptAnswer, "headers">) => Promise<void>;

const KEEPERS = new WeakMap<Response, Keeper>();

/** The answer waits until it is kept. */
export function keepAnswerOf(res: Response, keeper: Keeper): void {
  KEEPERS.set(res, keeper);
}

export function answer(req: Request, res: Response, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  const keeper = KEEPERS.get(res);
  const send = () => answerText(req, res, status, text);
  if (keeper === undefined) send();
  else void keeper({ status, body: text }).then(send);
}

export function answerText(req: Request, res: Response, status: number, body: string): void {
  send(req, res, { status, type: "application/json; charset=utf-8", body });
}

/** One task, with its tag. */
export function answerTask(
  req: Request,
  res: Response,
  status: number,
  task: Task,
  more: object = {},
): void {
  res.set("ETag", etagOf(task));
  answer(req, res, status, { ...taskJson(task), ...more });
}

/** @param changeId null when nothing had to be changed. */
export function setChange(res: Response, changeId: number | null): void {
  if (changeId !== null) res.set(CHANGE_HEADER, String(changeId));
}

/** A task as programs see it; times are ISO 8601 in UTC, days and times of day the person's own. */
export function taskJson(task: Task) {
  return {
    id: task.id,
    user_id: task.userId,
    title: task.title,
    description: task.description,
    completed: task.completedAt !== null,
    completed_at: task.completedAt?.toISOString() ?? null,
    due_on: task.dueOn,
    due_time: task.dueTime,
    starts_on: task.startsOn,
    priority: PRIORITIES[task.priority],
    list_id: task.list?.id ?? null,
    section_id: task.section?.id ?? null,
    parent_id: task.parentId,
    tags: task.tags,
    checklist: task.checklist,
    repeat: task.repeat === null ? null : { ...task.repeat, rule: formatRule(task.repeat.rule) },
    position: task.position,
    version: task.version,
    created_at: task.createdAt.toISOString(),
    updated_at: task.updatedAt.toISOString(),
  };
}

export function listJson({ id, name, colour, archivedAt, position, version }: List) {
  return {
    id,
    name,
    colour,
    archived: archivedAt !== null,
    archived_at: archivedAt?.toISOString() ?? null,
    position,
    version,
  };
}

export function sectionJson({ id, listId, name, position, version }: Section) {
  return { id, list_id: listId, name, position, version };
}

export function tagJson({ id, name }: Tag) {
  return { id, name };
}

export function changeJson({ id, label, subject, createdAt, undoes, undoneBy }: HistoryEntry) {
  return {
    id,
    label,
    subject,
    created_at: createdAt.toISOString(),
    undoes,
    undone_by: undoneBy,
  };
}

export function trashedJson({ id, title, deletedAt }: TrashedTask) {
  return { id, title, deleted_at: deletedAt.toISOString() };
}

export function userJson({ id, email, name }: User) {
  return { id, email, name };
}

export function settingsJson({ timeZone, weekStart }: Pick<User, "timeZone" | "weekStart">) {
  return { time_zone: timeZone, week_start: weekStart };
}
