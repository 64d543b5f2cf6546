/** Formats a moment for a page. */
import { LRUCache } from "lru-cache";
import type { Moment } from "../views/models/elements.ts";

/** By the name of the time zone. */
const FORMATS = new LRUCache<string, Intl.DateTimeFormat>({ max: 1_000 });

/** "Fri 20 Nov 2026, 08:41" in the user's time zone; with " UTC" where none is set. */
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
