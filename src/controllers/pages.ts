/** What controllers share in making a page. */
import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import { formToken } from "../auth/form_origin.ts";
import type { Context } from "../context.ts";
import { takeFlash } from "../flash.ts";
import { COUNT_LIMIT, countTasks, type TaskCounts, type TaskSummary } from "../models/tasks.ts";
import type { Count, Moment, Page, Place, TaskRow, Views } from "../views/models.ts";
import { sendPage } from "../views/render.ts";

export interface PageOptions {
  title: string;
  place?: Place;
  /** Counts that the controller has read anyway. */
  counts?: TaskCounts;
  /** A page with a form for somebody who is not signed in: binds it to a cookie. */
  hasForm?: boolean;
}

/** What every page has. With a viewer there is a form on each: signing out. */
export async function makePage(
  context: Context,
  req: Request,
  res: Response,
  { title, place = null, counts, hasForm = false }: PageOptions,
): Promise<Page> {
  const { viewer } = req;
  const known = viewer === null ? null : (counts ?? (await countTasks(viewer.scope)));
  return {
    title,
    place,
    viewer: viewer === null ? null : { name: viewer.user.name },
    csrf: viewer !== null || hasForm ? formToken(context, req, res) : "",
    pendingCount: known === null ? null : toCount(known.pending),
    flash: takeFlash(context, req, res),
  };
}

export function show<Name extends keyof Views>(
  context: Context,
  req: Request,
  res: Response,
  name: Name,
  model: Views[Name],
  status = 200,
): void {
  sendPage(req, res, context.render(name, model), status);
}

/** Names one showing of a create form, so that posting it twice creates once. */
export function newRequestKey(): string {
  return randomUUID();
}

export function toCount(value: number): Count {
  return { value, text: value >= COUNT_LIMIT ? `${COUNT_LIMIT - 1}+` : String(value) };
}

const DAY = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});
const LONG_DAY = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
});
const TIME = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  hour: "2-digit",
  minute: "2-digit",
});

/** "Fri, 20 Nov 2026, 08:41 UTC" without its first comma. */
export function toMoment(date: Date): Moment {
  return {
    iso: date.toISOString(),
    text: `${DAY.format(date).replace(",", "")}, ${TIME.format(date)} UTC`,
  };
}

/** "Friday 20 November". */
export function toDay(date: Date): Moment {
  return { iso: date.toISOString().slice(0, 10), text: LONG_DAY.format(date).replace(",", "") };
}

export function toTaskRow(task: TaskSummary): TaskRow {
  return {
    id: task.id,
    title: task.title,
    done: task.completedAt !== null,
    hasNotes: task.hasNotes,
    completedAt: task.completedAt === null ? null : toMoment(task.completedAt),
  };
}
