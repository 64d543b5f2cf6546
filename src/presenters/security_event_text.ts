/** What happened to an account, in words. */

import { describeUserAgent } from "../auth/user_agent.ts";
import { TOKEN_ACCESS } from "../forms/token.ts";
import type { SecurityEventKind, SecurityEventParams } from "../models/security_events.ts";
import { numberInWords } from "../text.ts";

type Words = string | ((params: SecurityEventParams) => string);

const EVENT_WORDS: Readonly<Record<SecurityEventKind, Words>> = {
  "sign-up": ({ by }) => (by === "api" ? "Account created by a program" : "Account created"),
  "sign-in": signedIn,
  "sign-in-failed": "Wrong password",
  "code-failed": "Wrong code",
  "sign-out": "Signed out",
  confirmed: ({ by }) => `Confirmed with ${means(by)}`,
  "confirm-failed": "Wrong password, when asked again",
  "name-changed": "Name changed",
  "password-changed": ({ keptOthers }) =>
    keptOthers === true ? "Password changed, without ending other sign-ins" : "Password changed",
  "password-reset": "New password by a link from a mail",
  "reset-requested": "Link for a new password asked for",
  "email-verified": "Address verified",
  "email-change-requested": ({ to }) => `Change of the address${named(to, " to")} begun`,
  "email-changed": ({ to }) => `Address changed${named(to, " to")}`,
  "email-change-undone": ({ to }) => `Change of the address undone${named(to, ", back to")}`,
  "second-factor-on": "Second factor turned on",
  "second-factor-off": "Second factor turned off",
  "recovery-codes-made": "New recovery codes made",
  "recovery-code-used": ({ left }) =>
    typeof left === "number"
      ? `Recovery code used, ${numberInWords(left)} left`
      : "Recovery code used",
  "browser-trusted": "Browser trusted: it needs no code for 30 days",
  "browser-distrusted": "Browser no longer trusted",
  "token-made": ({ name, access }) =>
    `Token${quoted(name)} made${access === "read" || access === "write" ? `, can ${TOKEN_ACCESS[access]}` : ""}`,
  "token-ended": ({ name }) => `Token${quoted(name)} ended`,
  "session-ended": ({ of, userAgent }) =>
    `${of === "browser" ? "Trust" : "Sign-in"} ended${typeof userAgent === "string" ? `: ${describeUserAgent(userAgent)}` : ""}`,
  "sessions-ended": ({ count }) =>
    typeof count === "number" && count > 0
      ? `${count === 1 ? "One sign-in" : `${numberInWords(count)} sign-ins`} ended at once`
      : "Sign-ins ended at once",
  "provider-linked": ({ name }) => `Signing in with ${provider(name)} allowed`,
  "provider-unlinked": ({ name }) => `Signing in with ${provider(name)} no longer allowed`,
  "deletion-requested": "Deletion of the account asked for",
  "deletion-cancelled": "Deletion of the account cancelled",
  disabled: "Account disabled",
  enabled: "Account enabled again",
};

/** "Signed in with your password". */
export function securityEventText(kind: SecurityEventKind, params: SecurityEventParams): string {
  const words = EVENT_WORDS[kind];
  return typeof words === "string" ? words : words(params);
}

function signedIn({ by, name, withCode }: SecurityEventParams): string {
  if (by === "api") return "A program signed in with your password";
  const first = by === "provider" ? provider(name) : means(by);
  if (withCode !== true) return `Signed in with ${first}`;
  return `Signed in with ${first.replace(/^your /, "")} and code`;
}

function means(by: SecurityEventParams[string] | undefined): string {
  if (by === "code") return "a code";
  if (by === "reset") return "a new password";
  return by === "password" ? "your password" : provider(by);
}

function provider(name: SecurityEventParams[string] | undefined): string {
  return typeof name === "string" && name !== "" ? name : "another provider";
}

function named(value: SecurityEventParams[string] | undefined, preposition: string): string {
  return typeof value === "string" ? `${preposition} ${value}` : "";
}

function quoted(name: SecurityEventParams[string] | undefined): string {
  return typeof name === "string" ? ` “${name}”` : "";
}
