/** The settings of a person that decide which day it is, and how dates and times are read and written. */
import type { TimeFormat } from "./clock_time.ts";
import type { DateFormat } from "./date_format.ts";

export interface DateSettings {
  /** IANA; null: not set, days follow UTC. */
  timeZone: string | null;
  /** 1 Monday to 7 Sunday. */
  weekStart: number;
  /** How they write "3/12"; null: not known, and it is text. */
  dateFormat: DateFormat | null;
  timeFormat: TimeFormat;
}

/** Where somebody's clock is, and how it shows the time. */
export type ClockSettings = Pick<DateSettings, "timeZone" | "timeFormat">;

/** Until something else is chosen, and for what depends on none of them. */
export const DEFAULT_DATE_SETTINGS: Readonly<DateSettings> = {
  timeZone: null,
  weekStart: 1,
  dateFormat: null,
  timeFormat: "24",
};
