/**
 * Sign-ins. Rows are inserted once and then updated by id, never upserted, so that a slow request
 * cannot revive a sign-in that was revoked.
 */
import { randomUUID } from "node:crypto";
import type { Knex } from "knex";
import { deleteInBatches } from "../db/batches.ts";
import type { Database, Row } from "../db/connection.ts";
import { COUNTERS, type Counters, EPOCH } from "../db/counters.ts";
import { BadRequest } from "../errors.ts";
import { preferenceColumns } from "./preferences.ts";
import type { User } from "./users.ts";

/** The kind of client that signs in: a browser, or a program. */
export type Audience = "web" | "api";

/** What a program may do with a personal token. */
export type Access = "read" | "write";

/** What a request names its sign-in by: the id in its JWT, or a personal token, by its SHA-256. */
export type SignInKey = { kind: Audience; id: string } | { kind: "token"; hash: Buffer };

/** In milliseconds: a sign-in ends after this time even if it is in use (ASVS 5.0, 7.3.2). */
const ABSOLUTE_LIFETIME = 90 * 86_400_000;
/** In milliseconds: how long the rows of expired sign-ins are kept. */
const KEPT_AFTER_END = 30 * 86_400_000;

export interface AuthSession {
  id: string;
  user: User;
  /** When the user last proved who they are: at the sign-in, or since. */
  authenticatedAt: Date;
  access: Access;
  /** null: a personal token that has not been used. */
  lastSeenAt: Date | null;
  idleExpiresAt: Date;
  absoluteExpiresAt: Date;
}

/**
 * The state of a sign-in; "gone": it was revoked, or never existed. As long as the user's
 * `last_change_id` is the same, results read from their rows are current.
 */
export type Liveness =
  | { state: "live"; session: AuthSession; counters: Counters }
  | { state: "expired" | "gone" };

/** Where a sign-in comes from, so that the user can recognise it. */
export interface Client {
  userAgent: string;
  address: string;
}

/** The sign-in, with the columns of its user. */
type SessionRow = Row &
  Omit<AuthSession, "id" | "user"> &
  User & { sessionId: string; counters: Counters; isRevoked: boolean };

const USER_PREFERENCES = preferenceColumns("u");
const COUNTERS_JSON = `json_build_object('epoch', ${EPOCH}, ${[...COUNTERS, "task_counts"].map((name) => `'${name}', u.${name}`).join(", ")})`;

export interface NewAuthSession {
  user: User;
  kind: Audience;
  /** The row of the browser, where it is one. */
  browserId?: string | null;
  client: Client;
  now: Date;
  /** In milliseconds: how long the sign-in lasts while it is not used. */
  ttl: number;
}

/**
 * @throws BadRequest if the password of the user has been changed since the user was read, or the host has
 *   disabled the account: what ended the sign-ins that there were must end this one too. A change that is just being made is waited for.
 */
export async function createAuthSession(
  knex: Knex | Knex.Transaction,
  { user, kind, browserId = null, client, now, ttl }: NewAuthSession,
): Promise<AuthSession> {
  const absolute = Math.max(ttl, ABSOLUTE_LIFETIME);
  const session: AuthSession = {
    id: randomUUID(),
    user,
    authenticatedAt: now,
    access: "write",
    lastSeenAt: now,
    idleExpiresAt: new Date(now.getTime() + ttl),
    absoluteExpiresAt: new Date(now.getTime() + absolute),
  };
  const { rows } = await knex.raw<{ rows: unknown[] }>(
    `with owner as (
       select id from users
       where id = :userId and disabled_at is null
         and password_changed_at is not distinct from :passwordChangedAt
       for share
     )
     insert into auth_sessions (id, user_id, kind, browser_id, created_at, authenticated_at,
       last_seen_at, idle_expires_at, absolute_expires_at, user_agent, address)
     select :id, id, :kind, :browserId, :now, :now, :now, :idle, :absolute, :user_agent, :address
     from owner returning id`,
    {
      ...{ id: session.id, userId: user.id, passwordChangedAt: user.passwordChangedAt },
      ...{ kind, browserId, now },
      ...{ idle: session.idleExpiresAt, absolute: session.absoluteExpiresAt },
      ...clientColumns(client),
    },
  );
  if (rows.length === 0) throw new BadRequest("Invalid email or password");
  return session;
}

/** Cut to what a person can read. */
export function clientColumns({ userAgent, address }: Client) {
  return { user_agent: userAgent.slice(0, 400), address };
}

