/** What quick add shows: how a line was understood, and the page of an invalid one. */
import type { Done, Refused } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { HttpError } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { refusedForm } from "../forms/problems.ts";
import {
  KEEP_WORDS,
  lineAsForm,
  otherFields,
  type QuickLine,
  revertFields,
} from "../forms/quick_add.ts";
import { TITLE_PROBLEMS } from "../forms/task.ts";
import { EMPTY_TASK } from "../forms/task_values.ts";
import type { FlashMessage } from "../http/flash.ts";
import type { NamedPage } from "../http/reply.ts";
import { findDeletedRow } from "../models/deleted_rows.ts";
import type { ListOutline } from "../models/lists.ts";
import type { Task } from "../models/task_records.ts";
import { paths, withoutAnchor } from "../paths.ts";
import { mentionsDate } from "../quick_add/doubtful_dates.ts";
import { summarize } from "../quick_add/summary.ts";
import { describeUnread, unreadIn } from "../quick_add/unread.ts";
import { shortRepeat } from "../recurrence/description.ts";
import type { FormView } from "../views/models/form.ts";
import type { ButtonForm } from "../views/models/page.ts";
import { findPage } from "./task_list.ts";
import { newTaskPage, refusedTaskPage } from "./task_page.ts";

/** What a line is typed on, or shown on where that page is gone. */
type LinePage = "dashboard/show" | "calendar/month" | "tasks/index" | "tasks/new";

interface QuickAddContext {
  /** As they were before: a line that names another one creates it, perhaps by a typo. */
  lists: readonly ListOutline[];
  /** The form as it was posted. */
  fields: Record<string, unknown>;
  clock: Pick<UserScope, "today" | "timeFormat">;
}

/** How a line was understood, with the button that reverts the task to the words of the line. */
export function quickAddMessage(
  line: QuickLine,
  { value: task, isRepeat }: Done<Task>,
  { lists, fields, clock }: QuickAddContext,
): Pick<FlashMessage, "receipt" | "actions"> {
  const { said } = line;
  const known = lists.find(({ id }) => id === task.list?.id);
  const list = said.list === null ? null : placeText(task, said.list, { known, isRepeat });
  const revert = { label: KEEP_WORDS, action: paths.revertQuickAdd(task.id) };
  const words = revertFields(fields, line);
  const unread = unreadIn(line.line, said);
  const receipt = [
    ...describeUnread(unread),
    said.taken ? summarize({ ...said, list }, clock) : "",
  ].filter((part) => part !== "");
  return {
    receipt: receipt.length === 0 ? null : receipt.join(" · "),
    actions: [
      ...(words === null ? [] : [{ ...revert, fields: words }]),
      ...otherButton(task, line, typed(fields.return_to)),
      ...(list !== null && known?.archived ? [unarchiveButton(known.id)] : []),
      ...(unread.includes("date") ? dayButtons(task.id, typed(fields.return_to)) : []),
    ],
  };
}

/** What a title says that could be the day of a task without one: the full form does not read it. */
export function unreadDateMessage(
  { id, title, dueOn }: Task,
  returnTo: string,
): Pick<FlashMessage, "receipt" | "actions"> {
  if (dueOn !== null || !mentionsDate(title)) return {};
  return { receipt: describeUnread(["date"]).join(), actions: dayButtons(id, returnTo) };
}

/** Gives the task the other meaning that its repeat may have. @param returnTo the page to return to. */
function otherButton(task: Task, line: QuickLine, returnTo: string): ButtonForm[] {
  const { repeat } = line.said.other ?? {};
  const fields = otherFields(task, line);
  if (!repeat || fields === null) return [];
  const label = `Make it the ${shortRepeat(repeat, null)}`;
  const to: Record<string, string> = returnTo === "" ? {} : { return_to: returnTo };
  return [{ label, action: paths.task(task.id), fields: { ...fields, ...to } }];
}

/** The list that a line named, with what the person may not expect of it. */
function placeText(
  { list, section }: Pick<Task, "list" | "section">,
  said: string,
  { known, isRepeat }: { known: ListOutline | undefined; isRepeat: boolean },
): string {
  if (list === null) return "the Inbox";
  const whole = section === null ? list.name : `${list.name}, ${section.name}`;
  if (known === undefined) return isRepeat ? whole : `the new list ${whole}`;
  const missing = /^[^/]+\/(.+)$/su.exec(said)?.[1];
  const isMissing = missing !== undefined && section === null && !list.name.includes("/");
  const lacking = isMissing ? `, which has no section ${missing}` : "";
  return `${whole}${lacking}${known.archived ? ", which is archived" : ""}`;
}

function unarchiveButton(id: number): ButtonForm {
  return { label: "Bring it back", action: paths.archiving(id), fields: { archived: "0" } };
}

/** Buttons that give a task the day that was not read. @param returnTo the page to return to. */
function dayButtons(id: number, returnTo: string): ButtonForm[] {
  const days = [
    ["Today", "today"],
    ["Tomorrow", "tomorrow"],
    // Without a day it is asked for.
    ["Pick a day", "date"],
  ] as const;
  return days.map(([label, when]) => ({
    label,
    action: paths.bulk,
    fields: { action: "due", task: String(id), when, return_to: returnTo },
  }));
}

/** The task was changed after its line was read: it stays as it is, and so do the words. */
export function notRevertedFlash(
  { id, title }: Task,
  fields: Record<string, unknown>,
): FlashMessage {
  return {
    kind: "notice",
    text: "It has been changed since, so it stays as it is:",
    subject: { title, href: paths.task(id) },
    receipt: `The words were: ${typed(fields.text)}`,
  };
}

/**
 * The list or dashboard that the line was typed on, with the line and its error. Where that page is
 * gone, or does not have such a line, the full form.
 */
export async function invalidLinePage(
  scope: UserScope,
  form: FormView<"title">,
  address: string,
): Promise<NamedPage<LinePage>> {
  try {
    const page = await findPage(scope, withoutAnchor(address), form);
    if (page.name !== "search/show" && page.model.quickAdd !== null) return page;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
  }
  const { errors, values } = form;
  const model = await newTaskPage(scope, { errors, values: { ...EMPTY_TASK, ...values } });
  return { name: "tasks/new", model };
}

/**
 * The line where it was typed, if the account is full. Otherwise the full form with what it said: the list
 * or section that it was for has been deleted. A list that can be put back stays chosen.
 */
export async function refusedLinePage(
  scope: UserScope,
  line: QuickLine,
  { refused, address }: { refused: Refused; address: string },
): Promise<NamedPage<LinePage>> {
  if (refused.problems[0].code === "full") {
    return invalidLinePage(
      scope,
      refusedForm({ title: line.line }, refused, TITLE_PROBLEMS),
      address,
    );
  }
  const { listId: id } = line.task;
  const deleted = id == null ? null : await findDeletedRow(scope, { table: "lists", id });
  const values = lineAsForm(line, { withList: deleted !== null });
  return { name: "tasks/new", model: await refusedTaskPage(scope, values, refused) };
}
