/** The rows of one day of the calendar. */
import { addDays, dayParts, isDay, weekdayOf } from "../dates/calendar.ts";
import { clockTime } from "../dates/clock_time.ts";
import { monthName, weekdayName } from "../dates/names.ts";
import { moveButton, pickDayButton } from "../forms/row_move.ts";
import type { ComingTask } from "../models/coming_tasks.ts";
import type { TaskSummary } from "../models/task_records.ts";
import { shortRepeat } from "../recurrence/description.ts";
import type { CalendarDay, ComingRow } from "../views/models/calendar.ts";
import type { Link } from "../views/models/elements.ts";
import type { TaskRow } from "../views/models/task.ts";
import { type RowOptions, toTaskRow } from "./task_rows.ts";

interface DayData {
  id: string;
  open: readonly TaskSummary[];
  coming: readonly ComingTask[];
  done: readonly TaskSummary[];
  more: Link | null;
  /** Its rows have buttons that move them. */
  isMovable: boolean;
}

export function toDay(
  day: string,
  { id, open, coming, done, more, isMovable }: DayData,
  options: RowOptions,
): CalendarDay {
  const { today } = options;
  const { year, month, date } = dayParts(day);
  const row = { ...options, under: day };
  const toRow = (task: TaskSummary) => toTaskRow(task, row);
  // Of a past day a row says how late it is.
  const opened = day < today ? options : row;
  const moves = (task: TaskSummary): TaskRow => ({
    ...toTaskRow(task, opened),
    moves: movesOf(task.id, day, today),
  });
  return {
    iso: day,
    id,
    weekday: weekdayName(weekdayOf(day)),
    month: `${monthName(month)}${day.slice(0, 4) === today.slice(0, 4) ? "" : ` ${year}`}`,
    number: String(date),
    isToday: day === today,
    rows: open.map(isMovable ? moves : toRow),
    coming: coming.map((task) => toComingRow(task, day, options)),
    done: done.map(toRow),
    more,
  };
}

/** A task that is late is moved on from today: a day after its own would still be past. */
function movesOf(id: number, day: string, today: string): NonNullable<TaskRow["moves"]> {
  const isPast = day < today;
  const from = isPast ? today : day;
  const [next, week] = isPast ? ["Tomorrow", "In a week"] : ["A day later", "A week later"];
  const later = [
    { label: next, to: addDays(from, 1) },
    { label: week, to: addDays(from, 7) },
  ];
  const moves = later
    .filter(({ to }) => isDay(to))
    .map(({ label, to }) => ({ name: moveButton(id, to), label }));
  return [...moves, { name: pickDayButton(id), label: "Pick a day" }];
}

function toComingRow(
  { id, title, time, repeat, list }: ComingTask,
  day: string,
  { clock }: RowOptions,
): ComingRow {
  const words = [
    time === null ? "" : clockTime(time, clock.timeFormat),
    shortRepeat(repeat, day),
    "a repeat to come",
  ];
  return { id, title, text: words.filter((part) => part !== "").join(" · "), list };
}
