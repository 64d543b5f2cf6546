/** A person's time zone, first day of the week and date format. */
import { z } from "zod";
import { DATE_FORMATS } from "../../dates/date_format.ts";
import { findTimeZone } from "../../dates/time_zones.ts";
import { component, parser } from "./fields.ts";

const ZONE_PROBLEM = "Time zone must be an IANA name, such as Europe/Berlin";
const WEEK_PROBLEM = "Week start must be a whole number from 1 (Monday) to 7 (Sunday)";
const FORMAT_PROBLEM = "Date format must be day_first, month_first or null";

export const Settings = component("Settings", "The settings as they are now.", {
  time_zone: z
    .string(ZONE_PROBLEM)
    .max(64, ZONE_PROBLEM)
    .refine((name) => findTimeZone(name) !== null, ZONE_PROBLEM)
    .nullable()
    .describe("An IANA name. It decides when a day begins; null: not set, and days follow UTC."),
  week_start: z
    .int(WEEK_PROBLEM)
    .min(1, WEEK_PROBLEM)
    .max(7, WEEK_PROBLEM)
    .describe("1 Monday to 7 Sunday."),
  date_format: z
    .enum(DATE_FORMATS, FORMAT_PROBLEM)
    .nullable()
    .describe("What `3/12` means in a line: 3 December or 12 March; null: it is text."),
});

export type SettingsJson = z.output<typeof Settings>;

export const SettingsChanges = Settings.partial().meta({
  id: "SettingsChanges",
  description: "What is left out stays as it is.",
});

/** Only what was sent; with a time zone of null, days follow UTC. */
export const parseApiSettings = parser(SettingsChanges);
