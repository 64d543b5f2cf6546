/** The page of the security log: a table a day, runs of the same event as one row. */
import { dayParts, daysBetween, weekdayOf } from "../dates/calendar.ts";
import { longDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import { weekdayName } from "../dates/names.ts";
import type { UserScope } from "../db/scope.ts";
import type { PageModel } from "../http/reply.ts";
import type {
  listSecurityEvents,
  SecurityEvent,
  SecurityEventKind,
} from "../models/security_events.ts";
import { paths } from "../paths.ts";
import { capitalized, numberInWords } from "../text.ts";
import type { SecurityEventRow } from "../views/models/access.ts";
import { clientName, networkName } from "./client_name.ts";
import { securityEventText } from "./security_event_text.ts";
import { type Clock, timeOf } from "./time_words.ts";

/** The same event several times in a row. */
interface Run {
  latest: SecurityEvent;
  text: string;
  day: string;
  count: number;
}

interface LogOptions {
  cursor: string | null;
  /** Whether mails are sent. */
  hasMail: boolean;
}

/** What can fail, and what has happened when it was right after all. */
const SUCCESSES: { readonly [Kind in SecurityEventKind]?: readonly SecurityEventKind[] } = {
  "sign-in-failed": ["sign-in"],
  "code-failed": ["sign-in", "recovery-code-used", "confirmed"],
  "confirm-failed": ["confirmed"],
};
/** Fewer are typing errors. */
const MANY_FAILURES = 3;
/** In milliseconds: what was right later than this has nothing to do with it. */
const SOON = 60 * 60_000;
const MINUTE = 60_000;

export function securityLogPage(
  { events, newer, next }: Awaited<ReturnType<typeof listSecurityEvents>>,
  scope: UserScope,
  { cursor, hasMail }: LogOptions,
): PageModel<"settings/security"> {
  const runs = toRuns(events, scope);
  const rows = runs.map((run, index) => {
    const after = runs[index - 1]?.latest ?? newer;
    return { day: run.day, row: toRow(run, scope, oddOf(run, after, hasMail)) };
  });
  return {
    title: "Security log",
    here: paths.settings,
    days: [...Map.groupBy(rows, ({ day }) => day)].map(([day, ofDay]) => ({
      id: `d-${day}`,
      heading: dayHeading(day, scope.today),
      number: dayParts(day).date,
      rows: ofDay.map(({ row }) => row),
    })),
    isUtc: scope.timeZone === null,
    nextHref: next === null ? null : `${paths.securityLog}?cursor=${next}`,
    continued: cursor !== null,
  };
}

/** What is out of the ordinary about an event; null: nothing. */
export function oddSignIn({ kind, params }: SecurityEvent): string | null {
  if (kind !== "sign-in") return null;
  const { by, isNewBrowser, isNewNetwork } = params;
  if (by === "api") {
    return isNewNetwork === true ? "First time that a program signs in from this network." : null;
  }
  if (isNewBrowser !== true) return null;
  return `First time from this browser${isNewNetwork === true ? " and network" : ""}.`;
}

function toRuns(events: readonly SecurityEvent[], clock: Clock): Run[] {
  const runs: Run[] = [];
  for (const event of events) {
    const text = securityEventText(event.kind, event.params);
    const { date: day } = localMoment(event.createdAt, clock.timeZone);
    const last = runs.at(-1);
    if (last !== undefined && last.day === day && isSame(last, event, text)) last.count += 1;
    else runs.push({ latest: event, text, day, count: 1 });
  }
  return runs;
}

function isSame({ latest, text: own }: Run, event: SecurityEvent, text: string): boolean {
  return (
    own === text &&
    latest.kind === event.kind &&
    latest.userAgent === event.userAgent &&
    latest.address === event.address &&
    oddSignIn(latest) === oddSignIn(event)
  );
}

function toRow(
  { latest, text, count }: Run,
  clock: Clock,
  odd: SecurityEventRow["odd"],
): SecurityEventRow {
  const times = count === 2 ? "twice" : `${numberInWords(count)} times`;
  // With 12 hours it takes two lines of the margin.
  const time = timeOf(latest.createdAt, clock).replace("\u00a0", " ");
  return {
    at: { iso: latest.createdAt.toISOString(), text: time },
    text: capitalized(count === 1 ? text : `${text}, ${times}`),
    from: originOf(latest),
    odd,
  };
}

/** @param after what happened next; null: nothing did, or it is not known. */
function oddOf(
  { latest, count }: Run,
  after: SecurityEvent | null,
  hasMail: boolean,
): SecurityEventRow["odd"] {
  const first = oddSignIn(latest);
  if (first !== null) {
    return { note: hasMail ? `${first} We wrote you a mail.` : first, canEnd: true };
  }
  if (after === null || !SUCCESSES[latest.kind]?.includes(after.kind)) return null;
  // What failed elsewhere was not the same person.
  if (after.address !== latest.address) return null;
  const delay = after.createdAt.getTime() - latest.createdAt.getTime();
  const isOdd = count >= MANY_FAILURES || oddSignIn(after) !== null;
  if (!isOdd || delay > SOON) return null;
  return { note: `Then it was right, ${delayInWords(delay)} later.`, canEnd: false };
}

function delayInWords(delay: number): string {
  const minutes = Math.round(delay / MINUTE);
  if (minutes < 1) return "a moment";
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}

/** "Firefox on Linux, network 203.0.113.7". The host's commands have neither. */
function originOf({ userAgent, address }: SecurityEvent): string {
  if (userAgent === "" && address === "") return "By whoever hosts this Plainlist";
  return `${clientName({ userAgent })}, ${networkName(address)}`;
}

/** "Today, Thursday", "Tuesday", "Monday 16 November". */
function dayHeading(day: string, today: string): string {
  const ago = daysBetween(day, today);
  const weekday = weekdayName(weekdayOf(day));
  if (ago === 0) return `Today, ${weekday}`;
  if (ago === 1) return `Yesterday, ${weekday}`;
  return ago > 0 && ago < 7 ? weekday : longDay(day, today);
}
