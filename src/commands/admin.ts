/** `npm run admin -- <command>`: what a host does with accounts. No command shows anybody's tasks. */
import type { Config } from "../config.ts";
import { DEFAULT_DATE_SETTINGS } from "../dates/date_settings.ts";
import { Database } from "../db/connection.ts";
import { UserScope } from "../db/scope.ts";
import {
  type AccountSummary,
  createResetToken,
  disableAccount,
  enableAccount,
  endSessions,
  listAccounts,
  resetSecondFactor,
  verifyAddress,
} from "../models/account_admin.ts";
import { countContents } from "../models/account_deletion.ts";
import { TOKEN_LIFETIMES } from "../models/account_tokens.ts";
import { listFailedMails, queueMail, retryMail } from "../models/mails.ts";
import { createInvitation } from "../models/sign_ups.ts";
import { paths } from "../paths.ts";
import { readArguments } from "./usage.ts";
import { withDatabase } from "./with_database.ts";

const USAGE = `Usage: npm run admin -- <command>
  users                     lists the accounts, with what each has in number
  find EMAIL                shows one account
  disable EMAIL             ends its sign-ins and lets nobody sign in to it
  enable EMAIL              takes that back
  reset-link EMAIL          prints a link for a new password, which works once
  reset-two-factor EMAIL    turns its second factor off
  verify EMAIL              takes its address for verified
  invite [EMAIL]            prints a link to sign up, for anyone or for this address alone
  end-sessions EMAIL|--all  ends its sign-ins and tokens, or everybody's
  mail                      shows the mails that could not be sent
  mail retry ID|all         sends them again`;

interface Host {
  database: Database;
  config: Config;
  now: Date;
}

/** A command on one account. */
type OnAccount = (host: Host, account: AccountSummary) => Promise<string>;

const ON_ACCOUNT: Record<string, OnAccount> = {
  find: async (host, account) => {
    const [shown = {}] = await described(host, [account]);
    return Object.entries(shown)
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n");
  },
  disable: async ({ database, now }, { id, email }) => {
    await disableAccount(database, id, now);
    return `${email} is disabled, and its sign-ins have ended.`;
  },
  enable: async ({ database, now }, { id, email }) => {
    await enableAccount(database, id, now);
    return `${email} can sign in again.`;
  },
  "reset-link": async ({ database, config, now }, account) => {
    const token = await createResetToken(database, account, now);
    const minutes = TOKEN_LIFETIMES.reset / 60_000;
    return `For ${account.email}, once, within ${minutes} minutes:\n${config.appUrl}${paths.resetLink(token)}`;
  },
  "reset-two-factor": async ({ database, now }, account) =>
    (await resetSecondFactor(database, account, now))
      ? `The second factor of ${account.email} is off.`
      : `${account.email} has no second factor.`,
  verify: async ({ database, now }, { id, email }) => {
    await verifyAddress(database, id, now);
    return `${email} is verified.`;
  },
  "end-sessions": async ({ database, now }, { id, email }) => {
    const count = await endSessions(database, { userId: id, now });
    return `Ended for ${email}: ${count}.`;
  },
};

/** Commands without an account; null: these are not their arguments. */
const OTHERS: Record<string, (host: Host, words: string[]) => Promise<string> | null> = {
  users: (host, words) => (words.length === 0 ? users(host) : null),
  invite: (host, [email = null, ...more]) => (more.length === 0 ? invite(host, email) : null),
  mail: (host, [verb, id, ...more]) => {
    if (verb === undefined) return failedMails(host);
    const isRetry = verb === "retry" && id !== undefined && more.length === 0;
    return isRetry ? retry(host, id) : null;
  },
};

// `--all` is the only option.
const isForAll = process.argv.slice(2).join(" ") === "end-sessions --all";
const words = isForAll
  ? ["end-sessions", "--all"]
  : (readArguments({ usage: USAGE, count: [1, 3] }) ?? []);
