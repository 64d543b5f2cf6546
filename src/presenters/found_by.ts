/** What is shown of the texts that a search has found a task by. */
import type { Task, TaskSummary } from "../models/task_records.ts";
import { excerptOf, markMatches, type Passage } from "../search/marks.ts";
import { mapInSlices } from "../slices.ts";
import type { FoundBy } from "../views/models/task.ts";
import { excerptOfNotes } from "./notes_excerpt.ts";

/** By the ids of tasks; empty: nothing was looked for. In slices, since notes are long. */
export async function foundByEach(
  tasks: readonly TaskSummary[],
  needles: readonly string[],
): Promise<ReadonlyMap<number, FoundBy>> {
  if (needles.length === 0) return new Map();
  return new Map(await mapInSlices(tasks, (task) => [task.id, foundBy(task, needles)] as const));
}

/** Says so where a word is in the notes or in the checklist of a task in a list. */
export function foundBy(task: Task | TaskSummary, needles: readonly string[]): FoundBy {
  const { notes = "", items = [] } = "found" in task ? (task.found ?? {}) : {};
  const inNotes = excerptOfNotes(notes, needles);
  const inItem = inNotes === null ? firstExcerpt(items, needles) : null;
  const excerpt =
    inNotes !== null
      ? { label: "Notes", passages: inNotes }
      : inItem && { label: "Checklist", passages: inItem };
  return { title: markMatches(task.title, needles), excerpt };
}

function firstExcerpt(texts: readonly string[], needles: readonly string[]): Passage[] | null {
  for (const text of texts) {
    const excerpt = excerptOf(text, needles);
    if (excerpt !== null) return excerpt;
  }
  return null;
}
