/** Maintains the browser sessions, which are rows of express-session. */
import type { Database } from "../db/connection.ts";

/** In milliseconds: how long a saved form is kept. */
export const SAVED_FORM_LIFETIME = 60 * 60_000;

/** Deletes what other browsers have saved of the same form for its owner: only the latest one is kept. */
export async function deleteSavedForm(
  database: Database,
  { ownerId, action }: { ownerId: string; action: string },
): Promise<void> {
  await database.knex.raw(
    `update session set sess = (sess::jsonb - 'parkedForm')::json
     where (sess -> 'parkedForm') is not null and sess -> 'parkedForm' ->> 'ownerId' = ?
       and sess -> 'parkedForm' ->> 'action' = ?`,
    [ownerId, action],
  );
}

/** Deletes expired saved forms from the sessions. */
export async function deleteOldSavedForms(database: Database, now: Date): Promise<void> {
  await database.knex.raw(
    `update session set sess = (sess::jsonb - 'parkedForm')::json
     where (sess -> 'parkedForm' ->> 'parkedAt')::bigint < ?`,
    [now.getTime() - SAVED_FORM_LIFETIME],
  );
}
