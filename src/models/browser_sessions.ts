/** Maintains the browser sessions, which are rows of express-session. */
import type { Database } from "../db/connection.ts";

/** In milliseconds: how long a saved form is kept. */
export const SAVED_FORM_LIFETIME = 60 * 60_000;

/** Deletes expired saved forms from the sessions. */
export async function deleteOldSavedForms(database: Database, now: Date): Promise<void> {
  await database.knex.raw(
    `update session set sess = (sess::jsonb - 'parkedForm')::json
     where (sess -> 'parkedForm' ->> 'parkedAt')::bigint < ?`,
    [now.getTime() - SAVED_FORM_LIFETIME],
  );
}
