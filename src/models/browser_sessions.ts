/** Maintains the browser sessions, which are rows of express-session. */
import type { Database } from "../db/connection.ts";

/** In milliseconds: how long a saved form is kept. */
export const SAVED_FORM_LIFETIME = 60 * 60_000;

/** Deletes the same form where another browser has saved it last: only the latest one is kept. */
export async function deleteSavedForm(
  database: Database,
  { ownerId, action, fields }: { ownerId: string; action: string; fields: Record<string, unknown> },
): Promise<void> {
  await database.knex.raw(
    `update session set sess = (sess::jsonb - 'parkedForm')::json
     where (sess -> 'parkedForm') is not null and sess -> 'parkedForm' ->> 'ownerId' = ?
       and sess -> 'parkedForm' ->> 'action' = ?
       and sess -> 'parkedForm' -> 'fields' ->> 'request_key' = ?`,
    [ownerId, action, String(fields.request_key ?? "")],
  );
}

/** Deletes what sessions keep of recovery codes. @param before when those were made. */
export async function deleteShownCodes(database: Database, before: Date): Promise<void> {
  await database.knex.raw(
    `update session set sess = (sess::jsonb - 'recoveryCodes')::json
     where (sess -> 'recoveryCodes' ->> 'madeAt')::bigint < ?`,
    [before.getTime()],
  );
}

/** Deletes the identities at providers that nobody has connected. @param before when those were kept. */
export async function deletePendingIdentities(database: Database, before: Date): Promise<void> {
  await database.knex.raw(
    `update session set sess = (sess::jsonb - 'pendingIdentity')::json
     where (sess -> 'pendingIdentity' ->> 'keptAt')::bigint < ?`,
    [before.getTime()],
  );
}

/** Deletes expired forms from the sessions: saved ones, and those that wait for a fresh sign-in. */
export async function deleteOldSavedForms(database: Database, now: Date): Promise<void> {
  const kept = (name: string) => `'${name}', (
    select coalesce(jsonb_agg(form), '[]')
    from json_array_elements(coalesce(sess -> '${name}', '[]')) as form
    where (form ->> 'parkedAt')::bigint >= :before)`;
  const hasOld = (name: string) => `exists (
    select from json_array_elements(sess -> '${name}') as form
    where (form ->> 'parkedAt')::bigint < :before)`;
  await database.knex.raw(
    `update session set sess = (
       case when (sess -> 'parkedForm' ->> 'parkedAt')::bigint < :before
         then sess::jsonb - 'parkedForm' else sess::jsonb end
       || jsonb_build_object(${kept("earlierForms")}, ${kept("waitingForms")}))::json
     where (sess -> 'parkedForm' ->> 'parkedAt')::bigint < :before
       or ${hasOld("earlierForms")} or ${hasOld("waitingForms")}`,
    { before: now.getTime() - SAVED_FORM_LIFETIME },
  );
}
