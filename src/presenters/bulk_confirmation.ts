/** Questions back: about "all tasks", and about a value that is not valid. The selection is kept. */
import { Unprocessable } from "../errors.ts";
import {
  ACTION_FIELDS,
  bulkButton,
  type InvalidAction,
  parseSelection,
  type Selection,
} from "../forms/bulk.ts";
import { typed } from "../forms/fields.ts";
import type { PageModel } from "../http/reply.ts";
import type { BulkAction } from "../models/bulk.ts";
import { paths } from "../paths.ts";
import type { ConfirmField } from "../views/models/form.ts";
import { tasksText } from "./change_text.ts";

type Fields = Record<string, unknown>;

export interface BulkQuestion {
  kind: BulkAction["kind"];
  /** How many there are now. */
  count: number;
  /** It is not the number that was shown. */
  isOther: boolean;
}

/** Deleting more than so many at once is asked about. */
const ASKED_ABOVE = 50;

/** @param count how many there are now. @returns null: it is certain what is meant. */
export function bulkQuestion(
  selection: Selection,
  kind: BulkAction["kind"],
  count: number,
): BulkQuestion | null {
  if (selection.kind === "some") return null;
  const { count: shown, confirmed } = selection;
  const isAsked = kind === "delete" && count > ASKED_ABOVE;
  const isSure = confirmed === count || (shown === count && !isAsked);
  return isSure && count > 0 ? null : { kind, count, isOther: (confirmed ?? shown) !== count };
}

/** Asks whether all of them are still meant, with how many there are now. */
export function bulkQuestionPage(
  fields: Fields,
  { kind, count, isOther, returnTo }: BulkQuestion & { returnTo: string },
): PageModel<"forms/confirm"> {
  const tasks = tasksText(count);
  const button = bulkButton(kind, tasks);
  const change = isOther ? `The list has changed since it was shown: ${tasks} match now. ` : "";
  const after =
    kind === "delete"
      ? "They go to the trash, where they can be restored for 30 days."
      : "It is one change, and can be undone as one.";
  const counts = [hidden("count", String(count)), hidden("confirmed", String(count))];
  return {
    title: `${button}?`,
    heading: `${button}?`,
    explanation: `${change}${after}`,
    action: paths.bulk,
    fields: [hidden("all", "1"), ...counts, ...keptFields(fields, returnTo)],
    submitLabel: button,
    cancelHref: returnTo,
  };
}

/** Shows the one field that is wrong, to be corrected. @throws Unprocessable where none can be. */
export function bulkCorrectionPage(
  fields: Fields,
  { message, field }: InvalidAction,
  returnTo: string,
): PageModel<"forms/confirm"> {
  if (field === null) throw new Unprocessable(message);
  const selection = parseSelection(fields);
  const count = selection.kind === "some" ? selection.ids.length : selection.count;
  const chosen =
    selection.kind === "some"
      ? [hidden("tasks", selection.ids.join(" "))]
      : [hidden("all", "1"), hidden("count", typed(fields.count))];
  const kind = field.name === "due_on" ? "due" : fields.action === "tag" ? "tag" : "untag";
  return {
    title: "There is a problem",
    heading: "There is a problem",
    explanation: `${message}. Nothing has been changed yet, and your selection is kept.`,
    action: paths.bulk,
    fields: [
      ...chosen,
      ...keptFields(fields, returnTo).filter(({ name }) => name !== field.name),
      { ...field, kind: "line", value: typed(fields[field.name]) },
    ],
    submitLabel: bulkButton(kind, count === null ? "the tasks" : tasksText(count)),
    cancelHref: returnTo,
  };
}

/** The action, as it was sent; nothing of what else was. */
function keptFields(fields: Fields, returnTo: string): ConfirmField[] {
  const sent = ACTION_FIELDS.filter((name) => name in fields);
  return [...sent.map((name) => hidden(name, typed(fields[name]))), hidden("return_to", returnTo)];
}

function hidden(name: string, value: string): ConfirmField {
  return { name, label: null, kind: "hidden", value };
}
