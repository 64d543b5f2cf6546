/** The calendar over the API. */
import { orBadRequest } from "../errors.ts";
import type { Action } from "../http/request_context.ts";
import { type CalendarEntry, calendarEntries, type DayTasks } from "../models/calendar.ts";
import { byTime, comingTasks } from "../models/coming_tasks.ts";
import { type CalendarJson, ENTRIES_MOST, parseCalendarQuery } from "./schemas/calendar.ts";

type DayJson = CalendarJson["days"][number];
type State = DayJson["tasks"][number]["state"];

export const show: Action = async (c) => {
  const { today } = c.scope;
  const range = orBadRequest(parseCalendarQuery(c.query, today));
  const { from, to } = range;
  const done = from > today ? null : { from, to: to < today ? to : today };
  const [{ open, done: completed }, coming] = await Promise.all([
    calendarEntries(c.scope, { open: range, done, most: ENTRIES_MOST }),
    comingTasks(c.scope, range),
  ]);
  const dates = new Set([...open.keys(), ...completed.keys(), ...coming.days.keys()]);
  const days = [...dates].sort().map((date) => {
    const repeats = coming.days.get(date) ?? [];
    return dayJson(date, open.get(date) ?? NOTHING, repeats, completed.get(date) ?? NOTHING);
  });
  return c.json(200, { from, to, days, is_cut: coming.isCut } satisfies CalendarJson);
};

const NOTHING: DayTasks<CalendarEntry> = { tasks: [], total: 0 };

function dayJson(
  date: string,
  open: DayTasks<CalendarEntry>,
  repeats: readonly CalendarEntry[],
  completed: DayTasks<CalendarEntry>,
): DayJson {
  const inState = (tasks: readonly CalendarEntry[], state: State) =>
    tasks.map((task) => ({ ...task, state }));
  const toDo = [...inState(open.tasks, "open"), ...inState(repeats, "to_come")].sort(byTime);
  const tasks = [...toDo, ...inState(completed.tasks, "completed")].map(
    ({ id, title, time, state }) => ({ id, title, due_time: time, state }),
  );
  return { date, count: open.total + repeats.length + completed.total, tasks };
}
