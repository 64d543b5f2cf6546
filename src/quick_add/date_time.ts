/**
 * Reads a phrase that is a date, a time or both. This is the guard before chrono-node, which finds
 * dates in anything: only phrases of known shapes are asked about, and only whole ones count.
 */
import { type Clock, readDay } from "./date_grammar.ts";
import { plusDays, timeFrom } from "./days.ts";
import { countOf, weekdayOf } from "./lexicon.ts";
import { readTime, timeOfPart } from "./time_grammar.ts";

export interface When {
  /** "YYYY-MM-DD"; null when only a time was said. */
  on: string | null;
  /** "HH:MM" */
  time: string | null;
  /** A bare weekday: the one of next week when it is today and the time has passed. */
  weekly: boolean;
}

/**
 * What a phrase in small letters, cut into words, says as a whole. undefined: it is no date; null:
 * it has the shape of one and means none, so that no part of it may be taken either.
 */
export function readWhen(tokens: readonly string[], clock: Clock): When | null | undefined {
  const moment = readMoment(tokens, clock);
  if (moment !== undefined) return moment;
  for (let cut = tokens.length; cut >= 0; cut -= 1) {
    const when = combined(tokens.slice(0, cut), tokens.slice(cut), clock);
    if (when !== undefined) return when;
  }
  for (let cut = 1; cut < tokens.length; cut += 1) {
    // "Read John 3:16 due friday": what is due ends there.
    if (tokens[cut] === "due") continue;
    const when = combined(tokens.slice(cut), tokens.slice(0, cut), clock);
    if (when !== undefined) return when;
  }
  return undefined;
}

/** "in 2 hours", which is a day and a time at once. */
function readMoment(tokens: readonly string[], clock: Clock): When | null | undefined {
  const [, count = "", unit] = /^in (\w+) (hour|minute)s?$/.exec(tokens.join(" ")) ?? [];
  const number = countOf(count);
  // "in a minute" is a manner of speaking.
  if (number === undefined || (unit === "minute" && !/^\d/.test(count))) return undefined;
  const [hour = 0, minute = 0] = clock.time.split(":").map(Number);
  const minutes = hour * 60 + minute + number * (unit === "hour" ? 60 : 1);
  const on = plusDays(clock.date, Math.floor(minutes / 1440));
  const time = timeFrom(Math.floor(minutes / 60) % 24, minutes % 60);
  return on === null ? null : { on, time, weekly: false };
}

function combined(
  dayTokens: readonly string[],
  timeTokens: readonly string[],
  clock: Clock,
): When | null | undefined {
  if (dayTokens.length === 0) {
    const time = readTime(timeTokens, false);
    return typeof time === "string" ? { on: null, time, weekly: false } : time;
  }
  const { day, part } = withoutPart(dayTokens);
  const on = readDay(day, clock);
  if (on === undefined) return undefined;
  const weekly =
    weekdayOf(day.at(-1) ?? "") !== undefined && !/^(?:this|next)$/.test(day.at(-2) ?? "");
  if (timeTokens.length > 0) {
    const time = readTime(timeTokens, true);
    if (typeof time !== "string" || on === null) return time === undefined ? undefined : null;
    return { on, time, weekly };
  }
  if (on === null) return null;
  const time = part === undefined || (on === clock.date && part < clock.time) ? null : part;
  return { on, time, weekly };
}

/** "tomorrow morning" is tomorrow and a part of it, "tonight" today and a part of it. */
function withoutPart(tokens: readonly string[]): { day: readonly string[]; part?: string } {
  const last = tokens.at(-1) ?? "";
  if (last === "tonight") return { day: [...tokens.slice(0, -1), "today"], part: "20:00" };
  const part = timeOfPart(last);
  if (part === undefined || tokens.length < 2) return { day: tokens };
  const day = tokens.slice(0, -1);
  return { day: day.at(-1) === "this" ? [...day.slice(0, -1), "today"] : day, part };
}
