/** Parses quick-add lines at a fixed moment: Friday 20 November 2026, 10:30. */
import { parseQuickAdd, type QuickAdd } from "../../src/quick_add/parse.ts";

export const NOW = { date: "2026-11-20", time: "10:30" };

export function parse(line: string, now = NOW): QuickAdd {
  return parseQuickAdd(line, { now });
}

/** As a person who writes "3/12" for 3 December. */
export function parseDayFirst(line: string): QuickAdd {
  return parseQuickAdd(line, { now: NOW, dateFormat: "day_first" });
}

/** "2026-11-21 09:00", "2026-11-21" or "". */
export function dueText({ dueOn, dueTime }: QuickAdd): string {
  return [dueOn, dueTime].filter((part) => part !== null).join(" ");
}
