/** The only way to owned rows: every statement is limited to the rows of one user. */
import type { Knex } from "knex";
import { type LocalMoment, localMoment } from "../dates/local_time.ts";
import type { ChangeDescription, ChangeParams } from "./change_description.ts";
import { ChangeSet, type Counters } from "./change_set.ts";
import type { Database, Row } from "./connection.ts";
import { violates } from "./database_errors.ts";
import { deleteEntries, findRepeat, type Requested, writeEntry } from "./journal.ts";
import { KeptReplyRows } from "./kept_replies.ts";
import {
  filteredRows,
  filterTables,
  type Narrow,
  OWNED_TABLES,
  type OwnedTable,
  targetRows,
} from "./owned_tables.ts";
import { Refusal, type Saved } from "./saved.ts";
import { identify } from "./statement_names.ts";

/** The user whose rows they are, with the settings that decide which day it is. */
export interface Owner {
  id: string;
  /** IANA; null: days follow UTC. */
  timeZone: string | null;
  /** 1 Monday to 7 Sunday. */
  weekStart: number;
}

interface ScopeOptions {
  clock: () => Date;
  /**
   * The id of the user's last change, as read for this request: results cached at that id are reused.
   * null: without the cache.
   */
  revision?: number | null;
}

const COUNTERS = Object.values(OWNED_TABLES).flatMap(({ counter }) => counter ?? []);

/**
 * Created only by the authenticator, and by commands and jobs that act for a user. It never hands out
 * an unfiltered builder: reads start from a filtered subselect, and writes go through a ChangeSet,
 * which the journal records.
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

  /** The same rows at another time, for commands and jobs. */
  at(now: Date): UserScope {
    return new UserScope(this.#database, this.#owner, { clock: () => now });
  }

  /** The replies that the API keeps for repeated requests; they are not in the journal. */
  get keptReplies(): KeptReplyRows {
    return new KeptReplyRows(this.#database, this.userId);
  }

  /** A query builder over this user's rows of a table. */
  rows(table: OwnedTable): Knex.QueryBuilder {
    return filteredRows(this.#database.knex, this.userId, table);
  }

  /**
   * Runs a query that is cached until the user's next change, so it must depend on owned rows and
   * `values` alone, not on a clock. Each `{table}` in `text` becomes the filtered subselect of that
   * table; $1 is the user, and $2, $3, … are `values`.
   * @returns frozen rows, shared with other callers.
   */
  read<R extends Row>(text: string, values: unknown[]): Promise<R[]> {
    const { queryCache } = this.#database;
    const read = () => this.#database.read<R>(filterTables(text), [this.userId, ...values]);
    if (this.#revision === null) return read();
    const key = `${this.userId} ${this.#revision} ${identify(text)} ${JSON.stringify(values)}`;
    return queryCache.get(key, read);
  }

  /**
   * Runs `work` in a transaction and writes what it changed into the journal, as one entry.
   * @param work makes the change and describes it; a `Refusal` that it throws rolls everything back.
   * @param requested a repeat of the same request changes nothing and returns the first outcome.
   * @returns the params of the description, or the problems of the `Refusal`.
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
      // The unique index decides whether a name is taken.
      const isTaken = violates(error, "lists_name") || violates(error, "tags_name");
      if (isTaken) return { ok: false, problems: [{ field: "name", code: "taken" }] };
      throw error;
    }
  }

  /**
   * Deletes tasks in the trash for good, with their checklists and every entry of the journal that
   * contains any of them. It is not in the journal itself.
   * @returns the number of tasks, not counting the items that went with them.
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
      // Cached results are those of the last change's id.
      await trx("users").where({ id: this.userId }).increment("last_change_id", 1);
      await deleteEntries(trx, this.userId, [...ids, ...items]);
      const purged: Narrow = (rows) => void rows.whereRaw("id = any (?)", [ids]);
      return await targetRows(trx, this.userId, "tasks", purged).delete();
    });
  }

  /** Deletes for good the history before a time, and the lists, sections and tags deleted before it. */
  async forget(before: Date): Promise<void> {
    await this.#transaction(async (trx) => {
      const remove = (table: OwnedTable, narrow: Narrow) =>
        targetRows(trx, this.userId, table, narrow).delete();
      const used = (column: "list_id" | "section_id") =>
        filteredRows(trx, this.userId, "tasks").whereNotNull(column).select(column);
      const old = (rows: Knex.QueryBuilder) => rows.where("deleted_at", "<", before);
      await remove("changes", (rows) => void rows.where("created_at", "<", before));
      await remove("sections", (rows) => void old(rows).whereNotIn("id", used("section_id")));
      await remove("lists", (rows) => void old(rows).whereNotIn("id", used("list_id")));
      await remove("tags", (rows) => void old(rows));
    });
  }

  /** A transaction that waits for the user's other ones, so that no row needs a lock of its own. */
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
