/** Deletes rows of one user for good, within a transaction that holds the user's lock (see UserScope). */
import type { Knex } from "knex";
import { removeFromEntries } from "./journal.ts";
import { forgetInReplies } from "./kept_replies.ts";
import { filteredRows, type Narrow, type OwnedTable, targetRows } from "./owned_tables.ts";

/**
 * Deletes tasks in the trash, with their checklists, and removes them from everything that has their text:
 * the journal, the replies kept for the API, and forms that wait for a sign-in.
 * @returns the number of tasks, not counting the items that went with them.
 */
export async function purgeTasks(
  trx: Knex.Transaction,
  userId: string,
  narrow: Narrow,
): Promise<number> {
  const ids: number[] = await filteredRows(trx, userId, "tasks")
    .whereNotNull("deleted_at")
    .modify(narrow)
    .pluck("id");
  if (ids.length === 0) return 0;
  const items: number[] = await filteredRows(trx, userId, "tasks")
    .whereRaw("parent_id = any (?)", [ids])
    .pluck("id");
  const all = [...ids, ...items];
  await removeFromEntries(trx, userId, all);
  await forgetInReplies(trx, userId, all);
  await removeSavedForms(trx, userId, all);
  const purged: Narrow = (rows) => void rows.whereRaw("id = any (?)", [ids]);
  return await targetRows(trx, userId, "tasks", purged).delete();
}

/** Removes the user's forms for tasks from the sessions of browsers (see http/saved_forms.ts). */
async function removeSavedForms(
  trx: Knex.Transaction,
  userId: string,
  taskIds: readonly number[],
): Promise<void> {
  const isOfTask = (form: string) =>
    `(${form} ->> 'ownerId' = :userId
      and substring(${form} ->> 'action' from '^/tasks/([0-9]+)') = any (:ids))`;
  await trx.raw(
    `update session set sess = (
       case when ${isOfTask("sess -> 'parkedForm'")} then sess::jsonb - 'parkedForm'
         else sess::jsonb end
       || jsonb_build_object('earlierForms', (
         select coalesce(jsonb_agg(form), '[]')
         from json_array_elements(coalesce(sess -> 'earlierForms', '[]')) as form
         where ${isOfTask("form")} is not true)))::json
     where ${isOfTask("sess -> 'parkedForm'")}
       or exists (select from json_array_elements(sess -> 'earlierForms') as form
                  where ${isOfTask("form")})`,
    { userId, ids: taskIds.map(String) },
  );
}

/** Deletes the history before a time, and the lists, sections, tags and searches deleted by then. */
export async function forgetRows(
  trx: Knex.Transaction,
  userId: string,
  before: Date,
): Promise<void> {
  const remove = (table: OwnedTable, narrow: Narrow) =>
    targetRows(trx, userId, table, narrow).delete();
  const used = (column: "list_id" | "section_id") =>
    filteredRows(trx, userId, "tasks").whereNotNull(column).select(column);
  const old = (rows: Knex.QueryBuilder) => rows.where("deleted_at", "<", before);
  await remove("changes", (rows) => void rows.where("created_at", "<", before));
  await remove("sections", (rows) => void old(rows).whereNotIn("id", used("section_id")));
  await remove("lists", (rows) => void old(rows).whereNotIn("id", used("list_id")));
  await remove("tags", (rows) => void old(rows));
  await remove("searches", (rows) => void old(rows));
}
