/** Makes one change of a user: reads, decides, and writes everything in one statement if it can. */
import type { Knex } from "knex";
import type pg from "pg";
import type { ChangeDescription, ChangeParams } from "./change_description.ts";
import { ChangeSet, type UserRows } from "./change_set.ts";
import { changeStatement } from "./change_statement.ts";
import type { Database, Row } from "./connection.ts";
import { countChanges } from "./count_changes.ts";
import { COUNTERS, type Counters, EPOCH } from "./counters.ts";
import { violatesIntegrity, violatesNotNull } from "./database_errors.ts";
import { findKeyedEntry, RETENTION, type RequestKey } from "./journal.ts";
import { filteredRows, filterTables } from "./owned_tables.ts";
import { bytesMost, checkRows, full } from "./quotas.ts";
import { groupRows } from "./row_changes.ts";
import { type ChangeOutcome, Refusal } from "./saved.ts";
import type { Statement } from "./statement_builder.ts";
import { countsAfter } from "./task_counts.ts";

export interface RequestedChange<P extends ChangeParams, R> {
  /** May run twice. */
  work: (change: ChangeSet) => Promise<ChangeDescription<P, R>>;
  requestKey: RequestKey | null;
  now: Date;
}

interface Written<P, R> {
  outcome: ChangeOutcome<P, R>;
  /** The user's counters afterwards. */
  counters: Counters;
}

type Query = <R extends Row>(text: string, values: unknown[]) => Promise<R[]>;

interface Writing {
  send(statement: Statement): Promise<unknown>;
  /** Whether what the account stores is added up where it is not known. */
  isMeasured: boolean;
  /** @throws Overtaken if another change was made since the counters were read. */
  confirm(): Promise<void>;
}

/** Another change was made since the rows were read. */
class Overtaken extends Error {}

const SELECT_COUNTERS = `select ${COUNTERS.join(", ")}, task_counts, ${EPOCH} as epoch
  from users where id = $1`;

export class ChangeWriter<P extends ChangeParams, R> {
  readonly #database: Database;
  readonly #userId: string;
  readonly #requested: RequestedChange<P, R>;

  constructor(database: Database, userId: string, requested: RequestedChange<P, R>) {
    this.#database = database;
    this.#userId = userId;
    this.#requested = requested;
  }

