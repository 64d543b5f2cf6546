/** The only way to owned rows: every statement is limited to the rows of one user. */
import type { Knex } from "knex";
import type { TimeFormat } from "../dates/clock_time.ts";
import type { DateSettings } from "../dates/date_settings.ts";
import { type Later, type LocalMoment, laterFrom, localMoment } from "../dates/local_time.ts";
import type { ChangeDescription, ChangeParams } from "./change_description.ts";
import type { ChangeSet } from "./change_set.ts";
import { ChangeWriter, lockedTransaction, queryOn, readCounters } from "./change_writer.ts";
import type { Database, Row } from "./connection.ts";
import type { Counters } from "./counters.ts";
import { violates } from "./database_errors.ts";
import type { Requested } from "./journal.ts";
import { claimKey, KeptReplyRows } from "./kept_replies.ts";
import { filteredRows, filterTables, type Narrow, type OwnedTable } from "./owned_tables.ts";
import { forgetRows, purgeTasks } from "./permanent_deletion.ts";
import type { ChangeOutcome } from "./saved.ts";
import { identify } from "./statement_names.ts";
import { MEASURE } from "./stored_bytes.ts";
import { countsAt, type TaskCounts } from "./task_counts.ts";

/** The unique indexes of names. */
const NAME_INDEXES = ["lists_name", "tags_name", "searches_name"];

/** The user whose rows they are. */
export interface Owner extends DateSettings {
  id: string;
}

interface DateContext extends Omit<DateSettings, "timeZone"> {
  now: LocalMoment;
  later: Later;
}

interface ScopeOptions {
  clock: () => Date;
  /**
   * The user's counters as read for this request: results cached at their `last_change_id` are reused.
   * null: without the cache.
   */
  counters?: Counters | null;
  /** Whether the user is the one of a live sign-in: nothing is written before this is true. */
  confirmed?: Promise<boolean>;
}

/** The sign-in is not as it was presumed to be: nothing was written. */
export class Unconfirmed extends Error {}

/**
 * Created only by the authenticator, and by commands and jobs that act for a user. It never hands out
 * an unfiltered builder: reads start from a filtered subselect, and writes go through a ChangeSet,
 * which the journal records.
 */
export class UserScope {
  readonly #database: Database;
  readonly #owner: Owner;
  readonly #clock: () => Date;
  /** As of a time in milliseconds. */
  #localNow: { at: number; moment: LocalMoment } | null = null;
  readonly #confirmed: Promise<boolean>;
  readonly #isCached: boolean;
  /** null: unknown, or outdated. */
  #counters: Counters | null;
  /** What was read at these counters: rows are not read twice for one request. */
  readonly #known = new Map<string, Promise<object>>();

