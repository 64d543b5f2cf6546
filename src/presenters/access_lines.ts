/** The lines of the settings' index about what has access to the account. */
import { listSecurityEvents } from "../models/security_events.ts";
import { countSignIns } from "../models/sign_ins.ts";
import { paths } from "../paths.ts";
import { capitalized, numberInWords, plural } from "../text.ts";
import { securityEventText } from "./security_event_text.ts";
import { oddSignIn } from "./security_log.ts";
import type { LineMaker } from "./settings_line.ts";
import { agoInWords } from "./time_words.ts";

/** The events among which one that is out of the ordinary is looked for. */
const LOOKED_AT = 20;
/** In milliseconds: how long it deserves a look. */
const RECENT = 7 * 86_400_000;

export const signInsLine: LineMaker = async ({ database, scope }) => {
  const counts = await countSignIns(database, scope.userId, scope.now);
  const programs = counts.passwordPrograms + counts.readTokens + counts.writeTokens;
  const all = [
    counted(counts.browsers, "browser"),
    programs === 0 ? "" : counted(programs, "program"),
  ];
  const text = `${capitalized(all.filter((part) => part !== "").join(" and "))}.`;
  return {
    heading: "Where you are signed in",
    state: [text],
    deservesLook: false,
    href: paths.sessions,
  };
};

export const tokensLine: LineMaker = async ({ database, scope }) => {
  const { readTokens, writeTokens } = await countSignIns(database, scope.userId, scope.now);
  const state = [tokensInWords(readTokens, writeTokens)];
  return { heading: "Tokens", state, deservesLook: false, href: paths.tokens };
};

export const securityLogLine: LineMaker = async ({ database, scope }) => {
  const range = { cursor: null, limit: LOOKED_AT, now: scope.now };
  const { events } = await listSecurityEvents(database, scope.userId, range);
  const line = { heading: "Security log", href: paths.securityLog };
  const odd = events.find(
    (event) =>
      oddSignIn(event) !== null && scope.now.getTime() - event.createdAt.getTime() < RECENT,
  );
  const [last] = events;
  if (odd !== undefined) {
    const when = agoInWords(odd.createdAt, scope);
    const state = [{ strong: "A sign-in from somewhere new" }, `, ${when}.`];
    return { ...line, state, deservesLook: true };
  }
  if (last === undefined) return { ...line, state: ["Nothing yet."], deservesLook: false };
  const what = securityEventText(last.kind, last.params);
  const state = [`Last: ${what}, ${agoInWords(last.createdAt, scope)}.`];
  return { ...line, state, deservesLook: false };
};

/** "Two: one can only read, one can also write." */
function tokensInWords(read: number, write: number): string {
  const total = read + write;
  if (total === 0) return "None. Your password is all that opens this account.";
  const number = capitalized(numberInWords(total));
  if (write === 0) return `${number}, which can only read.`;
  if (read === 0) return `${number}, which can read and write.`;
  return `${number}: ${numberInWords(read)} can only read, ${numberInWords(write)} can also write.`;
}

function counted(count: number, noun: string): string {
  return `${numberInWords(count)} ${plural(count, noun)}`;
}
