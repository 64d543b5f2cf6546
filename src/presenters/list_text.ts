/** What a list says of itself. */
import type { Counts } from "../models/navigation_counts.ts";
import { ownStatus, type Place, type PlaceKind } from "./list_views.ts";
import { toCount } from "./navigation.ts";

export function headingOf({ kind, heading, query }: Place): string {
  if (kind !== "all" || query.status === "all") return heading;
  return query.status === "pending" ? "To do" : "Completed";
}

/** @param matching how many there are, as far as they were counted. */
export function summaryText(place: Place, counts: Counts, matching: number): string {
  const { kind, query } = place;
  if (kind === "all" && !isNarrowed(place)) {
    return `${toCount(counts.pending).text} to do, ${toCount(counts.completed).text} completed.`;
  }
  const count = toCount(matching);
  if (isNarrowed(place)) return `${count.text} found.`;
  if (query.status === "completed") return `${count.text} completed.`;
  if (query.status === "all") return `${count.text} ${count.value === 1 ? "task" : "tasks"}.`;
  return count.value === 0 ? "Nothing to do." : `${count.text} to do.`;
}

/** Said in the place of rows. */
export function emptyText(place: Place): string {
  if (isNarrowed(place)) return "Nothing here is like that.";
  const { kind, query } = place;
  if (query.status === "completed") return "Nothing is completed yet.";
  if (query.status !== ownStatus(kind)) {
    return kind === "all" ? "Nothing is waiting for you." : "Nothing is written down here yet.";
  }
  return EMPTY[kind];
}

const EMPTY: Record<PlaceKind, string> = {
  today: "Nothing is waiting for you.",
  upcoming: "Nothing is coming up.",
  inbox: "The Inbox is empty.",
  someday: "Everything has a date.",
  completed: "Nothing is completed yet.",
  all: "Nothing is written down yet.",
  list: "Nothing is waiting in this list.",
  tag: "Nothing to do has this tag.",
};

/** Whether some of the place is left out by its filters. */
function isNarrowed({ tools }: Place): boolean {
  return tools.tag !== null || tools.priority !== null || tools.section !== null;
}

/** "Two are late, five to go, three done." @param isMore there is more that is not shown. */
export function todaySummary({
  late,
  due,
  done,
  isMore,
}: {
  late: number;
  due: number;
  done: number;
  isMore: boolean;
}): string {
  const more = isMore ? "over " : "";
  const parts = [
    late === 0 ? "" : `${due === 0 ? more : ""}${inWords(late)} ${late === 1 ? "is" : "are"} late`,
    due === 0 ? "" : `${more}${inWords(due)} to go`,
    done === 0 ? "" : `${inWords(done)} done`,
  ].filter((part) => part !== "");
  if (late + due === 0) parts.unshift("Nothing is waiting for you");
  const text = parts.join(", ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function inWords(count: number): string {
  return WORDS[count] ?? String(count);
}

const WORDS = "none one two three four five six seven eight nine ten eleven twelve".split(" ");
