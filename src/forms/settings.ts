/** The settings form: time zone and first day of the week. */
import { findTimeZone } from "../dates/time_zones.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { invalid, ok, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";

interface SettingsInput {
  /** IANA; null: not set. */
  timeZone: string | null;
  /** 1 Monday to 7 Sunday. */
  weekStart: number;
}

export type SettingsField = "time_zone" | "week_start";

export const settingsForm: FormDeclaration = {
  title: "Settings",
  button: "Save the settings",
  fields: { time_zone: { kind: "choice" }, week_start: { kind: "choice" }, ...PAGE_FIELDS },
};

export function parseSettings(body: unknown): FormResult<SettingsInput, SettingsField> {
  const fields = fieldsOf(body);
  const timeZone = readTimeZone(fields.time_zone);
  const start = typed(fields.week_start);
  const isDay = /^[1-7]$/.test(start);
  if (timeZone.ok && isDay) {
    return { ok: true, value: { timeZone: timeZone.value, weekStart: Number(start) } };
  }
  return {
    ok: false,
    values: { time_zone: typed(fields.time_zone), week_start: start },
    errors: {
      ...(!timeZone.ok && { time_zone: timeZone.message }),
      ...(!isDay && { week_start: "Choose a day from the list" }),
    },
  };
}

/** A time zone by any of its names; null for an empty field. */
export function readTimeZone(sent: unknown): Parsed<string | null> {
  if (sent === undefined || sent === null || sent === "") return ok(null);
  const name = typeof sent === "string" ? findTimeZone(sent) : null;
  return name === null ? invalid("Choose a time zone from the list") : ok(name);
}
