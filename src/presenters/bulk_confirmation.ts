/** Which tasks a bulk form means, and the pages that ask to confirm that or to correct its value. */
import type { UserScope } from "../db/scope.ts";
import { found, Unprocessable } from "../errors.ts";
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
import { BULK_MOST } from "../models/bulk_rows.ts";
import { matchingIds } from "../models/task_queries.ts";
import { paths } from "../paths.ts";
import type { ConfirmField } from "../views/models/form.ts";
import { tasksText } from "./change_text.ts";
import { findListView } from "./list_views.ts";
import { DELETED_SERIES } from "./task_skip.ts";

type Fields = Record<string, unknown>;

export interface BulkQuestion {
  kind: BulkAction["kind"];
  /** How many tasks are meant now. */
  count: number;
  /** The user saw another number. */
  hasChanged: boolean;
}

/** Deleting more tasks than this at once needs a confirmation. */
const CONFIRMED_ABOVE = 50;

/**
 * @param returnTo the address of the list; for "all tasks" they are those that match its filters.
 * @returns the tasks, and what to ask before they are changed; null: there is nothing to ask.
 */
export async function selectTasks(
  scope: UserScope,
  fields: Fields,
  { kind }: BulkAction,
  returnTo: string,
): Promise<{ ids: readonly number[]; question: BulkQuestion | null }> {
  const selection = parseSelection(fields);
  if (selection.kind === "some") return { ids: selection.ids, question: null };
  const { query } = found(await findListView(scope, returnTo));
  const ids = await matchingIds(scope, query, BULK_MOST + 1);
  if (ids.length > BULK_MOST) {
    throw new Unprocessable("At most 10,000 tasks can be changed at once: filter the list first");
  }
  return { ids, question: bulkQuestion(selection, kind, ids.length) };
}

/** The question, with the number of tasks to delete that are open occurrences of series. */
type Asked = BulkQuestion & { repeating: number };

/**
 * Asks whether all tasks that match now are still meant, and of tasks to delete that repeat, whether the
 * series is.
 */
export function bulkQuestionPage(
  fields: Fields,
  question: Asked,
  returnTo: string,
): PageModel<"forms/confirm"> {
  if (question.repeating > 0) return seriesQuestionPage(fields, question, returnTo);
  const { kind, count } = question;
  const button = bulkButton(kind, tasksText(count));
  const after =
    kind === "delete"
      ? "They go to the Trash, where you can restore them for 30 days."
      : "You can undo this all at once.";
  return {
    title: `${button}?`,
    status: question.hasChanged ? 409 : 200,
    heading: `${button}?`,
    explanation: `${changeNote(question)}${after}`,
    action: paths.bulk,
    fields: [...chosenFields(fields, count), ...keptFields(fields, returnTo)],
    submitLabel: button,
    isDanger: kind === "delete",
    cancelHref: returnTo,
  };
}

/** Asks whether to skip this occurrence of what repeats, or to delete the series. */
function seriesQuestionPage(
  fields: Fields,
  question: Asked,
  returnTo: string,
): PageModel<"forms/confirm"> {
  const { count, repeating } = question;
  const others = count - repeating;
  const who =
    others === 0
      ? "All of them repeat"
      : `${repeating} of them ${repeating === 1 ? "repeats" : "repeat"}`;
  const heading =
    count === 1 ? "Skip this one, or delete the series?" : `Delete ${tasksText(count)}?`;
  const skipLabel =
    others > 0
      ? `Skip ${repeating}, delete ${others}`
      : count === 1
        ? "Skip this one"
        : `Skip ${tasksText(count)} this once`;
  return {
    title: heading,
    status: question.hasChanged ? 409 : 200,
    heading,
    explanation: `${changeNote(question)}${count === 1 ? "It repeats" : who}. Skipping moves to the next day of the repeat. ${DELETED_SERIES}`,
    action: paths.bulk,
    fields: [
      ...chosenFields(fields, count),
      hidden("asked", "1"),
      ...keptFields(fields, returnTo).filter(({ name }) => name !== "action"),
    ],
    submitLabel: skipLabel,
    submitField: { name: "action", value: others > 0 ? "skip_or_delete" : "skip" },
    isDanger: false,
    otherWay: {
      action: paths.bulk,
      label: count === 1 ? "Delete the whole series" : `Delete all ${count}, with their series`,
      field: { name: "action", value: "delete" },
      isDanger: true,
    },
    cancelHref: returnTo,
  };
}

function changeNote({ count, hasChanged }: BulkQuestion): string {
  return hasChanged
    ? `The list has changed since you opened it: it now has ${tasksText(count)}. `
    : "";
}

/** The tasks that were chosen; of all that match, the number that is confirmed. */
function chosenFields(fields: Fields, count: number): ConfirmField[] {
  const selection = parseSelection(fields);
  return selection.kind === "some"
    ? [hidden("tasks", selection.ids.join(" "))]
    : [hidden("all", "1"), hidden("count", String(count)), hidden("confirmed", String(count))];
}

/** Shows the one field that is invalid, or asked for, to be filled in. @throws Unprocessable where it is not one that is typed. */
export function bulkCorrectionPage(
  fields: Fields,
  { message, field, isAsked = false }: InvalidAction,
  returnTo: string,
): PageModel<"forms/confirm"> {
  if (field === null) throw new Unprocessable(message);
  const selection = parseSelection(fields);
  const count = selection.kind === "some" ? selection.ids.length : selection.count;
  const chosen =
    selection.kind === "some"
      ? [hidden("tasks", selection.ids.join(" "))]
      : [hidden("all", "1"), hidden("count", typed(fields.count))];
  const kind = field.name === "due_on" ? "due" : fields.action === "untag" ? "untag" : "tag";
  const heading = isAsked ? "Which day?" : "There is a problem";
  const kept = "Nothing has been changed yet, and your selection is kept.";
  return {
    title: heading,
    status: isAsked ? 200 : 422,
    heading,
    explanation: isAsked ? kept : `${message}. ${kept}`,
    action: paths.bulk,
    fields: [
      ...chosen,
      ...keptFields(fields, returnTo).filter(({ name }) => name !== field.name),
      { ...field, kind: "line", value: typed(fields[field.name]) },
    ],
    isDanger: false,
    submitLabel: bulkButton(kind, count === null ? "the tasks" : tasksText(count)),
    cancelHref: returnTo,
  };
}

function bulkQuestion(
  { count: shown, confirmed }: Extract<Selection, { kind: "all" }>,
  kind: BulkAction["kind"],
  count: number,
): BulkQuestion | null {
  const needsConfirmation = kind === "delete" && count > CONFIRMED_ABOVE;
  const seen = confirmed ?? shown;
  const isSure = confirmed === count || (shown === count && !needsConfirmation);
  return isSure && count > 0 ? null : { kind, count, hasChanged: seen !== null && seen !== count };
}

/** The fields of the action as they were sent, without those of the selection. */
function keptFields(fields: Fields, returnTo: string): ConfirmField[] {
  const sent = ACTION_FIELDS.filter((name) => name in fields);
  return [...sent.map((name) => hidden(name, typed(fields[name]))), hidden("return_to", returnTo)];
}

function hidden(name: string, value: string): ConfirmField {
  return { name, label: null, kind: "hidden", value };
}
