/** The texts of a list's page: heading, summary, and what is shown for an empty list. */
import type { Counts } from "../models/navigation_counts.ts";
import { COUNTED_MOST } from "../models/view_counts.ts";
import { capitalized, numberInWords } from "../text.ts";
import type { Count } from "../views/models/elements.ts";
import { type ListView, type ListViewKind, ownStatus } from "./list_views.ts";

export function headingOf({ kind, heading, query }: ListView): string {
  if (kind !== "all" || query.status === "all") return heading;
  return query.status === "pending" ? "To do" : "Completed";
}

/** @param matching how many tasks the view has, as COUNTED_MOST says. */
export function summaryText(view: ListView, counts: Counts, matching: number): string {
  const { kind, query } = view;
  if (kind === "all" && !isFiltered(view)) {
    const sentence = `${numberText(counts.pending)} to do, ${numberText(counts.completed)} completed.`;
    return capitalized(sentence);
  }
  const number = capitalized(numberText(matching));
  if (isFiltered(view)) return `${number} found.`;
  if (query.status === "completed") return `${number} completed.`;
  if (query.status === "all") return `${number} ${matching === 1 ? "task" : "tasks"}.`;
  return matching === 0 ? "Nothing to do." : `${number} to do.`;
}

/** In a sentence, "more than 1,000" beyond what is counted. */
function numberText(number: number): string {
  const most = COUNTED_MOST.toLocaleString("en");
  return number > COUNTED_MOST ? `more than ${most}` : number.toLocaleString("en");
}

/** Shown in place of rows. */
export function emptyText(view: ListView): string {
  if (isFiltered(view)) return "No tasks match.";
  const { kind, query } = view;
  if (query.status === "completed") return "Nothing is completed yet.";
  if (query.status !== ownStatus(kind)) {
    return kind === "all" ? "Nothing is waiting for you." : "Nothing is written down here yet.";
  }
  return EMPTY[kind];
}

const EMPTY: Record<ListViewKind, string> = {
  today: "Nothing is waiting for you.",
  upcoming: "Nothing is coming up.",
  inbox: "The Inbox is empty.",
  someday: "Everything has a date.",
  completed: "Nothing is completed yet.",
  all: "Nothing is written down yet.",
  list: "Nothing is waiting in this list.",
  tag: "No tasks to do have this tag.",
  search: "Nothing was found.",
  saved: "Nothing is found by this search.",
  day: "Nothing.",
  week: "Nothing.",
};

/** Whether its filters can leave out tasks of the view. */
function isFiltered({ options }: ListView): boolean {
  const { tag, priority, section, q } = options;
  return [tag, priority, section, q].some((option) => option !== null);
}

/** "Two are late, five to go, three done." @param isMore more are overdue or due than are shown. */
export function todaySummary(
  { late, due, done }: { late: number; due: number; done: Count },
  isMore: boolean,
): string {
  const more = isMore ? "over " : "";
  const parts = [
    late === 0
      ? ""
      : `${due === 0 ? more : ""}${numberInWords(late)} ${late === 1 ? "is" : "are"} late`,
    due === 0 ? "" : `${more}${numberInWords(due)} to go`,
    done.value === 0
      ? ""
      : `${done.value > COUNTED_MOST ? done.text : numberInWords(done.value)} done`,
  ].filter((part) => part !== "");
  if (late + due === 0) parts.unshift("Nothing is waiting for you");
  return `${capitalized(parts.join(", "))}.`;
}
