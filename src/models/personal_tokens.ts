/** Personal tokens for the API: rows of auth_sessions, which every request asks. */
import { randomUUID } from "node:crypto";
import type { Knex } from "knex";
import type { Database } from "../db/connection.ts";
import { type Access, type Client, clientColumns } from "./auth_sessions.ts";
import { queueMail } from "./mails.ts";
import { addSecurityEvent } from "./security_events.ts";
import { NEVER } from "./sign_ins.ts";
import type { User } from "./users.ts";

/** Live ones of one account. */
export const TOKENS_MOST = 50;

const DAY = 86_400_000;

export interface NewPersonalToken {
  user: User;
  name: string;
  access: Access;
  /** null: it does not end by itself. */
  days: number | null;
  /** SHA-256 of the token. */
  hash: Buffer;
  /** The browser that makes it. */
  client: Client;
  /** Of the form, so that sending it twice makes one. */
  requestKey: string | null;
}

/**
 * repeat: the same form has made one before. taken: a live token has the name. full: there are as many as
 * can be.
 */
export type MadeToken = { id: string } | "repeat" | "taken" | "full";

/** Makes a token, with an event and a mail about it. */
export async function createPersonalToken(
  database: Database,
  token: NewPersonalToken,
  now: Date,
): Promise<MadeToken> {
  return await database.transaction(async (trx) => {
    const { id: userId } = token.user;
    // Two at once could be one too many.
    await trx("users").where({ id: userId }).forUpdate().first("id");
    const own = () => trx("auth_sessions").where({ user_id: userId, kind: "token" });
    const { requestKey } = token;
    if (requestKey !== null && (await own().where({ request_key: requestKey }).first("id"))) {
      return "repeat";
    }
    // What has expired does not keep its name.
    await own()
      .where({ revoked_at: null })
      .where("idle_expires_at", "<=", now)
      .update({ revoked_at: now });
    const live = await own()
      .where({ revoked_at: null })
      .select<{ isSameName: boolean }[]>(
        trx.raw(`name_key(name) = name_key(?) as "isSameName"`, [token.name]),
      );
    if (live.some(({ isSameName }) => isSameName)) return "taken";
    if (live.length >= TOKENS_MOST) return "full";
    return { id: await insert(trx, token, now) };
  });
}

async function insert(
  trx: Knex.Transaction,
  { user, name, access, days, hash, client, requestKey }: NewPersonalToken,
  now: Date,
): Promise<string> {
  const id = randomUUID();
  const end = days === null ? NEVER : new Date(now.getTime() + days * DAY);
  await trx("auth_sessions").insert({
    id,
    user_id: user.id,
    kind: "token",
    name,
    access,
    token_hash: hash,
    request_key: requestKey,
    created_at: now,
    authenticated_at: now,
    last_seen_at: null,
    idle_expires_at: end,
    absolute_expires_at: end,
    ...clientColumns(client),
  });
  const made = {
    userId: user.id,
    kind: "token-made",
    params: { name, access, days },
    client,
  } as const;
  await addSecurityEvent(trx, made, now);
  const { user_agent: userAgent, address } = clientColumns(client);
  const params = { name, access, days, userAgent, address, at: now.toISOString() };
  const mail = { kind: "token-made", recipient: user.email, userId: user.id, params } as const;
  await queueMail(trx, mail, now);
  return id;
}
