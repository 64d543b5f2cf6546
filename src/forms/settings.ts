/** The forms of the settings: days and times, and the look. A form has some of the fields. */
import { DENSITIES, THEMES } from "../appearance.ts";
import { TIME_FORMATS } from "../dates/clock_time.ts";
import { DATE_FORMATS, type DateFormat } from "../dates/date_format.ts";
import { findTimeZone } from "../dates/time_zones.ts";
import type { Preferences } from "../models/preferences.ts";
import { LANDING_VIEWS, type LandingView } from "../paths.ts";
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, invalid, ok, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";

interface SettingsFieldReader<Name extends keyof Preferences> {
  preference: Name;
  read(sent: unknown): Parsed<Preferences[Name]>;
}

const FIELDS = {
  time_zone: reader("timeZone", readTimeZone),
  week_start: reader("weekStart", readWeekday),
  time_format: reader("timeFormat", oneOf(TIME_FORMATS, "Choose how times look from the list")),
  date_format: reader("dateFormat", readDateFormat),
  theme: reader("theme", oneOf(THEMES, "Choose a theme from the list")),
  density: reader("density", oneOf(DENSITIES, "Choose a density from the list")),
  landing_view: reader("landingView", readLanding),
};

export type SettingsField = keyof typeof FIELDS;

const NAMES = Object.keys(FIELDS) as SettingsField[];

export const settingsForm: FormDeclaration = {
  title: "Settings",
  button: "Save the settings",
  fields: { ...choices(...NAMES), ...PAGE_FIELDS },
};

/**
 * Parses the fields that were sent; the others stay as they are.
 * @param saved for the fields of an invalid form that were not sent.
 */
export function parseSettings(
  body: unknown,
  saved: Preferences,
): FormResult<Partial<Preferences>, SettingsField> {
  const fields = fieldsOf(body);
  const sent = NAMES.filter((name) => fields[name] !== undefined);
  const parsed: Record<string, Parsed<unknown>> = Object.fromEntries(
    sent.map((name) => [name, FIELDS[name].read(fields[name])]),
  );
  const form = formResult<Record<string, unknown>>(fields, parsed);
  if (!form.ok) return { ...form, values: { ...settingsValues(saved), ...form.values } };
  const value = sent.map((name) => [FIELDS[name].preference, form.value[name]]);
  return { ok: true, value: Object.fromEntries(value) };
}

/** The values of the fields as they are saved. */
export function settingsValues(preferences: Preferences): Record<SettingsField, string> {
  const values = NAMES.map((name) => [name, String(preferences[FIELDS[name].preference] ?? "")]);
  return Object.fromEntries(values);
}

function reader<Name extends keyof Preferences>(
  preference: Name,
  read: SettingsFieldReader<Name>["read"],
): SettingsFieldReader<Name> {
  return { preference, read };
}

function oneOf<T extends string>(values: readonly T[], message: string) {
  return (sent: unknown): Parsed<T> => {
    const value = values.find((one) => one === sent);
    return value === undefined ? invalid(message) : ok(value);
  };
}

export const LANDING_PROBLEM = "Choose a page from the list";

/** Whether there is such a search is for the controller to find out. */
function readLanding(sent: unknown): Parsed<LandingView> {
  const view = parseLanding(sent);
  return view === null ? invalid(LANDING_PROBLEM) : ok(view);
}

/** One of the pages, or "search:3"; null for anything else. */
export function parseLanding(sent: unknown): LandingView | null {
  const page = LANDING_VIEWS.find((one) => one === sent);
  if (page !== undefined) return page;
  const [, digits] = typeof sent === "string" ? (/^search:([0-9]+)$/.exec(sent) ?? []) : [];
  const id = parsePositiveInteger(digits);
  return id === null ? null : `search:${id}`;
}

function readWeekday(sent: unknown): Parsed<number> {
  const isDay = typeof sent === "string" && /^[1-7]$/.test(sent);
  return isDay ? ok(Number(sent)) : invalid("Choose a day from the list");
}

function readDateFormat(sent: unknown): Parsed<DateFormat | null> {
  if (sent === "") return ok(null);
  return oneOf(DATE_FORMATS, "Choose a date format from the list")(sent);
}

/** A time zone by any of its names; null for an empty field. */
export function readTimeZone(sent: unknown): Parsed<string | null> {
  if (sent === undefined || sent === null || sent === "") return ok(null);
  const name = typeof sent === "string" ? findTimeZone(sent) : null;
  return name === null ? invalid("Choose a time zone from the list") : ok(name);
}
