/** The only way to owned rows: every statement it makes names the user it was made for. */
import type { Knex } from "knex";
import { type ChangeLabel, ChangeSet, type Narrow } from "./change_set.ts";
import type { Database, Row } from "./connection.ts";
import { IdempotencyKeyRows } from "./idempotency_keys.ts";
import { filteredRows, filterTables, type OwnedTable } from "./owned_tables.ts";

/**
 * One user's rows, and nothing else. Minted only by the current-user middleware, and by commands and
 * jobs that act for a user. It hands out no bare builder: reads start from a filtered subselect, and
 * writes go through a Change, which the journal keeps.
 */
export class UserScope {
  readonly #database: Database;
  readonly #userId: string;
  #revision: number | null;

  /**
   * @param revision the number of the user's last change, as it was read for this very request: what
   * was read at that number before is not read again. null: everything is read anew.
   */
  constructor(database: Database, userId: string, revision: number | null = null) {
    this.#database = database;
    this.#userId = userId;
    this.#revision = revision;
  }

  get userId(): string {
    return this.#userId;
  }

  /** The keys under which this user's programs asked for something, past the journal. */
  get idempotencyKeys(): IdempotencyKeyRows {
    return new IdempotencyKeyRows(this.#database, this.#userId);
  }

  /** A builder over this user's rows of a table. */
  rows(table: OwnedTable): Knex.QueryBuilder {
    return filteredRows(this.#database.knex, this.#userId, table);
  }

  /**
   * A hot read in PostgreSQL's own form. Each `{table}` in `text` becomes the filtered subselect of
   * that table, and $2, $3, … stand for `values`; $1 is the user. As long as the user has changed
   * nothing it is not read again: so it must depend on owned rows and `values` alone, not on a clock.
   * @param name names the text: one name, one text (see Database.query).
   * @returns rows that others share: they are not to be changed.
   */
  read<R extends Row>(name: string | null, text: string, values: unknown[]): Promise<R[]> {
    const { queryCache: remembered } = this.#database;
    const read = () => this.#database.query<R>(name, filterTables(text), [this.#userId, ...values]);
    if (this.#revision === null) return read();
    const key = `${this.#userId} ${this.#revision} ${JSON.stringify(values)} ${name ?? text}`;
    return remembered.get(key, read);
  }

  /**
   * Runs `work` in a transaction and writes into the journal what it changed and told, as one entry.
   * @returns what `work` returned, and the entry's id: null when nothing was changed.
   */
  async change<T>(
    now: Date,
    work: (change: ChangeSet) => Promise<T>,
  ): Promise<{ result: T; changeId: number | null }> {
    return await this.#inTurn(async (trx) => {
      const change = new ChangeSet(trx, this.#userId, now);
      const result = await work(change);
      const images = change.images();
      if (images === null) return { result, changeId: null };
      const changeId = await this.#journal(trx, now, change.told, images);
      return { result, changeId };
    });
  }

  /**
   * Takes tasks that are in the trash away for good, past the journal, and with them every entry of
   * it that holds them. @returns how many went.
   */
  async purge(narrow: Narrow): Promise<number> {
    return await this.#inTurn(async (trx): Promise<number> => {
      const ids: number[] = await filteredRows(trx, this.#userId, "tasks")
        .whereNotNull("deleted_at")
        .modify(narrow)
        .pluck("id");
      if (ids.length === 0) return 0;
      const items: number[] = await filteredRows(trx, this.#userId, "tasks")
        .whereRaw("parent_id = any (?)", [ids])
        .pluck("id");
      await trx("users").where({ id: this.#userId }).increment("last_change_id", 1);
      const held = `exists (select 1 from jsonb_array_elements(images) as image
        cross join coalesce(nullif(image -> 'after', 'null'), image -> 'before') as own
        where image ->> 'table' in ('tasks', 'task_tags')
          and (own ->> (case image ->> 'table' when 'tasks' then 'id' else 'task_id' end))::integer
            = any (?))`;
      await trx("changes")
        .where({ user_id: this.#userId })
        .andWhere((only) => void only.whereRaw(held, [[...ids, ...items]]))
        .delete();
      return await trx("tasks")
        .where({ user_id: this.#userId })
        .andWhere((only) => void only.whereRaw("id = any (?)", [ids]))
        .delete();
    });
  }

  /** Forgets the history before a time, and the lists, sections and tags that were deleted before it. */
  async forget(before: Date): Promise<void> {
    await this.#inTurn(async (trx) => {
      const gone = (table: OwnedTable, narrow: Narrow) =>
        trx(table)
          .where({ user_id: this.#userId })
          .andWhere((only) => void only.modify(narrow))
          .delete();
      await gone("changes", (rows) => void rows.where("created_at", "<", before));
      const tasks = () => filteredRows(trx, this.#userId, "tasks");
      const listed = tasks().whereNotNull("list_id").select("list_id");
      const sectioned = tasks().whereNotNull("section_id").select("section_id");
      await gone(
        "sections",
        (rows) => void rows.where("deleted_at", "<", before).whereNotIn("id", sectioned),
      );
      await gone(
        "lists",
        (rows) => void rows.where("deleted_at", "<", before).whereNotIn("id", listed),
      );
      await gone("tags", (rows) => void rows.where("deleted_at", "<", before));
    });
  }

  /**
   * A transaction that waits for the user's others. So rows may be locked in any order, and what it
   * has looked at stays so: a list that is there does not go while a task is put into it.
   */
  async #inTurn<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    this.#revision = null;
    return await this.#database.knex.transaction(async (trx) => {
      await trx("users").where({ id: this.#userId }).forNoKeyUpdate().select("id");
      return work(trx);
    });
  }

  async #journal(
    trx: Knex.Transaction,
    now: Date,
    { label, subject = null, undoes, redoes }: ChangeLabel,
    images: string,
  ): Promise<number> {
    const { rows } = await trx.raw<{ rows: { id: number }[] }>(
      `with counter as (
         update users set last_change_id = last_change_id + 1,
           sweep_at = coalesce(sweep_at, ?::timestamptz + interval '30 days')
         where id = ? returning last_change_id as next
       )
       insert into changes (user_id, id, label, subject, created_at, undoes, images)
       values (?, (select next from counter), ?, ?, ?, ?, ?::jsonb)
       returning id`,
      [
        ...[now, this.#userId],
        ...[this.#userId, label, subject, now, undoes ?? null, images],
      ] as Knex.RawBinding[],
    );
    const { id } = rows[0] as { id: number };
    const mark = (entry: number, undoneBy: number | null) =>
      trx("changes")
        .where({ user_id: this.#userId })
        .andWhere((only) => void only.where({ id: entry }))
        .update({ undone_by: undoneBy });
    if (undoes !== undefined) await mark(undoes, id);
    if (redoes !== undefined) await mark(redoes, null);
    return id;
  }
}
