/** Changes of lists and settings, and moves, as a program sends them. */

import { findTimeZone } from "../dates/time_zones.ts";
import { COLOURS, type Colour } from "../models/lists.ts";
import type { Move } from "../models/positions.ts";
import type { User } from "../models/users.ts";
import type { Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readName } from "./name.ts";
import { parsePositiveInteger } from "./numbers.ts";
import { readBoolean } from "./task_json.ts";

export const LIST_NAME_MAX = 100;

export interface ListChanges {
  name?: string;
  colour?: Colour;
  archived?: boolean;
}

/** Only what was sent. */
export function parseApiListChanges(body: unknown): FormResult<ListChanges, string> {
  const { name, colour, archived } = fieldsOf(body);
  return together({
    ...(name !== undefined && { name: readName(name, "List name", LIST_NAME_MAX) }),
    ...(colour !== undefined && { colour: readColour(colour) }),
    ...(archived !== undefined && { archived: readBoolean(archived, "Archived") }),
  });
}

/** `{"to": "top"|"up"|"down"|"bottom"}`, or `{"after": <id>}`. */
export function parseApiMove(body: unknown): FormResult<Move, string> {
  const { to, after } = fieldsOf(body);
  const id = parsePositiveInteger(after);
  if (to === undefined && id !== null) return { ok: true, value: { after: id } };
  const move = MOVES.find((one) => one === to);
  if (after === undefined && move !== undefined) return { ok: true, value: move };
  const errors =
    after === undefined
      ? { to: "To must be top, up, down or bottom" }
      : { after: to === undefined ? "After must be a number" : "Send either to or after" };
  return { ok: false, values: {}, errors };
}

export const MOVES = ["top", "up", "down", "bottom"] as const;

/** Only what was sent; a time zone of null is UTC's days. */
export function parseApiSettings(
  body: unknown,
): FormResult<Partial<Pick<User, "timeZone" | "weekStart">>, string> {
  const { time_zone: timeZone, week_start: weekStart } = fieldsOf(body);
  const result = together({
    ...(timeZone !== undefined && { time_zone: readTimeZone(timeZone) }),
    ...(weekStart !== undefined && { week_start: readWeekStart(weekStart) }),
  });
  if (!result.ok) return result;
  const value = result.value as { time_zone?: string | null; week_start?: number };
  return {
    ok: true,
    value: {
      ...(value.time_zone !== undefined && { timeZone: value.time_zone }),
      ...(value.week_start !== undefined && { weekStart: value.week_start }),
    },
  };
}

function readColour(sent: unknown): Parsed<Colour> {
  const colour = COLOURS.find((one) => one === sent);
  return colour === undefined
    ? { ok: false, message: `Colour must be one of ${COLOURS.join(", ")}` }
    : { ok: true, value: colour };
}

function readTimeZone(sent: unknown): Parsed<string | null> {
  if (sent === null) return { ok: true, value: null };
  return typeof sent === "string" && findTimeZone(sent) !== null
    ? { ok: true, value: sent }
    : { ok: false, message: "Time zone must be an IANA name, such as Europe/Berlin" };
}

function readWeekStart(sent: unknown): Parsed<number> {
  const day = typeof sent === "number" ? parsePositiveInteger(sent) : null;
  return day !== null && day <= 7
    ? { ok: true, value: day }
    : { ok: false, message: "Week start must be a whole number from 1 (Monday) to 7 (Sunday)" };
}

type Values<Reads> = { [Name in keyof Reads]: Reads[Name] extends Parsed<infer T> ? T : never };

/** All of them, or a message for each that is wrong. */
function together<Reads extends Record<string, Parsed<unknown>>>(
  reads: Reads,
): FormResult<Values<Reads>, string> {
  const entries = Object.entries(reads);
  const errors = entries.flatMap(([name, read]) => (read.ok ? [] : [[name, read.message]]));
  if (errors.length > 0) return { ok: false, values: {}, errors: Object.fromEntries(errors) };
  const values = entries.map(([name, read]) => [name, read.ok ? read.value : null]);
  return { ok: true, value: Object.fromEntries(values) as Values<Reads> };
}
