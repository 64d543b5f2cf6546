/** Fields for days and times: text browsers, which have no pickers, send what a person has written. */
import type { TimeFormat } from "../dates/clock_time.ts";
import type { QuickAddOptions } from "../quick_add/parse.ts";
import { parseTypedDay, parseTypedTime } from "../quick_add/typed_dates.ts";
import { typed } from "./fields.ts";

type Fields = Record<string, unknown>;

/** The person's clock and settings. */
export type DateContext = Required<QuickAddOptions> & { timeFormat: TimeFormat };

const DAYS = ["due_on", "starts_on", "repeat_until"];
const TIMES = ["due_time"];

/**
 * The fields with days as "YYYY-MM-DD" and times as "HH:MM", as pickers send them; what is not understood
 * stays as it was written.
 */
export function withReadDates(fields: Fields, context: DateContext): Fields {
  const day = (text: string) => readWrittenDay(text, context);
  return { ...fields, ...readEach(fields, DAYS, day), ...readEach(fields, TIMES, parseTypedTime) };
}

/** A day as "YYYY-MM-DD"; null: what is written is not understood. */
export function readWrittenDay(text: string, { now, ...context }: DateContext): string | null {
  return parseTypedDay(text, { ...now, ...context });
}

function readEach(
  fields: Fields,
  names: readonly string[],
  read: (text: string) => string | null,
): Fields {
  const written = names.map((name) => [name, typed(fields[name])] as const);
  return Object.fromEntries(
    written.flatMap(([name, text]) => {
      const value = text === "" ? null : read(text);
      return value === null ? [] : [[name, value]];
    }),
  );
}
