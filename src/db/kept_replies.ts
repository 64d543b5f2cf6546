/** One user's kept replies: owned rows that no journal keeps. Reached through UserScope. */
import type { Knex } from "knex";
import type { Database } from "./connection.ts";

export interface KeptReply {
  /** The request's `Idempotency-Key`. */
  key: string;
  /** A digest of what was asked for under it. */
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

  constructor(database: Database, userId: string) {
    this.#knex = database.knex;
    this.#userId = userId;
  }

  async find(key: string): Promise<KeptReply | null> {
    return (await this.#rows().where({ key }).first<KeptReply>("*")) ?? null;
  }

  /**
   * Keeps a reply, unless one is kept under its key.
   * @param sweepAt when the user's replies are to be looked through, if nothing says so yet.
   */
  async insert(reply: KeptReply, sweepAt: Date): Promise<void> {
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

  /** @returns how many there were. */
  async remove(narrow: (rows: Knex.QueryBuilder) => void): Promise<number> {
    return await this.#knex("idempotency_keys")
      .where({ user_id: this.#userId })
      .andWhere((only) => void only.modify(narrow))
      .delete();
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#rows().first("key")) === undefined;
  }

  #rows(): Knex.QueryBuilder {
    const own = this.#knex("idempotency_keys").where({ user_id: this.#userId });
    return this.#knex.from(own.as("idempotency_keys"));
  }
}
