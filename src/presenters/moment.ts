/** Moments as pages show them. */
import { LRUCache } from "lru-cache";
import type { Moment } from "../views/models/elements.ts";

/** By the name of the zone, of which there are many. */
const FORMATS = new LRUCache<string, Intl.DateTimeFormat>({ max: 1_000 });

/** "Fri 20 Nov 2026, 08:41" on the user's clock; with "UTC" where no zone is set. */
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
