/** The time zones that a person can choose, by what their clocks show now: finding yours needs no map. */

import type { Choice, ChoiceGroup } from "../views/models/form.ts";
import { shortDay } from "./days.ts";

interface Zone {
  name: string;
  label: string;
}

/** Zones whose clocks show the same. */
interface Clock {
  /** In minutes, east of UTC. */
  offset: number;
  zones: Zone[];
}

const MINUTE = 60_000;
/** Clocks are put forward and back at a quarter of an hour. */
const QUARTER = 15 * MINUTE;

/** Names that the runtime's list has from before a place was renamed. */
const RENAMED: Readonly<Record<string, string>> = {
  "America/Godthab": "Nuuk",
  "Asia/Calcutta": "Kolkata",
  "Asia/Katmandu": "Kathmandu",
  "Asia/Rangoon": "Yangon",
  "Asia/Saigon": "Ho Chi Minh City",
  "Atlantic/Faeroe": "Faroe Islands",
  "Europe/Kiev": "Kyiv",
  "Pacific/Enderbury": "Kanton",
  "Pacific/Ponape": "Pohnpei",
  "Pacific/Truk": "Chuuk",
};

/** IANA's names; UTC is not among those that the runtime lists. */
const ZONES: readonly Zone[] = ["UTC", ...Intl.supportedValuesOf("timeZone")]
  .map(toZone)
  .sort((one, other) => one.label.localeCompare(other.label, "en"));
const NAMES: ReadonlySet<string> = new Set(ZONES.map(({ name }) => name));

/** By name only: an offset is not a zone, it does not know when the clocks change. */
const NAME = /^[a-z][\w+/-]{0,63}$/i;

/**
 * The name by which the runtime knows a zone, for any of its names ("Asia/Kolkata"); null for what is
 * none. It may be one that is not listed, such as "Etc/GMT+3".
 */
export function findTimeZone(name: string): string | null {
  if (NAMES.has(name)) return name;
  if (!NAME.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/**
 * Choices under what the clocks there show now ("Sat 21 Nov, 15:43"), from the west to the east. The
 * one that is selected is among them even where it is not listed, and stands first then.
 */
export function timeZoneChoices(now: Date, selected: string | null): ChoiceGroup[] {
  const own = selected === null ? null : findTimeZone(selected);
  const listed = listedChoices(now, own);
  if (own === null || NAMES.has(own)) return listed;
  const label = clockText(new Date(now.getTime() + offsetOf(own, now) * MINUTE));
  const choice = { value: own, label: toZone(own).label, selected: true };
  return [{ label, choices: [choice] }, ...listed];
}

function listedChoices(now: Date, own: string | null): ChoiceGroup[] {
  return clocksAt(now).map(({ offset, zones }) => ({
    label: clockText(new Date(now.getTime() + offset * MINUTE)),
    choices: zones.map(
      ({ name, label }): Choice => ({ value: name, label, selected: name === own }),
    ),
  }));
}

/** "Sat 21 Nov, 15:43". */
function clockText(local: Date): string {
  const day = local.toISOString().slice(0, 10);
  return `${shortDay(day, day)}, ${local.toISOString().slice(11, 16)}`;
}

let known: { quarter: number; clocks: Clock[] } = { quarter: -1, clocks: [] };

/** Asking four hundred zones takes some 30 ms: it is done once in a quarter of an hour. */
function clocksAt(now: Date): Clock[] {
  const quarter = Math.floor(now.getTime() / QUARTER);
  if (known.quarter !== quarter) {
    const byOffset = Map.groupBy(ZONES, ({ name }) => offsetOf(name, now));
    const clocks = [...byOffset].map(([offset, zones]) => ({ offset, zones }));
    known = { quarter, clocks: clocks.sort((one, other) => one.offset - other.offset) };
  }
  return known.clocks;
}

/** In minutes, east of UTC. */
function offsetOf(timeZone: string, now: Date): number {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const text = format.formatToParts(now).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0"] = /([+-])(\d\d):(\d\d)/.exec(text) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) || 0;
}

/** "Berlin (Europe)": typing a city's first letters finds it in the list. */
function toZone(name: string): Zone {
  const parts = name.replaceAll("_", " ").split("/");
  const city = parts.pop() ?? name;
  const place = RENAMED[name] ?? city;
  const region = parts.join(", ");
  return { name, label: region === "" ? place : `${place} (${region})` };
}
