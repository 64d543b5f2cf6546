/** The page that catches up, and the message afterwards. */
import { nearDay } from "../dates/format.ts";
import { daysOverdue } from "../dates/overdue.ts";
import type { Done } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { orBadRequest } from "../errors.ts";
import { type CatchUpForm, catchUpFields } from "../forms/catch_up.ts";
import { parametersOf } from "../forms/list_controls.ts";
import { encodeCursor, parsePaging } from "../forms/task_list.ts";
import { type FlashMessage, notice } from "../http/flash.ts";
import type { PageModel } from "../http/reply.ts";
import { type CaughtUp, lateOn } from "../models/catch_up.ts";
import { countForNavigation } from "../models/navigation_counts.ts";
import type { TaskCursor } from "../models/task_page.ts";
import { listSummaries } from "../models/task_queries.ts";
import type { TaskSummary } from "../models/task_records.ts";
import { paths, withQuery } from "../paths.ts";
import type { LateTask } from "../views/models/catch_up.ts";
import { changeText } from "./change_text.ts";
import { parseAddress } from "./list_views.ts";
import { navigation, toCount } from "./navigation.ts";
import { type RowOptions, rowOptions, toTaskRow } from "./task_rows.ts";

/** How many tasks the page shows: with two fields each, far from the most that a form may have. */
const SHOWN_MOST = 100;
const WEEK = 7;

/** A form that was not applied. */
interface Unapplied extends Pick<CatchUpForm, "values" | "errors"> {
  /** The tasks that it names, also those of another page. */
  late: readonly TaskSummary[];
}

/**
 * @param address with its query: further pages have a cursor.
 * @param unapplied is shown as it was typed.
 */
export async function catchUpPage(
  scope: UserScope,
  address: string,
  unapplied?: Unapplied,
): Promise<PageModel<"catch_up/show">> {
  const query = lateOn(scope.today);
  const { late = [], values = {}, errors = {} } = unapplied ?? {};
  const form = { values, errors };
  const paging = parsePaging(parametersOf(parseAddress(address).searchParams), query.sort);
  // What was typed matters more than the page: with an invalid one it is the first.
  const isFirst = unapplied !== undefined && typeof paging === "string";
  const cursor = isFirst ? null : orBadRequest(paging).cursor;
  const [counts, page] = await Promise.all([
    countForNavigation(scope),
    listSummaries(scope, { ...query, limit: SHOWN_MOST, cursor }),
  ]);
  const { next, matching } = page;
  const tasks = withNamed(page.tasks, late);
  const options = rowOptions(scope);
  const [older = [], recent = []] = [true, false].map((isOlder) =>
    tasks.filter(({ dueOn }) => daysOverdue(dueOn, scope.today) > WEEK === isOlder),
  );
  const group = (id: string, heading: string, own: readonly TaskSummary[]) => {
    const late = own.map((task) => toLateTask(task, form, options));
    return { id, heading, count: toCount(own.length), tasks: late };
  };
  const groups = [
    group("weeks", "More than a week late", older),
    group("days", "Up to a week late", recent),
  ];
  const to = (at: TaskCursor | null) =>
    withQuery(paths.catchUp, { cursor: at && encodeCursor(query.sort, at) });
  return {
    title: "Catch up",
    here: paths.dashboard,
    navigation: navigation(counts, paths.dashboard),
    summary: summaryText(tasks, matching ?? tasks.length, options.today),
    groups: groups.filter((one) => one.tasks.length > 0),
    form,
    continued: cursor !== null,
    nextHref: next === null ? null : to(next),
    returnTo: to(cursor),
  };
}

/** The oldest first. */
function withNamed(tasks: readonly TaskSummary[], named: readonly TaskSummary[]): TaskSummary[] {
  const shown = new Set(tasks.map(({ id }) => id));
  const more = named.filter(({ id }) => !shown.has(id));
  const day = ({ dueOn }: TaskSummary) => dueOn ?? "";
  return [...tasks, ...more].toSorted((one, other) => day(one).localeCompare(day(other)));
}

function toLateTask(
  task: TaskSummary,
  { values }: Pick<CatchUpForm, "values">,
  options: RowOptions,
): LateTask {
  const [name, dayName] = [catchUpFields.decision(task.id), catchUpFields.day(task.id)];
  return {
    row: toTaskRow(task, options),
    days: daysOverdue(task.dueOn, options.today),
    name,
    dayName,
    choices: CHOICES.map(([value, label]) => ({
      value,
      label: value === "drop" && task.repeat !== null ? "Skip" : label,
      selected: value === values[name],
    })),
  };
}

const CHOICES = [
  ["", "Leave"],
  ["done", "Done"],
  ["today", "Today"],
  ["tomorrow", "Tomorrow"],
  ["next-week", "Next week"],
  ["date", "Pick a day"],
  ["someday", "Someday"],
  ["drop", "Drop"],
] as const;

/** @param matching how many are late, as COUNTED_MOST says. */
function summaryText(tasks: readonly TaskSummary[], matching: number, today: string): string {
  const [first] = tasks;
  if (first === undefined) return "";
  const days = daysOverdue(first.dueOn, today);
  const age = days === 1 ? "1 day" : `${days} days`;
  if (matching === 1) return `1 is late, by ${age}. Choose what becomes of it; ${UNDO}`;
  const rest = matching > tasks.length ? ` Here are ${tasks.length} of them, oldest first.` : "";
  const oldest = rest === "" ? `, the oldest by ${age}` : "";
  return `${toCount(matching).text} are late${oldest}.${rest} Choose what becomes of each; ${UNDO}`;
}

const UNDO = "nothing happens until you apply, and one Undo takes it all back.";

/** What has become of the tasks, with one Undo. */
export function catchUpFlash({ value, changeId }: Done<CaughtUp>, today: string): FlashMessage {
  const left = leftText(value.left);
  if (changeId === null) return notice(`Nothing was changed.${left === "" ? "" : ` ${left}`}`);
  const { label, subject } = changeText("task.caught_up", value);
  const { done, moved, movedTo, someday, passed, dropped } = value;
  const parts = [
    [done, "done"],
    [moved, movedTo === undefined ? "moved" : `moved to ${nearDay(movedTo, today)}`],
    [someday, "for someday"],
    [passed, "skipped"],
    [dropped, "in the Trash"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  const receipt = [shown.join(", "), left].filter((part) => part !== "").join(". ");
  return { text: `${label} ${subject}.`, receipt, change: changeId };
}

function leftText(left: number): string {
  if (left === 0) return "";
  return left === 1
    ? "1 is left as it is: it is not late any more"
    : `${left} are left as they are: they are not late any more`;
}
