/** Deletes many rows, a number of them at a time. */
import type { Knex } from "knex";

const SIZE = 10_000;

/**
 * Deletes rows in several statements: however many there are, such as after a flood of attempts, none of them
 * takes longer than PostgreSQL is told to allow. Rows that are locked are left for the next time: waiting for
 * them in another order could deadlock.
 * @param narrow adds the conditions.
 */
export async function deleteInBatches(
  knex: Knex,
  table: string,
  narrow: (rows: Knex.QueryBuilder) => void,
  size = SIZE,
): Promise<void> {
  let count: number;
  do {
    const some = knex(table).modify(narrow).select("ctid").limit(size).forUpdate().skipLocked();
    count = await knex(table).whereRaw("ctid = any (array(?))", [some]).delete();
  } while (count === size);
}
