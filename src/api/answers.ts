/** How the API answers: always JSON. */
import type { Request, Response } from "express";
import type { Task } from "../models/tasks.ts";
import type { User } from "../models/users.ts";
import { send } from "../views/render.ts";

export function answer(req: Request, res: Response, status: number, body: unknown): void {
  send(req, res, {
    status,
    type: "application/json; charset=utf-8",
    body: JSON.stringify(body),
  });
}

/** A task as programs see it; times are ISO 8601 in UTC. */
export function taskJson(task: Task) {
  return {
    id: task.id,
    user_id: task.userId,
    title: task.title,
    description: task.description,
    completed: task.completedAt !== null,
    completed_at: task.completedAt?.toISOString() ?? null,
    version: task.version,
    created_at: task.createdAt.toISOString(),
    updated_at: task.updatedAt.toISOString(),
  };
}

export function userJson({ id, email, name }: User) {
  return { id, email, name };
}