  /**
   * Without locks: the statement fails if another change was made since the counters were read. So does
   * a refusal, which may come from rows before that change and others after it.
   * @param source reads rows as they are at the counters' `last_change_id`, or later.
   * @returns null if it failed for that or for another constraint: nothing was written.
   */
  async withoutLock(source: UserRows, counters: Counters): Promise<Written<P, R> | null> {
    try {
      const { last_change_id: revision } = counters;
      return await this.#make(source, counters, {
        send: ({ text, values }) => this.#database.write(text, values),
        isMeasured: false,
        confirm: async () => {
          const now = await readCounters(this.#database, this.#userId);
          const isSame = now.last_change_id === revision && now.epoch === counters.epoch;
          if (!isSame) throw new Overtaken();
        },
      });
    } catch (error) {
      if (error instanceof Overtaken || violatesIntegrity(error)) return null;
      throw error;
    }
  }

  /** In a transaction that waits for other changes of the user, and lets none come between. */
  async underLock(): Promise<Written<P, R>> {
    let known: Counters | null = null;
    try {
      return await lockedTransaction(this.#database, this.#userId, (trx, counters) => {
        known = counters;
        return this.#lockedBy(trx, counters);
      });
    } catch (error) {
      // Nothing has come between: its id is only null because the account is full.
      if (known === null || !violatesNotNull(error, "changes", "id")) throw error;
      const { bytes } = this.#database.quotas;
      const problem = full({ measure: "bytes", used: bytes, most: bytes });
      return { outcome: { ok: false, problems: [problem] }, counters: known };
    }
  }

  async #lockedBy(trx: Knex.Transaction, counters: Counters): Promise<Written<P, R>> {
    const { requestKey, now } = this.#requested;
    const query = queryOn(trx);
    const source: UserRows = {
      userId: this.#userId,
      rows: (table) => filteredRows(trx, this.#userId, table),
      read: (text, values) => query(filterTables(text), [this.#userId, ...values]),
    };
    const first = await findKeyedEntry<P>(source, requestKey, now);
    if (first?.isOver === false) return repeated(first, counters);
    if (first !== null) {
      const release =
        "update changes set request_key = null, claimed_key = null where user_id = $1 and (id = $2)";
      await query(release, [this.#userId, first.id]);
    }
    return this.#make(source, counters, {
      send: ({ text, values }) => query(text, values),
      isMeasured: true,
      confirm: async () => undefined,
    });
  }

  async #make(source: UserRows, counters: Counters, writing: Writing): Promise<Written<P, R>> {
    const { now, requestKey } = this.#requested;
    const change = new ChangeSet(source, { counters, now });
    const description = await this.#described(change, source).catch(refusalOf);
    const isUnchanged = "problems" in description || (change.isEmpty && !description.undoes);
    // The first of two equal requests may be why there is nothing to change.
    const first = isUnchanged ? await findKeyedEntry<P>(source, requestKey, now) : null;
    if (first?.isOver === false) return repeated(first, counters);
    if (isUnchanged) await writing.confirm();
    if ("problems" in description) return { outcome: description, counters };
    const { kind, params, undoes = null, redoes = null, result } = description;
    const known = result === undefined ? {} : { result };
    const outcome = { ok: true, value: params, ...known, isRepeat: false } as const;
    if (isUnchanged) return { outcome: { ...outcome, changeId: null }, counters };
    const entry = change.takeEntryId();
    const changes = countChanges(change.collected);
    const { task_counts: stored, last_change_id: before } = counters;
    const taskCounts = changes && countsAfter(stored, { before, changes, now });
    const statement = changeStatement(
      {
        ...{ userId: this.#userId, now, revision: counters.last_change_id },
        ...{ kind, params, undoes, redoes, requestKey },
        counters: entry.counters,
        taskCounts,
        sweepAt: new Date(now.getTime() + RETENTION),
        bytesMost: bytesMost(kind, change.collected, this.#database.quotas),
        isMeasured: writing.isMeasured,
      },
      groupRows(change.collected),
    );
    await writing.send(statement);
    const after = { ...change.counters, task_counts: taskCounts };
    return { outcome: { ...outcome, changeId: entry.id }, counters: after };
  }

  /** @throws Refusal also if the account would have too many rows. */
  async #described(change: ChangeSet, source: UserRows): Promise<ChangeDescription<P, R>> {
    const description = await this.#requested.work(change);
    const { collected, counters } = change;
    await checkRows(source, { kind: description.kind, collected, counters }, this.#database.quotas);
    return description;
  }
}

/** The user's counters as they are now. */
export async function readCounters(database: Database, userId: string): Promise<Counters> {
  return existing(await database.read<Counters & Row>(SELECT_COUNTERS, [userId]));
}

/** A transaction that waits for the user's other ones, so that no row needs a lock of its own. */
export async function lockedTransaction<T>(
  database: Database,
  userId: string,
  work: (trx: Knex.Transaction, counters: Counters) => Promise<T>,
): Promise<T> {
  return await database.transaction(async (trx) => {
    const lock = `${SELECT_COUNTERS} for no key update`;
    return work(trx, existing(await queryOn(trx)<Counters & Row>(lock, [userId])));
  });
}

function existing([counters]: readonly Counters[]): Counters {
  if (counters === undefined) throw new Error("The account of this scope was deleted");
  return counters;
}

/** Queries with $1, $2, … in a transaction. */
export function queryOn(trx: Knex.Transaction): Query {
  const client = trx.client as { acquireConnection(): Promise<pg.Client> };
  return async <R extends Row>(text: string, values: unknown[]) =>
    (await (await client.acquireConnection()).query<R>(text, values)).rows;
}

function repeated<P extends ChangeParams>(
  { id, params }: { id: number; params: P },
  counters: Counters,
) {
  const outcome = { ok: true, value: params, changeId: id, isRepeat: true } as const;
  return { outcome, counters };
}

function refusalOf(error: unknown) {
  if (error instanceof Refusal) return error.refused;
  throw error;
}
