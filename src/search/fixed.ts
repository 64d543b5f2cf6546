/** What a query fixes of the tasks that it finds: a task that is added there gets it. */
import type { Priority } from "../models/priority.ts";
import type { Condition, ConditionTerm } from "./resolve.ts";

export interface Fixed {
  /** null: the Inbox; undefined: any. */
  list?: { id: number | null; name: string; section: { id: number; name: string } | null };
  tags: string[];
  priority?: Priority;
  /** "YYYY-MM-DD" */
  dueOn?: string;
}

/** @param today the person's day. */
export function fixedBy(condition: Condition, today: string): Fixed {
  const fixed: Fixed = { tags: [] };
  const parts = condition.kind === "and" ? condition.children : [condition];
  for (const part of parts) {
    if (!("children" in part) && !("child" in part))
      Object.assign(fixed, fixedByTerm(part, today, fixed));
  }
  return fixed;
}

function fixedByTerm(term: ConditionTerm, today: string, { tags }: Fixed): Partial<Fixed> {
  switch (term.kind) {
    case "list":
      return { list: { id: term.id, name: term.name, section: term.section } };
    case "tag":
      return { tags: [...tags, term.name] };
    case "priority":
      return term.from > 0 ? { priority: term.from } : {};
    case "is":
      if (term.state === "today") return { dueOn: today };
      return term.state === "inbox" ? { list: { id: null, name: "Inbox", section: null } } : {};
    case "day":
      return term.field === "due" && term.from !== null && term.from.day === term.to?.day
        ? { dueOn: term.from.day }
        : {};
    default:
      return {};
  }
}
