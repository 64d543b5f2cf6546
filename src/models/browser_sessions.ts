/** Browser sessions (express-session's rows), as far as the application itself maintains them. */
import type { Database } from "../db/connection.ts";

/** In milliseconds: how long a saved form is kept. */
export const SAVED_FORM_LIFETIME = 60 * 60_000;

/** Removes the saved forms that nobody came back for from the sessions that live on. */
export async function deleteOldSavedForms(database: Database, now: Date): Promise<void> {
  await database.knex.raw(
    `update session set sess = (sess::jsonb - 'parkedForm')::json
     where (sess -> 'parkedForm' ->> 'parkedAt')::bigint < ?`,
    [now.getTime() - SAVED_FORM_LIFETIME],
  );
}
