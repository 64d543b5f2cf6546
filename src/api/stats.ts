/** Numbers of completed tasks over the API. */
import { addDays, daysBetween } from "../dates/calendar.ts";
import type { DayRange } from "../dates/day_bounds.ts";
import { orBadRequest } from "../errors.ts";
import type { Action } from "../http/request_context.ts";
import { type Completed, countCompleted, type Stats, sumOf } from "../models/stats.ts";
import { parseStatsRange, type StatsJson } from "./schemas/stats.ts";

export const show: Action = async (c) => {
  const range = orBadRequest(parseStatsRange(c.query, c.scope.today));
  return c.json(200, statsJson(range, await countCompleted(c.scope, range)));
};

function statsJson({ from, to }: DayRange, { days, lists, tags, repeats }: Stats): StatsJson {
  const byDate = new Map(days.map((day) => [day.date, day]));
  const dates = Array.from({ length: daysBetween(from, to) + 1 }, (_, index) =>
    addDays(from, index),
  );
  return {
    ...{ from, to },
    ...numbersJson(sumOf(days)),
    days: dates.map((date) => ({ date, ...numbersJson(byDate.get(date) ?? sumOf([])) })),
    lists: lists.map(({ id, name, ...own }) => ({ list_id: id, name, ...numbersJson(own) })),
    tags: tags.map(({ id, name, ...own }) => ({ tag_id: id, name, ...numbersJson(own) })),
    repeats: repeats.map(({ id, title, kept, late, skipped }) => {
      return { task_id: id, title, kept, late, skipped };
    }),
  };
}

function numbersJson({ completed, onTime, late }: Completed) {
  return { completed, on_time: onTime, late };
}
