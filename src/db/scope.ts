/** The only way to owned rows: every statement it makes names the user it was made for. */

import type { Knex } from "knex";
import { type LocalMoment, localMoment } from "../dates/local_time.ts";
import type { ChangeDescription, ChangeParams } from "./change_description.ts";
import { ChangeSet, type Counters, type Narrow } from "./change_set.ts";
import type { Database, Row } from "./connection.ts";
import { violates } from "./database_errors.ts";
import { findRepeat, type Requested, writeEntry } from "./journal.ts";
import { KeptReplyRows } from "./kept_replies.ts";
import { filteredRows, filterTables, OWNED_TABLES, type OwnedTable } from "./owned_tables.ts";
import { Refusal, type Saved } from "./saved.ts";

/** Whose rows they are, with what decides which day it is for them. */
export interface Owner {
  id: string;
  /** IANA; null: days are UTC's. */
  timeZone: string | null;
  /** 1 Monday to 7 Sunday. */
  weekStart: number;
}

export interface ScopeOptions {
  clock: () => Date;
  /**
   * The number of the user's last change, as it was read for this very request: what was read at that
   * number before is not read again. null: everything is read anew.
   */
  revision?: number | null;
}

const COUNTERS = Object.values(OWNED_TABLES).flatMap(({ counter }) => counter ?? []);

/**
 * One user's rows, and nothing else. Minted only by the authenticator, and by commands and jobs that
 * act for a user. It hands out no bare builder: reads start from a filtered subselect, and writes go
 * through a ChangeSet, which the journal keeps.
 */
export class UserScope {
  readonly #database: Database;
  readonly #owner: Owner;
  readonly #clock: () => Date;
  #revision: number | null;

  constructor(database: Database, owner: Owner, { clock, revision = null }: ScopeOptions) {
    this.#database = database;
    this.#owner = owner;
    this.#clock = clock;
    this.#revision = revision;
  }

  get userId(): string {
    return this.#owner.id;
  }

  get timeZone(): string | null {
    return this.#owner.timeZone;
  }

  get weekStart(): number {
    return this.#owner.weekStart;
  }

  get now(): Date {
    return this.#clock();
  }

  /** The user's wall clock. */
  get localNow(): LocalMoment {
    return localMoment(this.now, this.timeZone);
  }

  /** The user's day, "YYYY-MM-DD". */
  get today(): string {
    return this.localNow.date;
  }

