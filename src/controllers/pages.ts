/** What controllers share in making a page. */
import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import { LRUCache } from "lru-cache";
import { localMoment } from "../dates/days.ts";
import { formToken } from "../http/csrf_check.ts";
import { takeFlash } from "../http/flash.ts";
import { sendPage } from "../http/send.ts";
import { type Counts, countForNavigation } from "../models/navigation_counts.ts";
import type { User } from "../models/users.ts";
import { navigation } from "../presenters/navigation.ts";
import type { Services } from "../services.ts";
import type { Moment } from "../views/models/elements.ts";
import type { Page } from "../views/models/page.ts";
import type { Views } from "../views/models.ts";

export interface PageOptions {
  title: string;
  /** false where there is no database to count in. */
  hasNavigation?: boolean;
  /** A page with a form for somebody who is not signed in: binds it to a cookie. */
  hasForm?: boolean;
  /** The counts of the navigation, where the page itself has looked at them already. */
  counts?: Counts;
  /** The place that is shown, where the request's own path is another: a form that came back. */
  here?: string;
}

/** What every page has. With a viewer there is a form on each: signing out. */
export async function makePage(
  context: Services,
  req: Request,
  res: Response,
  { title, hasNavigation = true, hasForm = false, here = req.path, ...known }: PageOptions,
): Promise<Page> {
  const { viewer } = req;
  const counts =
    viewer === null || !hasNavigation
      ? null
      : (known.counts ?? (await countForNavigation(viewer.scope, todayOf(context, viewer.user))));
  return {
    title,
    viewer: viewer === null ? null : { name: viewer.user.name },
    csrf: viewer !== null || hasForm ? formToken(context, req, res) : "",
    navigation: counts === null ? null : navigation(counts, here),
    flash: takeFlash(context, req, res),
  };
}

export function show<Name extends keyof Views>(
  context: Services,
  req: Request,
  res: Response,
  name: Name,
  model: Views[Name],
  status = 200,
): void {
  sendPage(req, res, context.render(name, model), status);
}

/** The person's day. */
export function todayOf(context: Services, user: User): string {
  return localMoment(context.clock(), user.timeZone).date;
}

/** Names one showing of a create form, so that posting it twice creates once. */
export function newRequestKey(): string {
  return randomUUID();
}

/** By the name of the zone, of which there are many. */
const FORMATS = new LRUCache<string, Intl.DateTimeFormat>({ max: 1_000 });

/** "Fri 20 Nov 2026, 08:41" on the person's clock; "UTC" is said where no zone is set. */
export function toMoment(date: Date, timeZone: string | null): Moment {
  const zone = timeZone ?? "UTC";
  const format =
    FORMATS.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
  FORMATS.set(zone, format);
  const text = format.format(date).replace(",", "");
  return { iso: date.toISOString(), text: timeZone === null ? `${text} UTC` : text };
}
