/** The kept replies of one user: owned rows that are not in the journal. Created by UserScope. */
import type { Knex } from "knex";
import type { Database } from "./connection.ts";
import { type Narrow, targetRows } from "./owned_tables.ts";

/** In milliseconds: how long replies are kept, and the keys of what is not in the journal. */
export const REPLY_LIFETIME = 24 * 60 * 60_000;

/**
 * Keeps the key of a request that the journal does not have.
 * @param trx what the request does, which is undone together with this.
 * @returns false: it was kept before.
 */
export async function claimKey(
  trx: Knex.Transaction,
  userId: string,
  { key, now }: { key: string; now: Date },
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `with due as (
       update users set keys_sweep_at = ? where id = ? and keys_sweep_at is null
     )
     insert into idempotency_keys (user_id, key, fingerprint, created_at) values (?, ?, '', ?)
     on conflict do nothing returning key`,
    [new Date(now.getTime() + REPLY_LIFETIME), userId, userId, key, now],
  );
  return rows.length > 0;
}

/** The reply in place of one that had the text of a task which has been deleted for good. */
const FORGOTTEN = { status: 422, body: { error: "The task of this request was deleted for good" } };
/** The ids of the tasks in a reply: whole ones, and those that are named as conflicts. */
const TASK_IDS = `$.** ? (exists (@.title) || @.type == "task").id`;

/** Removes tasks from the kept replies. Their keys stay used: the request does not add the task again. */
export async function forgetInReplies(
  trx: Knex.Transaction,
  userId: string,
  taskIds: readonly number[],
): Promise<void> {
  await trx.raw(
    `update idempotency_keys set status = ?, headers = '{}', body = ?
     where user_id = ? and (body is not null and exists (
       select from jsonb_path_query(body::jsonb, ?::jsonpath) as id where id #>> '{}' = any (?)))`,
    [FORGOTTEN.status, JSON.stringify(FORGOTTEN.body), userId, TASK_IDS, taskIds.map(String)],
  );
}

export interface KeptReply {
  /** The `Idempotency-Key` of the request. */
  key: string;
  /** A digest of the request's content. */
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  /** JSON. */
  body: string;
  created_at: Date;
}

export class KeptReplyRows {
  readonly #knex: Knex;
  readonly #userId: string;
  readonly #confirm: () => Promise<void>;

  /** @param confirm is awaited before anything is written. */
  constructor(database: Database, userId: string, confirm: () => Promise<void>) {
    this.#knex = database.knex;
    this.#userId = userId;
    this.#confirm = confirm;
  }

  async find(key: string): Promise<KeptReply | null> {
    return (await this.#rows().where({ key }).first<KeptReply>("*")) ?? null;
  }

  /**
   * Keeps a reply, unless there is one under its key.
   * @param sweepAt when to delete the user's old replies, unless that is scheduled already.
   */
  async insert(reply: KeptReply, sweepAt: Date): Promise<void> {
    await this.#confirm();
    await this.#knex.raw(
      `with due as (
         update users set keys_sweep_at = ? where id = ? and keys_sweep_at is null
       )
       insert into idempotency_keys
         (user_id, key, fingerprint, status, headers, body, created_at)
       values (?, ?, ?, ?, ?::jsonb, ?, ?)
       on conflict do nothing`,
      [
        ...[sweepAt, this.#userId],
        ...[this.#userId, reply.key, reply.fingerprint, reply.status],
        ...[JSON.stringify(reply.headers), reply.body, reply.created_at],
      ],
    );
  }

  /** @returns the number of deleted replies. */
  async remove(narrow: Narrow): Promise<number> {
    await this.#confirm();
    return await targetRows(this.#knex, this.#userId, "idempotency_keys", narrow).delete();
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#rows().first("key")) === undefined;
  }

  #rows(): Knex.QueryBuilder {
    const own = this.#knex("idempotency_keys").where({ user_id: this.#userId });
    return this.#knex.from(own.as("idempotency_keys"));
  }
}
