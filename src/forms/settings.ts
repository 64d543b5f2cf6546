/** The settings form: time zone and first day of the week. */
import { findTimeZone } from "../dates/time_zones.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, invalid, ok, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";

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
  const form = formResult(fields, {
    time_zone: readTimeZone(fields.time_zone),
    week_start: readWeekday(fields.week_start),
  });
  if (!form.ok) return form;
  return { ok: true, value: { timeZone: form.value.time_zone, weekStart: form.value.week_start } };
}

function readWeekday(sent: unknown): Parsed<number> {
  const isDay = typeof sent === "string" && /^[1-7]$/.test(sent);
  return isDay ? ok(Number(sent)) : invalid("Choose a day from the list");
}

/** A time zone by any of its names; null for an empty field. */
export function readTimeZone(sent: unknown): Parsed<string | null> {
  if (sent === undefined || sent === null || sent === "") return ok(null);
  const name = typeof sent === "string" ? findTimeZone(sent) : null;
  return name === null ? invalid("Choose a time zone from the list") : ok(name);
}