  constructor(database: Database, owner: Owner, options: ScopeOptions) {
    const { clock, counters = null, confirmed = Promise.resolve(true) } = options;
    this.#database = database;
    this.#owner = owner;
    this.#clock = clock;
    this.#isCached = counters !== null;
    this.#counters = counters;
    this.#confirmed = confirmed;
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

  get timeFormat(): TimeFormat {
    return this.#owner.timeFormat;
  }

  /** What the meaning of a date depends on that the user writes. */
  get dateContext(): DateContext {
    const { weekStart, dateFormat, timeFormat, timeZone } = this.#owner;
    const later = laterFrom(this.now, timeZone);
    return { now: this.localNow, weekStart, dateFormat, timeFormat, later };
  }

  get now(): Date {
    return this.#clock();
  }

  /** The user's wall clock. */
  get localNow(): LocalMoment {
    const { now } = this;
    if (this.#localNow?.at !== now.getTime()) {
      this.#localNow = { at: now.getTime(), moment: localMoment(now, this.timeZone) };
    }
    return this.#localNow.moment;
  }

  /** The user's day, "YYYY-MM-DD". */
  get today(): string {
    return this.localNow.date;
  }

  /** How many tasks there are, as of the user's last change; null: not known. */
  get taskCounts(): TaskCounts | null {
    if (!this.#isCached || this.#counters === null) return null;
    return countsAt(this.#counters.last_change_id, this.#counters.task_counts);
  }

  /** The last id of a kind of rows: there are no more than that. Infinity: not known. */
  lastId(counter: "last_task_id" | "last_search_id"): number {
    return this.#counters?.[counter] ?? Number.POSITIVE_INFINITY;
  }

  /** The same rows at another time, for commands and jobs. */
  at(now: Date): UserScope {
    const options = { clock: () => now, confirmed: this.#confirmed };
    return new UserScope(this.#database, this.#owner, options);
  }

  /** The replies that the API keeps for repeated requests; they are not in the journal. */
  get keptReplies(): KeptReplyRows {
    return new KeptReplyRows(this.#database, this.userId, () => this.#confirm());
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
    return this.readAs(text, values, (rows: R[]) => rows.map(Object.freeze) as R[]);
  }

  /**
   * As `read`, and what is made of the rows is cached instead of them.
   * @param shape always the same for a text and its values; must depend on nothing else.
   * @returns the result of `shape`, shared with other callers: it should be frozen.
   */
  readAs<R extends Row, T extends object>(
    text: string,
    values: unknown[],
    shape: (rows: R[]) => T,
  ): Promise<T> {
    const { queryCache } = this.#database;
    const read = async () =>
      shape(await this.#database.read<R>(filterTables(text), [this.userId, ...values]));
    if (!this.#isCached || this.#counters === null) return read();
    const key = `${identify(text)} ${JSON.stringify(values)}`;
    const { epoch, last_change_id: revision } = this.#counters;
    const cached = () => queryCache.get(`${this.userId} ${epoch} ${revision} ${key}`, read);
    const known = this.#known.get(key) ?? cached();
    this.#known.set(key, known);
    return known as Promise<T>;
  }

  /**
   * Makes a change and writes it into the journal, as one entry, in one statement that fails if another
   * change of the user came between. Then it is made again, under the user's lock.
   * @param work reads rows and collects what to write; it may run twice. A `Refusal` that it throws
   *   leaves everything as it was.
   * @param requested a repeat of the same request changes nothing and returns the first outcome.
   * @returns the params and the result of the description, or the problems of the `Refusal`.
   */
  async change<P extends ChangeParams, R = undefined>(
    work: (change: ChangeSet) => Promise<ChangeDescription<P, R>>,
    { requestKey = null }: Requested = {},
  ): Promise<ChangeOutcome<P, R>> {
    const writer = new ChangeWriter(this.#database, this.userId, {
      work,
      requestKey,
      now: this.now,
    });
    try {
      return await this.#inTurn(async () => {
        const counters = await this.#latestCounters();
        const written = (await writer.withoutLock(this, counters)) ?? (await writer.underLock());
        this.#database.counters.set(this.userId, written.counters);
        this.#setCounters(written.counters);
        return written.outcome;
      });
    } catch (error) {
      // The unique index decides whether a name is taken.
      const isTaken = NAME_INDEXES.some((index) => violates(error, index));
      if (isTaken) return { ok: false, problems: [{ field: "name", code: "taken" }] };
      throw error;
    }
  }

  /**
   * Deletes tasks in the trash for good, with their checklists, and removes them from the journal. It is
   * not in the journal itself.
   * @returns the number of tasks, not counting the items that went with them; null: a repeat of the request,
   *   which deletes nothing.
   */
  async purge(narrow: Narrow, { requestKey = null }: Requested = {}): Promise<number | null> {
    return await this.#underLock(async (trx) => {
      const request = requestKey && { key: `purge ${requestKey.key}`, now: this.now };
      const isNew = request === null || (await claimKey(trx, this.userId, request));
      return isNew ? await purgeTasks(trx, this.userId, narrow) : null;
    });
  }

  /** Deletes for good the history before a time, and the lists, sections, tags and searches deleted by then. */
  async forget(before: Date): Promise<void> {
    await this.#underLock((trx) => forgetRows(trx, this.userId, before));
  }

  /** Not in the journal, but a change like any other: it counts for what was read before it. */
  async #underLock<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    return await this.#inTurn(async () => {
      this.#database.counters.delete(this.userId);
      this.#setCounters(null);
      return await lockedTransaction(this.#database, this.userId, async (trx) => {
        await trx("users").where({ id: this.userId }).increment("last_change_id", 1);
        const result = await work(trx);
        await queryOn(trx)(MEASURE, [this.userId]);
        return result;
      });
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    await this.#confirm();
    return await this.#database.writers.run(this.userId, async () => {
      try {
        return await work();
      } catch (error) {
        // Whether it was written is not known.
        this.#database.counters.delete(this.userId);
        this.#setCounters(null);
        throw error;
      }
    });
  }

  async #confirm(): Promise<void> {
    if (!(await this.#confirmed)) throw new Unconfirmed();
  }

  /** What was read for the request is only used for a change at the same `last_change_id`. */
  async #latestCounters(): Promise<Counters> {
    const own = this.#isCached ? this.#counters : null;
    const shared = this.#database.counters.get(this.userId);
    const known = own === null || own.epoch === shared?.epoch ? shared : undefined;
    // Of two that are equally new, the one that was confirmed knows the numbers of tasks.
    if (own !== null && own.last_change_id > (known?.last_change_id ?? -1)) return own;
    const latest = known ?? (await readCounters(this.#database, this.userId));
    const isSame = own !== null && own.last_change_id === known?.last_change_id;
    if (isSame) this.#counters = latest;
    else this.#setCounters(latest);
    return latest;
  }

  #setCounters(counters: Counters | null): void {
    this.#counters = counters;
    this.#known.clear();
  }
}
