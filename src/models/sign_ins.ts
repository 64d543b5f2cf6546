/** Where an account is signed in, for its owner: browsers, programs and personal tokens. */
import type { Knex } from "knex";
import type { Database, Row } from "../db/connection.ts";
import { type Access, type Client, revokeAllSessions } from "./auth_sessions.ts";
import { distrustBrowsers, forgetBrowser } from "./browsers.ts";

/** The address is that of its last use. */
export interface SignIn extends Client {
  id: string;
  /** browser: it is not signed in, but trusted. */
  kind: "web" | "api" | "token" | "browser";
  /** Of a token, as is what it allows. */
  name: string | null;
  access: Access | null;
  createdAt: Date;
  /** null: a token that has not been used. */
  lastSeenAt: Date | null;
  /** null: it does not end by itself. */
  expiresAt: Date | null;
  /** Until then its browser is not asked for the code of the second factor. */
  trustedUntil: Date | null;
  /** The browser had not signed in to the account before. */
  isFirst: boolean;
}

/** Those that are listed, and how many there are in all. */
interface SignInList {
  signIns: SignIn[];
  browsers: number;
  programs: number;
}

/** A program may sign in at every run: no more than so many browsers, and so many programs, are listed. */
const LISTED_MOST = 100;

/** The end of a token that does not end by itself: later than any clock. */
export const NEVER = new Date("9999-12-31T00:00:00Z");

/** How many of listSignIns there are, by kind. */
export async function countSignIns(
  database: Database,
  userId: string,
  now: Date,
): Promise<Record<"browsers" | "passwordPrograms" | "readTokens" | "writeTokens", number>> {
  const [row] = await database.read<Row & Awaited<ReturnType<typeof countSignIns>>>(
    `select (count(*) filter (where kind = 'web'))::int + (
         select count(*)::int from browsers
         where user_id = $1 and trusted_until > $2 and not exists (
           select from auth_sessions s
           where s.user_id = browsers.user_id and s.browser_id = browsers.id and s.kind = 'web'
             and s.revoked_at is null and s.idle_expires_at > $2)) as browsers,
       (count(*) filter (where kind = 'api'))::int as "passwordPrograms",
       (count(*) filter (where access = 'read'))::int as "readTokens",
       (count(*) filter (where access = 'write'))::int as "writeTokens"
     from auth_sessions
     where user_id = $1 and revoked_at is null and idle_expires_at > $2`,
    [userId, now],
  );
  return row ?? { browsers: 0, passwordPrograms: 0, readTokens: 0, writeTokens: 0 };
}

/**
 * What can use the account now: live sign-ins and tokens, and trusted browsers that are not signed in. The
 * current one comes first, then those that were used last.
 * @param current the id of a sign-in.
 */
export async function listSignIns(
  database: Database,
  userId: string,
  { current, now }: { current: string; now: Date },
): Promise<SignInList> {
  const rows = await database.read<SignIn & Row & { total: number }>(
    `with live as (
       select s.id, s.kind, s.name, s.access, s.user_agent,
         coalesce(s.last_address, s.address) as address, s.created_at, s.last_seen_at,
         s.idle_expires_at as expires_at, s.browser_id, b.trusted_until,
         coalesce(b.created_at >= s.created_at - interval '1 minute', false) as is_first
       from auth_sessions s left join browsers b on b.user_id = s.user_id and b.id = s.browser_id
       where s.user_id = $1 and s.revoked_at is null and s.idle_expires_at > $2
     ), all_of_them as (
       select * from live
       union all
       select id, 'browser', null, null, user_agent, address, created_at, last_seen_at, trusted_until, id,
         trusted_until, false
       from browsers
       where user_id = $1 and trusted_until > $2
         and not exists (select from live where live.kind = 'web' and live.browser_id = browsers.id)
     ), numbered as (
       select *, count(*) over (partition by kind in ('web', 'browser'))::int as total,
         row_number() over (partition by kind in ('web', 'browser')
           order by id = $3 desc, coalesce(last_seen_at, created_at) desc, id) as place
       from all_of_them
     )
     select id, kind, name, access, user_agent as "userAgent", address, created_at as "createdAt",
       last_seen_at as "lastSeenAt", nullif(expires_at, $4) as "expiresAt",
       case when trusted_until > $2 then trusted_until end as "trustedUntil", is_first as "isFirst", total
     from numbered where place <= $5 order by place`,
    [userId, now, current, NEVER, LISTED_MOST],
  );
  const signIns = rows.map(({ total: _, ...signIn }): SignIn => signIn);
  const totalOf = (kinds: readonly SignIn["kind"][]) =>
    rows.find(({ kind }) => kinds.includes(kind))?.total ?? 0;
  return { signIns, browsers: totalOf(["web", "browser"]), programs: totalOf(["api", "token"]) };
}

