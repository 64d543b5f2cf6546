/** The preferences in the index of the settings: their present state in words, and their forms. */
import { DENSITIES, type Density, THEMES, type Theme } from "../appearance.ts";
import { clockTime, TIME_FORMATS } from "../dates/clock_time.ts";
import type { DateFormat } from "../dates/date_format.ts";
import { longDay } from "../dates/format.ts";
import { WEEKDAYS, weekdayName } from "../dates/names.ts";
import { timeZoneChoices, timeZonePlace } from "../dates/time_zones.ts";
import type { SettingsField } from "../forms/settings.ts";
import { listSearches, type Search } from "../models/searches.ts";
import {
  isSavedSearch,
  LANDING_VIEWS,
  type LandingView,
  type landingPaths,
  searchIdOf,
} from "../paths.ts";
import type { Choice, FormView } from "../views/models/form.ts";
import type { SettingsLine, SettingsPages } from "../views/models/settings.ts";
import type { SettingsContext } from "./settings_line.ts";

/** An afternoon, so that it looks different with 12 hours. */
const SAMPLE_TIME = "17:00";

const DATE_FORMATS: Record<DateFormat | "", { label: string; sentence: string }> = {
  "": {
    label: "Not chosen: 3/12 stays text",
    sentence: "Numbers like 3/12 stay text.",
  },
  day_first: { label: "Day first: 3 December", sentence: "3/12 is 3 December." },
  month_first: { label: "Month first: 12 March", sentence: "3/12 is 12 March." },
};

const THEME_TEXTS: Record<Theme, { label: string; sentence: string }> = {
  system: { label: "As the device", sentence: "Light or dark as the device has it." },
  light: { label: "Light", sentence: "Always light." },
  dark: { label: "Dark", sentence: "Always dark." },
};

const DENSITY_LABELS: Record<Density, string> = {
  comfortable: "Comfortable",
  compact: "Compact",
};

const LANDING_LABELS: Record<keyof typeof landingPaths, string> = {
  today: "Today",
  upcoming: "Upcoming",
  inbox: "Inbox",
  tasks: "All tasks",
};

export function datesLine({ scope, user }: SettingsContext): SettingsLine {
  const { timeZone, weekStart, dateFormat, timeFormat } = user;
  const now = clockTime(scope.localNow.time, timeFormat);
  const state = [
    timeZone === null
      ? `No time zone yet: your days follow UTC, where it is ${now}.`
      : `${timeZonePlace(timeZone)}, where it is ${now}.`,
    `Weeks start on ${weekdayName(weekStart)}.`,
    `Times look like ${clockTime(SAMPLE_TIME, timeFormat)}.`,
    DATE_FORMATS[dateFormat ?? ""].sentence,
  ].join(" ");
  return { heading: "Days and times", state: [state], deservesLook: false, form: "dates" };
}

export async function lookLine({ scope, user }: SettingsContext): Promise<SettingsLine> {
  const opens = openingOn(user.landingView, await listSearches(scope));
  const look = `${THEME_TEXTS[user.theme].sentence} ${DENSITY_LABELS[user.density]} rows.`;
  const state = [`${look} Opens on `, opens, "."];
  return { heading: "Look", state, deservesLook: false, form: "look" };
}

/** The name of the page. A saved search that has been deleted is Today. */
function openingOn(view: LandingView, searches: readonly Search[]): SettingsLine["state"][number] {
  if (!isSavedSearch(view)) return LANDING_LABELS[view];
  const search = searches.find(({ id }) => id === searchIdOf(view));
  return search === undefined ? LANDING_LABELS.today : { typed: search.name };
}

export function dateSettings({
  scope,
  user,
  form,
}: SettingsContext): SettingsPages["settings/show"]["dates"] {
  const { values, errors } = form;
  const { date, time } = scope.localNow;
  const clock = `It is ${longDay(date)}, ${clockTime(time, user.timeFormat)}`;
  const own = ["time_zone", "week_start", "time_format", "date_format"] as const;
  return {
    form: { values, errors: only(errors, own) },
    clock:
      scope.timeZone === null
        ? `${clock} in UTC. Your days follow UTC until you choose a time zone.`
        : `${clock} where you are.`,
    timeZones: timeZoneChoices(scope.now, values.time_zone, user.timeFormat),
    weekStarts: toChoices(
      WEEKDAYS.map((label, index) => [String(index + 1), label]),
      values.week_start,
    ),
    timeFormats: toChoices(
      TIME_FORMATS.map((format) => [format, clockTime(SAMPLE_TIME, format)]),
      values.time_format,
    ),
    dateFormats: toChoices(
      Object.entries(DATE_FORMATS).map(([value, { label }]) => [value, label]),
      values.date_format,
    ),
  };
}

export async function lookSettings({
  scope,
  form: { values, errors },
}: SettingsContext): Promise<SettingsPages["settings/show"]["look"]> {
  const searches = await listSearches(scope);
  return {
    form: { values, errors: only(errors, ["theme", "density", "landing_view"]) },
    themes: toChoices(
      THEMES.map((theme) => [theme, THEME_TEXTS[theme].label]),
      values.theme,
    ),
    densities: toChoices(
      DENSITIES.map((density) => [density, DENSITY_LABELS[density]]),
      values.density,
    ),
    landingViews: toChoices(
      LANDING_VIEWS.map((view) => [view, LANDING_LABELS[view]]),
      values.landing_view,
    ),
    landingSearches: toChoices(
      searches.map(({ id, name }) => [`search:${id}`, name]),
      values.landing_view,
    ),
  };
}

function toChoices(labels: (readonly [value: string, label: string])[], chosen: string): Choice[] {
  return labels.map(([value, label]) => ({ value, label, selected: value === chosen }));
}

/** The errors of one form. */
function only<Name extends SettingsField>(
  errors: FormView<SettingsField>["errors"],
  names: readonly Name[],
): FormView<Name>["errors"] {
  const own = names.flatMap((name) => {
    const error = errors[name];
    return error === undefined ? [] : [[name, error] as const];
  });
  return Object.fromEntries(own) as FormView<Name>["errors"];
}
