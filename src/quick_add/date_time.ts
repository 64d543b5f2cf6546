/** Reads a phrase that is a date, a time or both. */
import { addDays, isDay } from "../dates/calendar.ts";
import { parseDay } from "./date_grammar.ts";
import { parseCount, parseWeekday } from "./lexicon.ts";
import { type Clock, joined, type Maybe, mapFound, type Phrase } from "./phrase.ts";
import { PARTS_OF_DAY, parseTime } from "./time_grammar.ts";

/** "due on thursday 24th of december of 2027 in the evening", "at a quarter past 3". */
const DAY_WORDS_MAX = 10;
const TIME_WORDS_MAX = 5;

/** The meaning of a whole phrase, in words in small letters. */
export function parseDateTime(words: readonly string[], clock: Clock): Maybe<Phrase> {
  if (words.length > DAY_WORDS_MAX + TIME_WORDS_MAX) return undefined;
  const moment = parseMoment(words.join(" "), clock);
  if (moment !== undefined) return moment;
  for (let cut = words.length; cut >= 0; cut -= 1) {
    const found = combine(words.slice(0, cut), words.slice(cut), clock, cut > 0);
    if (found !== undefined) return found;
  }
  for (let cut = 1; cut < words.length; cut += 1) {
    // "Read John 3:16 due friday": the verse is not a time on that day.
    if (words[cut] === "due") continue;
    const found = combine(words.slice(cut), words.slice(0, cut), clock, false);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** "in 2 hours", which is a day and a time at once. */
function parseMoment(text: string, clock: Clock): Maybe<Phrase> {
  const minutesLater = parseDelay(text);
  if (minutesLater === undefined) return undefined;
  const { date: on, time } = clock.later(minutesLater);
  return isDay(on) ? { on, time } : null;
}

/** In minutes; "in a minute" is a manner of speaking. */
function parseDelay(text: string): number | undefined {
  if (text === "in half an hour") return 30;
  const [, count = "", unit = ""] = /^in (\w+) (hour|hr|minute|min)s?$/.exec(text) ?? [];
  const number = parseCount(count);
  if (number === undefined) return undefined;
  if (unit.startsWith("h")) return number * 60;
  return /^\d/.test(count) ? number : undefined;
}

/** @param isAfterDay whether the time stands after the day. */
function combine(
  dayWords: readonly string[],
  timeWords: readonly string[],
  clock: Clock,
  isAfterDay: boolean,
): Maybe<Phrase> {
  if (dayWords.length > DAY_WORDS_MAX || timeWords.length > TIME_WORDS_MAX) return undefined;
  const hasDay = dayWords.length > 0;
  const timeText = timeWords.join(" ");
  const time =
    timeWords.length === 0
      ? {}
      : mapFound(parseTime(timeText, { hasDay, isAfterDay }), (found) => ({ time: found }));
  if (!hasDay || time === undefined) return time;
  const { day, part } = splitPartOfDay(dayWords.join(" "));
  const isWeekday = parseWeekday(/\S+$/.exec(day)?.[0] ?? "") !== undefined;
  const weekly = isWeekday && !/(?:^| )(?:this|next) \S+$/.test(day);
  const date = mapFound(parseDay(day, clock, timeWords.length > 0), (on): Phrase => {
    // What is left of today has no morning any more; noon, and a weekday of next week, are clear.
    const isOver = part !== undefined && on === clock.date && part < clock.time;
    const isClear = weekly || part === "12:00";
    // Midnight is the end of today, and the beginning of any other day.
    if (/midnight$/.test(timeText) && on === clock.date) return { on: addDays(on, 1) };
    const isSaid = part !== undefined && timeWords.length === 0 && (!isOver || isClear);
    return { on, weekly, ...(isSaid && { time: part }) };
  });
  return joined(date, time);
}

/** "tomorrow morning" is tomorrow and a part of it, "tonight" today and a part of it. */
function splitPartOfDay(text: string): { day: string; part?: string | undefined } {
  const [, before = "", last = ""] = /^(.* )?(\S+)$/.exec(text) ?? [];
  if (last === "tonight") return { day: `${before}today`, part: "19:00" };
  const part = PARTS_OF_DAY.get(last);
  if (part === undefined || before === "") return { day: text };
  return { day: before.slice(0, -1).replace(/(?<=^| )this$/, "today"), part };
}
