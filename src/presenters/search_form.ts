/** The form that writes a query, filled in from one. */
import type { UserScope } from "../db/scope.ts";
import {
  DUE_CHOICES,
  fieldsOfQuery,
  PRIORITY_CHOICES,
  type SearchFields,
} from "../forms/search.ts";
import type { ListOutline } from "../models/lists.ts";
import type { QuerySort } from "../search/tree.ts";
import { nameKey } from "../text.ts";
import type { Choice } from "../views/models/form.ts";
import type { QueryForm } from "../views/models/search.ts";
import { SORT_LABELS } from "./list_controls.ts";

const DUE_LABELS: Record<SearchFields["due"], string> = {
  "": "Any time",
  overdue: "Late",
  today: "Today",
  before: "Before a day",
  on: "On a day",
  after: "After a day",
  none: "Without a date",
};
const PRIORITY_LABELS: Record<SearchFields["priority"], string> = {
  "": "Any priority",
  high: "High",
  medium: "Medium or more",
  low: "Low or more",
  none: "None",
};
const SORTS: readonly QuerySort[] = ["rank", "due", "priority", "created", "completed", "title"];
const IS_LABELS: Record<SearchFields["is"], string> = { open: "To do", done: "Done", all: "Both" };

export function toQueryForm(
  { today, weekStart }: Pick<UserScope, "today" | "weekStart">,
  query: string,
  names: { lists: readonly ListOutline[]; tags: readonly { name: string }[] },
): QueryForm {
  const fields = fieldsOfQuery(query, { today, weekStart });
  const { words, day } = fields;
  const lists = names.lists.filter(({ archived }) => !archived).map(({ name }) => name);
  const tags = names.tags.map(({ name }) => name);
  return {
    words,
    day,
    list: [any("Any list", fields.list), ...namedChoices(["Inbox", ...lists], fields.list)],
    tag: [any("Any tag", fields.tag), ...namedChoices(tags, fields.tag, "#")],
    due: choices(DUE_CHOICES, DUE_LABELS, fields.due),
    priority: choices(PRIORITY_CHOICES, PRIORITY_LABELS, fields.priority),
    sort: [any("Usual order", fields.sort), ...choices(SORTS, SORT_LABELS, fields.sort)],
    is: choices(["open", "done", "all"] as const, IS_LABELS, fields.is),
  };
}

function any(label: string, chosen: string): Choice {
  return { value: "", label, selected: chosen === "" };
}

/** A name that is not known, or is no longer, stays chosen. */
function namedChoices(names: readonly string[], chosen: string, sign = ""): Choice[] {
  const key = nameKey(chosen);
  const isKnown = names.some((name) => nameKey(name) === key);
  const all = chosen === "" || isKnown ? names : [chosen, ...names];
  return all.map((name) => {
    return { value: name, label: sign + name, selected: nameKey(name) === key };
  });
}

function choices<T extends string>(
  values: readonly T[],
  labels: Record<T, string>,
  chosen: string,
): Choice[] {
  return values.map((value) => ({ value, label: labels[value], selected: value === chosen }));
}
