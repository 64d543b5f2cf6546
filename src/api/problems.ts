/** The API's errors for a change that was refused. */
import type { Problem, ProblemCode, Refused, Saved } from "../db/saved.ts";
import { AccountFull, Conflict, type HttpError, NotFound, PreconditionFailed } from "../errors.ts";
import { ITEM_ELSEWHERE, ITEM_UNDATED } from "../forms/field_parsers.ts";
import { ARCHIVED_NAME } from "../forms/list.ts";
import { quotaMessage } from "../forms/quota.ts";
import { SECTION_TAKEN } from "../forms/section.ts";
import { InvalidFields } from "./errors.ts";

export type Noun = "Task" | "List" | "Section" | "Tag" | "Search" | "Change";

/** Answers a condition that does not hold. */
export function changedMessage(noun: Noun): string {
  return `The ${noun.toLowerCase()} has changed since that version`;
}

export const NOT_REPEATING = "Only an open task that repeats can be skipped";

const NAMES: Record<string, Noun | "Parent"> = {
  list_id: "List",
  section_id: "Section",
  parent_id: "Parent",
};

const SENTENCES: Partial<Record<ProblemCode, string>> = {
  taken_in_list: SECTION_TAKEN,
  archived: "List is archived: bring it back first",
  on_checklist: ITEM_ELSEWHERE,
  undated_on_checklist: ITEM_UNDATED,
  has_checklist: "A task with a checklist cannot be on one",
  not_repeating: NOT_REPEATING,
  needs_due_date: "A time needs a due date",
  repeat_needs_due_date: "A repeating task needs a due date",
  repeat_ends_early: "Repeat must not end before the due date",
  repeat_never_occurs: "Repeat has a rule that never occurs",
};

const SIBLINGS: Partial<Record<Noun, string>> = {
  Task: "After must be a task to do in the same list",
  List: "After must be a list that is not archived",
  Section: "After must be a section of the same list",
  Search: "After must be another saved search",
};

/** @throws HttpError with the reason where the change was refused. */
export function done<T>(saved: Saved<T>, noun: Noun): Extract<Saved<T>, { ok: true }> {
  if (!saved.ok) throw refusal(saved, noun);
  return saved;
}

function refusal({ problems }: Refused, noun: Noun): HttpError {
  const [first] = problems;
  const { field, code } = first;
  if (code === "full") return new AccountFull(quotaMessage(first));
  if (code === "stale") {
    // The whole row did not match `If-Match`, or the body's `version` is not the current one.
    const message = changedMessage(noun);
    return field === null ? new PreconditionFailed(message) : new Conflict(message);
  }
  if (field === null) return notFound(noun);
  const messages = problems.map((own) => [own.field ?? "", sentenceOf(own, noun)]);
  return new InvalidFields(Object.fromEntries(messages));
}

/** The message for a problem with a field. */
export function sentenceOf({ field, code }: Problem, noun: Noun): string {
  if (code === "missing") return `${NAMES[field ?? ""] ?? noun} not found`;
  if (code === "taken") return `You have a ${noun.toLowerCase()} with this name already`;
  if (code === "taken_by_archived") return ARCHIVED_NAME;
  if (code === "not_sibling") return SIBLINGS[noun] ?? "After must be in the same list";
  return SENTENCES[code] ?? "Invalid request";
}

export function notFound(noun: Noun): NotFound {
  return new NotFound(`${noun} not found`);
}