if (words.length > 0) {
  await withDatabase(async (connection, config) => {
    const database = new Database(connection, { poolMax: 2 });
    try {
      const reply = await run({ database, config, now: new Date() }, words);
      if (reply === null) console.error(USAGE);
      else console.log(reply);
      if (reply === null) process.exitCode = 2;
    } finally {
      await database.close();
    }
  });
}

/** @returns what to print; null: there is no such command. */
async function run(host: Host, [name = "", ...rest]: string[]): Promise<string | null> {
  if (isForAll) {
    const count = await endSessions(host.database, { userId: null, now: host.now });
    return `Ended for everybody: ${count}.`;
  }
  const other = Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined;
  if (other !== undefined) return await other(host, rest);
  const action = Object.hasOwn(ON_ACCOUNT, name) ? ON_ACCOUNT[name] : undefined;
  const [email, ...more] = rest;
  if (action === undefined || email === undefined || more.length > 0) return null;
  const address = email.trim().toLowerCase();
  const [account] = await listAccounts(host.database, { email: address, now: host.now });
  if (account !== undefined) return await action(host, account);
  process.exitCode = 1;
  return `There is no account of ${address}.`;
}

async function users(host: Host): Promise<string> {
  const accounts = await listAccounts(host.database, { email: null, now: host.now });
  const rows = await described(host, accounts);
  return [...table(rows), rows.length === 1 ? "1 account" : `${rows.length} accounts`].join("\n");
}

/** Lines in columns, below the names of those. */
function table(rows: readonly Record<string, string | number>[]): string[] {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Accounts with what they have, in number. */
async function described(
  { database, now }: Host,
  accounts: AccountSummary[],
): Promise<Record<string, string | number>[]> {
  const rows: Record<string, string | number>[] = [];
  for (const account of accounts) {
    const owner = { id: account.id, ...DEFAULT_DATE_SETTINGS };
    const scope = new UserScope(database, owner, { clock: () => now });
    const { tasks, lists } = await countContents(database, scope);
    rows.push({
      email: account.email,
      name: account.name,
      state: stateOf(account),
      "signed up": day(account.createdAt),
      "last seen": account.lastSeenAt === null ? "-" : day(account.lastSeenAt),
      "sign-ins": account.sessions,
      tasks,
      lists,
    });
  }
  return rows;
}

function stateOf({ isDisabled, isVerified, hasSecondFactor, deletionAt }: AccountSummary): string {
  const states = [
    isDisabled ? "disabled" : "",
    deletionAt === null ? "" : `deleted on ${day(deletionAt)}`,
    isVerified ? "verified" : "not verified",
    hasSecondFactor ? "second factor" : "",
  ];
  return states.filter((state) => state !== "").join(", ");
}

async function invite({ database, config, now }: Host, email: string | null): Promise<string> {
  const address = email === null ? null : email.trim().toLowerCase();
  const token = await createInvitation(database, { email: address, now });
  const days = TOKEN_LIFETIMES.invite / 86_400_000;
  const whom = address === null ? "For anyone" : `For ${address}`;
  const link = `${whom}, once, within ${days} days:\n${config.appUrl}${paths.inviteLink(token)}`;
  if (address === null || config.mail === null) return link;
  await queueMail(database.knex, { kind: "invite", recipient: address, userId: null }, now);
  return `${link}\nA mail with a link of its own is on its way as well.`;
}

async function failedMails({ database }: Host): Promise<string> {
  const mails = await listFailedMails(database);
  if (mails.length === 0) return "Every mail was sent, or is still being tried.";
  const rows = mails.map(({ id, kind, recipient, attempts, failedAt, failure }) => ({
    ...{ id, failed: day(failedAt), about: kind, to: recipient, attempts },
    answer: failure ?? "-",
  }));
  return table(rows).join("\n");
}

async function retry({ database, now }: Host, id: string): Promise<string> {
  const ids = id === "all" ? (await listFailedMails(database)).map((mail) => mail.id) : [id];
  let count = 0;
  for (const one of ids) if (await retryMail(database, one, now)) count += 1;
  if (count === 0) process.exitCode = 1;
  return count === 0 ? "There is no such mail." : `Sent again: ${count}.`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
