/** The time zones that a person can choose, grouped by what their clocks show now. */
import { clockTime, type TimeFormat } from "./clock_time.ts";
import { shortDay } from "./format.ts";

/** The zones whose clocks show `label`, as options of a select. */
interface ZoneChoices {
  label: string;
  choices: { value: string; label: string; selected: boolean }[];
}

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
/** Clocks are put forward and back on a quarter of an hour. */
const QUARTER = 15 * MINUTE;

/** Places that the runtime lists under a former name. */
const RENAMED: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Asmara",
  "America/Coral_Harbour": "Atikokan",
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

/** By IANA's names; the runtime does not list UTC. */
const ZONES: readonly Zone[] = ["UTC", ...Intl.supportedValuesOf("timeZone")]
  .map(toZone)
  .sort((one, other) => one.label.localeCompare(other.label, "en"));
const NAMES: ReadonlySet<string> = new Set(ZONES.map(({ name }) => name));

/** Not an offset, which the runtime accepts too: it does not know when the clocks change. */
const NAME = /^[a-z][\w+/-]{0,63}$/i;

/**
 * The name by which the runtime knows a zone, for any of its names ("Asia/Kolkata"); null for anything
 * else. The zone may be one that is not listed, such as "Etc/GMT+3".
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
 * The zones under what their clocks show now ("Sat 21 Nov, 15:43"), from west to east. A selected one
 * that is not listed comes first.
 */
export function timeZoneChoices(
  now: Date,
  selected: string | null,
  timeFormat: TimeFormat = "24",
): ZoneChoices[] {
  const own = selected === null ? null : findTimeZone(selected);
  const isListed = own === null || NAMES.has(own);
  const unlisted = isListed ? [] : [{ offset: offsetOf(own, now), zones: [toZone(own)] }];
  return [...unlisted, ...clocksAt(now)].map(({ offset, zones }) => {
    const local = new Date(now.getTime() + offset * MINUTE).toISOString();
    const day = local.slice(0, 10);
    return {
      label: `${shortDay(day, day)}, ${clockTime(local.slice(11, 16), timeFormat)}`,
      choices: zones.map(({ name, label }) => ({ value: name, label, selected: name === own })),
    };
  });
}

/** The city of a zone, as it is called now: "Lisbon"; a name that is no place, as it is: "UTC". */
export function timeZonePlace(name: string): string {
  return RENAMED[name] ?? name.replaceAll("_", " ").replace(/^.*\//, "");
}

let known: { quarter: number; clocks: Clock[] } = { quarter: -1, clocks: [] };

/** Asking four hundred zones takes some 30 ms, so the answer is kept for a quarter of an hour. */
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

/** "Berlin (Europe)": typing the first letters of a city finds it in the list. */
function toZone(name: string): Zone {
  const region = name.replaceAll("_", " ").split("/").slice(0, -1).join(", ");
  const place = timeZonePlace(name);
  return { name, label: region === "" ? place : `${place} (${region})` };
}
