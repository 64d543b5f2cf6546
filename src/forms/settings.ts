/** The settings form: time zone, first day of the week and date format. */
import { DATE_FORMATS, type DateFormat } from "../dates/date_format.ts";
import { findTimeZone } from "../dates/time_zones.ts";
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, invalid, ok, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";

interface SettingsInput {
  /** IANA; null: not set. */
  timeZone: string | null;
  /** 1 Monday to 7 Sunday. */
  weekStart: number;
  /** null: not set. */
  dateFormat: DateFormat | null;
}

export type SettingsField = "time_zone" | "week_start" | "date_format";

export const settingsForm: FormDeclaration = {
  title: "Settings",
  button: "Save the settings",
  fields: { ...choices("time_zone", "week_start", "date_format"), ...PAGE_FIELDS },
};

export function parseSettings(body: unknown): FormResult<SettingsInput, SettingsField> {
  const fields = fieldsOf(body);
  const form = formResult(fields, {
    time_zone: readTimeZone(fields.time_zone),
    week_start: readWeekday(fields.week_start),
    date_format: readDateFormat(fields.date_format),
  });
  if (!form.ok) return form;
  const { time_zone: timeZone, week_start: weekStart, date_format: dateFormat } = form.value;
  return { ok: true, value: { timeZone, weekStart, dateFormat } };
}

function readWeekday(sent: unknown): Parsed<number> {
  const isDay = typeof sent === "string" && /^[1-7]$/.test(sent);
  return isDay ? ok(Number(sent)) : invalid("Choose a day from the list");
}

function readDateFormat(sent: unknown): Parsed<DateFormat | null> {
  if (sent === undefined || sent === "") return ok(null);
  const format = DATE_FORMATS.find((one) => one === sent);
  return format === undefined ? invalid("Choose a date format from the list") : ok(format);
}

/** A time zone by any of its names; null for an empty field. */
export function readTimeZone(sent: unknown): Parsed<string | null> {
  if (sent === undefined || sent === null || sent === "") return ok(null);
  const name = typeof sent === "string" ? findTimeZone(sent) : null;
  return name === null ? invalid("Choose a time zone from the list") : ok(name);
}
