/** One user's idempotency keys: owned rows that no journal keeps. Reached through UserScope. */
import type { Knex } from "knex";
import type { Database } from "./connection.ts";

export interface IdempotencyKeyRow {
  key: string;
  /** What was asked for under it. */
  fingerprint: string;
  /** The answer; all three are null while it is being made. */
  status: number | null;
  headers: Record<string, string> | null;
  body: string | null;
  created_at: Date;
}

export class IdempotencyKeyRows {
  readonly #knex: Knex;
  readonly #userId: string;

  constructor(database: Database, userId: string) {
    this.#knex = database.knex;
    this.#userId = userId;
  }

  async find(key: string): Promise<IdempotencyKeyRow | null> {
    return (await this.#rows().where({ key }).first<IdempotencyKeyRow>("*")) ?? null;
  }

  /**
   * Takes a key. Fails with a unique violation where it is taken already.
   * @param sweepAt when the user's keys are to be looked through, if nothing says so yet.
   */
  async insert(
    row: Pick<IdempotencyKeyRow, "key" | "fingerprint" | "created_at">,
    sweepAt: Date,
  ): Promise<void> {
    await this.#knex.raw(
      `with due as (
         update users set keys_sweep_at = ? where id = ? and keys_sweep_at is null
       )
       insert into idempotency_keys (user_id, key, fingerprint, created_at) values (?, ?, ?, ?)`,
      [sweepAt, this.#userId, this.#userId, row.key, row.fingerprint, row.created_at],
    );
  }

  async update(
    key: string,
    answer: Pick<IdempotencyKeyRow, "status" | "headers" | "body">,
  ): Promise<void> {
    await this.#knex("idempotency_keys")
      .where({ user_id: this.#userId })
      .andWhere((only) => void only.where({ key }))
      .update({ ...answer, headers: JSON.stringify(answer.headers) });
  }

  /** @returns how many went. */
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
