/** The browsers' memory (express-session's rows), as far as the application itself looks after it. */
import type { Database } from "../db/connection.ts";

/** In milliseconds: how long a parked form is kept. */
export const PARKED_FORM_LIFETIME = 60 * 60_000;

/** Takes the parked forms that nobody came back for out of the sessions that live on. */
export async function deleteOldParkedForms(database: Database, now: Date): Promise<void> {
  await database.knex.raw(
    `update session set sess = (sess::jsonb - 'parkedForm')::json
     where (sess -> 'parkedForm' ->> 'parkedAt')::bigint < ?`,
    [now.getTime() - PARKED_FORM_LIFETIME],
  );
}