/** The one query of every signed-in request: whether the sign-in is live, and its user. */
export async function findAuthSession(
  database: Database,
  key: SignInKey,
  now: Date,
): Promise<Liveness> {
  const [column, value] = key.kind === "token" ? ["token_hash", key.hash] : ["id", key.id];
  const [row] = await database.read<SessionRow>(
    `select u.id, u.email, u.name, ${USER_PREFERENCES}, u.deletion_at as "deletionAt",
       u.password_changed_at as "passwordChangedAt",
       ${COUNTERS_JSON} as counters, s.id as "sessionId", s.last_seen_at as "lastSeenAt",
       s.authenticated_at as "authenticatedAt", coalesce(s.access, 'write') as access,
       s.idle_expires_at as "idleExpiresAt", s.absolute_expires_at as "absoluteExpiresAt",
       s.revoked_at is not null or u.disabled_at is not null as "isRevoked"
     from auth_sessions s join users u on u.id = s.user_id
     where s.${column} = $1 and s.kind = $2`,
    [value, key.kind],
  );
  if (row === undefined || row.isRevoked) return { state: "gone" };
  const { lastSeenAt, idleExpiresAt, absoluteExpiresAt, counters, isRevoked: _, ...others } = row;
  const { sessionId: id, authenticatedAt, access, ...user } = others;
  if (idleExpiresAt <= now) return { state: "expired" };
  const times = { authenticatedAt, lastSeenAt, idleExpiresAt, absoluteExpiresAt };
  const session = { id, user, access, ...times };
  return { state: "live", counters, session };
}

/**
 * Records that the sign-in is in use, and from where, and extends it by `ttl` from now, up to its absolute
 * end. A sign-in that has ended meanwhile stays ended, so that parallel tabs cannot revive it.
 * @param use.ttl in milliseconds; null does not extend it (what a program has never is).
 */
export async function touchAuthSession(
  { knex }: Database,
  id: string,
  { address, now, ttl }: { address: string; now: Date; ttl: number | null },
): Promise<void> {
  const end =
    ttl === null
      ? {}
      : {
          idle_expires_at: knex.raw("least(?::timestamptz, absolute_expires_at)", [
            new Date(now.getTime() + ttl),
          ]),
        };
  await knex("auth_sessions")
    .where({ id, revoked_at: null })
    .where("idle_expires_at", ">", now)
    .update({ last_seen_at: now, last_address: address, ...end });
}

/**
 * Signs out; every process sees it at its next request.
 * @param database or the transaction of the change that is the reason.
 */
export async function revokeAuthSession(
  database: { readonly knex: Knex | Knex.Transaction },
  id: string,
  now: Date,
): Promise<void> {
  await database.knex("auth_sessions").where({ id, revoked_at: null }).update({ revoked_at: now });
}

/**
 * Signs out what else the browser of a sign-in has started: its cookies hold only the last one.
 * @param options.before only what was started before that time.
 */
export async function revokeSameBrowser(
  knex: Knex | Knex.Transaction,
  id: string,
  { now, before = null }: { now: Date; before?: Date | null },
): Promise<void> {
  await knex.raw(
    `update auth_sessions as other set revoked_at = :now
     from auth_sessions as own
     where own.id = :id and other.user_id = own.user_id and other.browser_id = own.browser_id
       and other.id <> own.id and other.kind = 'web' and other.revoked_at is null
       and (:before::timestamptz is null or other.created_at < :before)`,
    { id, now, before },
  );
}

/**
 * Ends every sign-in and every token of an account, in the transaction of the change that is the reason.
 * @param except the id of the sign-in that goes on, such as the one that changes the password.
 * @returns how many have ended that were live.
 */
export async function revokeAllSessions(
  knex: Knex | Knex.Transaction,
  userId: string,
  { except = null, now }: { except?: string | null; now: Date },
): Promise<number> {
  const ended: { idleExpiresAt: Date }[] = await knex("auth_sessions")
    .where({ user_id: userId, revoked_at: null })
    .whereRaw("id is distinct from ?::uuid", [except])
    .update({ revoked_at: now })
    .returning("idle_expires_at as idleExpiresAt");
  return ended.filter(({ idleExpiresAt }) => idleExpiresAt > now).length;
}

/** Records that the user has proved again who they are. */
export async function renewAuthentication(
  database: Database,
  id: string,
  now: Date,
): Promise<void> {
  await database.knex("auth_sessions").where({ id, revoked_at: null }).update({
    authenticated_at: now,
  });
}

/** The user of a sign-in, live or not; null: there never was one with this id. */
export async function findAuthSessionOwner(database: Database, id: string): Promise<string | null> {
  const row = await database.knex("auth_sessions").where({ id }).first("user_id");
  return row?.user_id ?? null;
}

/** Deletes the sign-ins that expired a month ago, and the tokens that were ended then and never expire. */
export async function deleteEndedAuthSessions({ knex }: Database, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_AFTER_END);
  const table = "auth_sessions";
  await deleteInBatches(knex, table, (rows) => void rows.where("idle_expires_at", "<", before));
  await deleteInBatches(
    knex,
    table,
    (rows) => void rows.where({ kind: "token" }).where("revoked_at", "<", before),
  );
}
