/** What a person has set: time zone, week, dates and times, the look, and the page that opens first. */
import { z } from "zod";
import { DENSITIES, THEMES } from "../../appearance.ts";
import { TIME_FORMATS } from "../../dates/clock_time.ts";
import { DATE_FORMATS } from "../../dates/date_format.ts";
import { findTimeZone } from "../../dates/time_zones.ts";
import { invalid, ok } from "../../forms/field_parsers.ts";
import { parseLanding } from "../../forms/settings.ts";
import { LANDING_VIEWS, type LandingView } from "../../paths.ts";
import { component, field, parser } from "./fields.ts";

const ZONE_PROBLEM = "Time zone must be an IANA name, such as Europe/Berlin";
const WEEK_PROBLEM = "Week start must be a whole number from 1 (Monday) to 7 (Sunday)";
const FORMAT_PROBLEM = "Date format must be day_first, month_first or null";
const TIME_FORMAT_PROBLEM = 'Time format must be "24" or "12"';
const THEME_PROBLEM = "Theme must be system, light or dark";
const DENSITY_PROBLEM = "Density must be comfortable or compact";
export const LANDING_PROBLEM =
  "Landing view must be today, upcoming, inbox, tasks, or search: and the id of a saved search";

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
  time_format: z
    .enum(TIME_FORMATS, TIME_FORMAT_PROBLEM)
    .describe("How pages show times: `17:00` or `5 pm`. The API's own are always HH:MM."),
  theme: z
    .enum(THEMES, THEME_PROBLEM)
    .describe("Of the pages; `system`: light or dark as the device has it."),
  density: z.enum(DENSITIES, DENSITY_PROBLEM).describe("How much space rows have on pages."),
  landing_view: field<LandingView>(
    (sent) => {
      const view = parseLanding(sent);
      return view === null ? invalid(LANDING_PROBLEM) : ok(view);
    },
    {
      type: "string",
      pattern: `^(${LANDING_VIEWS.join("|")}|search:[1-9][0-9]{0,9})$`,
      description:
        "The page that opens first after signing in: `today`, `upcoming`, `inbox`, `tasks` (all of them), or a saved search, such as `search:3`. Once that is deleted, `today`.",
    },
  ),
});

export type SettingsJson = z.output<typeof Settings>;

export const SettingsChanges = Settings.partial().meta({
  id: "SettingsChanges",
  description: "What is left out stays as it is.",
});

/** Only what was sent; with a time zone of null, days follow UTC. */
export const parseApiSettings = parser(SettingsChanges);