/** The live tokens of a user, those that were used last first. */
export async function listTokens(database: Database, userId: string, now: Date): Promise<SignIn[]> {
  return await database.read<SignIn & Row>(
    `select id, kind, name, access, user_agent as "userAgent",
       coalesce(last_address, address) as address, created_at as "createdAt",
       last_seen_at as "lastSeenAt", nullif(idle_expires_at, $3) as "expiresAt",
       null as "trustedUntil", false as "isFirst"
     from auth_sessions
     where user_id = $1 and kind = 'token' and revoked_at is null and idle_expires_at > $2
     order by coalesce(last_seen_at, created_at) desc, id`,
    [userId, now, NEVER],
  );
}

/** What was ended. */
export interface Ended extends Pick<SignIn, "kind" | "name" | "userAgent"> {
  /** It had ended before. */
  isRepeat: boolean;
}

interface Ending {
  userId: string;
  /** The sign-in of the request. */
  current: string;
  now: Date;
  /** Nothing else than a token. */
  only?: "token";
}

/**
 * Ends a sign-in, a token or the trust in a browser, for all processes at once. A browser is forgotten, so
 * that its next sign-in is that of a new one; only the browser of the request is not.
 * @param id of one that listSignIns has. @returns null: the user has none with this id.
 */
export async function endSignIn(
  database: Database,
  id: string,
  ending: Ending,
): Promise<Ended | null> {
  const { userId, current, now, only } = ending;
  return await database.transaction(async (trx) => {
    await waitForSignIns(trx, userId);
    const own = await browserOf(trx, userId, current);
    const signIn = await findSignIn(trx, userId, id);
    if (only !== undefined && signIn?.kind !== only) return null;
    if (signIn === undefined) return await endTrust(trx, id, { ...ending, own });
    const { kind, name, userAgent, browserId, revokedAt } = signIn;
    const rows = trx("auth_sessions").where({ user_id: userId, revoked_at: null });
    const isOther = browserId !== null && browserId !== own;
    // Programs of one network are not one.
    const which = isOther && kind === "web" ? { browser_id: browserId } : { id };
    await rows.where(which).update({ revoked_at: now });
    if (isOther) await forgetBrowser(trx, { userId, id: browserId });
    return { kind, name, userAgent, isRepeat: revokedAt !== null };
  });
}

/**
 * Ends every sign-in and token but the current one, and forgets the browsers and networks of the others.
 * @param ending.isAll the current one ends too; its browser is not forgotten, but not trusted any more.
 * @returns how many of listSignIns have ended.
 */
export async function endSignIns(
  database: Database,
  { userId, current, now, isAll }: Ending & { isAll: boolean },
): Promise<number> {
  return await database.transaction(async (trx) => {
    await waitForSignIns(trx, userId);
    const own = await browserOf(trx, userId, current);
    const others = (table: string, column: string) =>
      trx(table).where({ user_id: userId }).whereRaw("?? is distinct from ?::uuid", [column, own]);
    const signedIn = others("auth_sessions", "browser_id")
      .where({ kind: "web", revoked_at: null })
      .where("idle_expires_at", ">", now)
      .whereNotNull("browser_id")
      .select("browser_id");
    const trusted = await others("browsers", "id")
      .where("trusted_until", ">", now)
      .whereNotIn("id", signedIn)
      .select("id");
    const except = isAll ? null : current;
    const ended = await revokeAllSessions(trx, userId, { except, now });
    await others("auth_sessions", "browser_id").update({ browser_id: null });
    await others("browsers", "id").delete();
    if (isAll) await distrustBrowsers(trx, userId);
    return ended + trusted.length;
  });
}

/**
 * Locks the account, as everything else does that changes sign-ins: a browser that is just signing in is seen,
 * and not deadlocked with.
 */
async function waitForSignIns(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx("users").where({ id: userId }).forNoKeyUpdate().first("id");
}

/** The browser of a sign-in; null: it has none. */
async function browserOf(
  trx: Knex.Transaction,
  userId: string,
  id: string,
): Promise<string | null> {
  const row = await trx("auth_sessions").where({ user_id: userId, id }).first("browser_id");
  return row?.browser_id ?? null;
}

async function findSignIn(trx: Knex.Transaction, userId: string, id: string) {
  type Found = Pick<Ended, "name" | "userAgent"> & {
    kind: "web" | "api" | "token";
    browserId: string | null;
    revokedAt: Date | null;
  };
  return await trx("auth_sessions")
    .where({ user_id: userId, id })
    .first<Found | undefined>(
      "kind",
      "name",
      "user_agent as userAgent",
      "browser_id as browserId",
      "revoked_at as revokedAt",
    );
}

async function endTrust(
  trx: Knex.Transaction,
  id: string,
  { userId, now, own }: Ending & { own: string | null },
): Promise<Ended | null> {
  const browser = await trx("browsers").where({ user_id: userId, id }).first("user_agent");
  if (browser === undefined) return null;
  if (id === own) {
    await trx("browsers").where({ user_id: userId, id }).update({ trusted_until: null });
  } else {
    const rows = trx("auth_sessions").where({ user_id: userId, browser_id: id, revoked_at: null });
    await rows.update({ revoked_at: now });
    await forgetBrowser(trx, { userId, id });
  }
  return { kind: "browser", name: null, userAgent: browser.user_agent, isRepeat: false };
}
