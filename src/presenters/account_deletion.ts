/** The pages for leaving: before the account is deleted, and while it still can be kept. */
import { clockTime } from "../dates/clock_time.ts";
import { longDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import type { PageModel } from "../http/reply.ts";
import { type AccountContents, REMINDER_LEAD } from "../models/account_deletion.ts";
import type { User } from "../models/users.ts";
import { paths } from "../paths.ts";
import { plural } from "../text.ts";
import type { FormView } from "../views/models/form.ts";
import type { SettingsLine } from "../views/models/settings.ts";
import { toMoment } from "./moment.ts";

export function exportLine(): SettingsLine {
  return {
    heading: "Take everything with you",
    href: paths.accountExport,
    state: ["Tasks, lists and the whole history, in one file."],
    deservesLook: false,
  };
}

export function deletionLine(): SettingsLine {
  return {
    heading: "Leave",
    href: paths.accountDeletion,
    state: ["Delete the account. For seven days you may still come back."],
    deservesLook: false,
  };
}

export function exportPage({ deletionAt }: User): PageModel<"settings/export"> {
  const page = { title: "Take everything with you", here: paths.settings };
  // All other pages are closed then.
  return deletionAt === null
    ? { ...page, isLeaving: false }
    : { ...page, isLeaving: true, headerLink: "signout" };
}

export function deletionPage(
  { email }: User,
  contents: AccountContents,
  form: FormView<"email">,
): PageModel<"settings/delete"> {
  return {
    title: "Leave Plainlist",
    here: paths.settings,
    email,
    form,
    contents: contentsInWords(contents),
  };
}

export function pendingDeletionPage(
  user: User,
  { at, now, canMail }: { at: Date; now: Date; canMail: boolean },
): PageModel<"settings/delete_pending"> {
  const { email, timeZone, timeFormat } = user;
  const day = (date: Date) => {
    const local = localMoment(date, timeZone);
    const number = String(Number(local.date.slice(-2)));
    return { number, name: longDay(local.date), time: clockTime(local.time, timeFormat) };
  };
  const remindedAt = new Date(at.getTime() - REMINDER_LEAD);
  const reminder = day(remindedAt);
  const end = day(at);
  return {
    title: "Your account is going",
    headerLink: "signout",
    until: toMoment(at, user),
    days: [
      {
        number: day(now).number,
        text: "Today. You are signed out everywhere but here, and your tokens have ended.",
      },
      ...(canMail && remindedAt > now
        ? [{ number: reminder.number, text: `${reminder.name}. We write once more to ${email}.` }]
        : []),
      {
        number: end.number,
        text: `${end.name}, ${end.time}. Tasks, lists, history and address are deleted, for good.`,
      },
    ],
  };
}

function contentsInWords(contents: AccountContents): { count: string; text: string }[] {
  const { tasks, completed, lists, listNames, tags, searches, changes, tokens } = contents;
  const more = lists - listNames.length;
  const names = [...listNames, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return [
    { count: tasks, text: tasksInWords(tasks, completed) },
    { count: lists, text: lists === 0 ? "lists" : `${plural(lists, "list")}: ${names}` },
    { count: tags, text: plural(tags, "tag") },
    { count: searches, text: `saved ${searches === 1 ? "search" : "searches"}` },
    { count: changes, text: `${plural(changes, "line")} of history` },
    { count: tokens, text: `${plural(tokens, "token")}: their programs stop at once` },
  ]
    .filter(({ count }, index) => count > 0 || index === 0)
    .map(({ count, text }) => ({ count: count.toLocaleString("en"), text }));
}

function tasksInWords(tasks: number, completed: number): string {
  if (tasks === 0) return "tasks";
  if (tasks === 1) return completed === 1 ? "task, done, with its notes" : "task, with its notes";
  const done = completed === 0 ? "none" : completed.toLocaleString("en");
  return `tasks, ${done} of them done, with their notes`;
}