  /** The same rows at another time: for commands and jobs. */
  at(now: Date): UserScope {
    return new UserScope(this.#database, this.#owner, { clock: () => now });
  }

  /** The replies of the API that are kept for requests that are sent again, past the journal. */
  get keptReplies(): KeptReplyRows {
    return new KeptReplyRows(this.#database, this.userId);
  }

  /** A builder over this user's rows of a table. */
  rows(table: OwnedTable): Knex.QueryBuilder {
    return filteredRows(this.#database.knex, this.userId, table);
  }

  /**
   * A hot read in PostgreSQL's own form. Each `{table}` in `text` becomes the filtered subselect of
   * that table, and $2, $3, … stand for `values`; $1 is the user. As long as the user has changed
   * nothing it is not read again: so it must depend on owned rows and `values` alone, not on a clock.
   * @param name names the text: one name, one text (see Database.query).
   * @returns rows that others share: they are not to be changed.
   */
  read<R extends Row>(name: string | null, text: string, values: unknown[]): Promise<R[]> {
    const { queryCache } = this.#database;
    const read = () => this.#database.query<R>(name, filterTables(text), [this.userId, ...values]);
    if (this.#revision === null) return read();
    const key = `${this.userId} ${this.#revision} ${JSON.stringify(values)} ${name ?? text}`;
    return queryCache.get(key, read);
  }

  /**
   * Runs `work` in a transaction and writes what it changed into the journal, as one entry.
   * @param work does it and describes it; a `Refusal` that it throws undoes what it has written.
   * @param requestKey the request that asks for it: the same one again changes nothing, and gets what
   * the first one got.
   * @returns the params of the description.
   */
  async change<P extends ChangeParams>(
    work: (change: ChangeSet) => Promise<ChangeDescription<P>>,
    { requestKey = null }: Requested = {},
  ): Promise<Saved<P>> {
    try {
      return await this.#transaction(async (trx, counters): Promise<Saved<P>> => {
        const entry = { trx, userId: this.userId, now: this.now, requestKey };
        const first = await findRepeat<P>(entry);
        if (first !== null) {
          return { ok: true, value: first.params, changeId: first.id, isRepeat: true };
        }
        const change = new ChangeSet(trx, { ...entry, counters });
        const description = await work(change);
        const changeId = await writeEntry(entry, change, description);
        return { ok: true, value: description.params, changeId, isRepeat: false };
      });
    } catch (error) {
      if (error instanceof Refusal) return error.refused;
      // Nobody looks first and then inserts: the database says that a name is taken.
      const isTaken = violates(error, "lists_name") || violates(error, "tags_name");
      if (isTaken) return { ok: false, problems: [{ field: "name", code: "taken" }] };
      throw error;
    }
  }

  /**
   * Removes tasks that are in the trash for good, past the journal, and with them every entry of it
   * that holds them. @returns how many there were.
   */
  async purge(narrow: Narrow): Promise<number> {
    return await this.#transaction(async (trx): Promise<number> => {
      const ids: number[] = await filteredRows(trx, this.userId, "tasks")
        .whereNotNull("deleted_at")
        .modify(narrow)
        .pluck("id");
      if (ids.length === 0) return 0;
      const items: number[] = await filteredRows(trx, this.userId, "tasks")
        .whereRaw("parent_id = any (?)", [ids])
        .pluck("id");
      await trx("users").where({ id: this.userId }).increment("last_change_id", 1);
      const isHeld = `exists (select 1 from jsonb_array_elements(images) as image
        cross join coalesce(nullif(image -> 'after', 'null'), image -> 'before') as own
        where image ->> 'table' in ('tasks', 'task_tags')
          and (own ->> (case image ->> 'table' when 'tasks' then 'id' else 'task_id' end))::integer
            = any (?))`;
      await trx("changes")
        .where({ user_id: this.userId })
        .andWhere((only) => void only.whereRaw(isHeld, [[...ids, ...items]]))
        .delete();
      return await trx("tasks")
        .where({ user_id: this.userId })
        .andWhere((only) => void only.whereRaw("id = any (?)", [ids]))
        .delete();
    });
  }

  /** Removes the history before a time, and the lists, sections and tags that were deleted before it. */
  async forget(before: Date): Promise<void> {
    await this.#transaction(async (trx) => {
      const remove = (table: OwnedTable, narrow: Narrow) =>
        trx(table)
          .where({ user_id: this.userId })
          .andWhere((only) => void only.modify(narrow))
          .delete();
      const unused = (column: "list_id" | "section_id") => (rows: Knex.QueryBuilder) => {
        const used = filteredRows(trx, this.userId, "tasks").whereNotNull(column).select(column);
        rows.where("deleted_at", "<", before).whereNotIn("id", used);
      };
      await remove("changes", (rows) => void rows.where("created_at", "<", before));
      await remove("sections", unused("section_id"));
      await remove("lists", unused("list_id"));
      await remove("tags", (rows) => void rows.where("deleted_at", "<", before));
    });
  }

  /**
   * A transaction that waits for the user's others. So rows need no locks of their own, and what was
   * looked at stays so: a list that is there does not go while a task is put into it.
   */
  async #transaction<T>(
    work: (trx: Knex.Transaction, counters: Counters) => Promise<T>,
  ): Promise<T> {
    this.#revision = null;
    return await this.#database.knex.transaction(async (trx) => {
      const users = trx("users").where({ id: this.userId }).forNoKeyUpdate();
      const counters = await users.first<Counters | undefined>(COUNTERS);
      if (counters === undefined) throw new Error("The account of this scope was deleted");
      return work(trx, counters);
    });
  }
}
