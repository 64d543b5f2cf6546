/** What a person sets for themselves: columns of their account that are not in the history. */
import { type Appearance, DEFAULT_APPEARANCE } from "../appearance.ts";
import { type DateSettings, DEFAULT_DATE_SETTINGS } from "../dates/date_settings.ts";
import type { Database, Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { REPLY_LIFETIME } from "../db/kept_replies.ts";
import type { LandingView } from "../paths.ts";

export interface Preferences extends DateSettings, Appearance {
  /** The page that opens first. */
  landingView: LandingView;
}

export const DEFAULT_PREFERENCES: Readonly<Preferences> = {
  ...DEFAULT_DATE_SETTINGS,
  ...DEFAULT_APPEARANCE,
  landingView: "today",
};

const COLUMNS: Readonly<Record<keyof Preferences, string>> = {
  timeZone: "time_zone",
  weekStart: "week_start",
  dateFormat: "date_format",
  timeFormat: "time_format",
  theme: "theme",
  density: "density",
  landingView: "landing_view",
};

/** The columns of `users` (or its alias), each as the preference that it is. */
export function preferenceColumns(table: string): string {
  return Object.entries(COLUMNS)
    .map(([name, column]) => `${table}.${column} as "${name}"`)
    .join(", ");
}

/** The preferences by their columns; only those that are given. */
export function preferenceRow(preferences: Partial<Preferences>): Row {
  return Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([name, column]) => {
      const value = preferences[name as keyof Preferences];
      return value === undefined ? [] : [[column, value]];
    }),
  );
}

/**
 * Updates the preferences that are given; the others stay as they are.
 * @param requestKey a request that was made under it before changes nothing, as long as replies are kept.
 */
export async function updatePreferences(
  database: Database,
  userId: string,
  preferences: Partial<Preferences>,
  { now, requestKey = null }: { now: Date } & Requested,
): Promise<void> {
  const row = { ...preferenceRow(preferences), updated_at: now };
  const values = Object.values(row);
  const update = `update users set ${Object.keys(row)
    .map((column) => `${column} = ?`)
    .join(", ")}`;
  if (requestKey === null) {
    await database.knex.raw(`${update} where id = ?`, [...values, userId]);
    return;
  }
  // Not in the journal, which would have the key.
  await database.knex.raw(
    `with claimed as (
       insert into idempotency_keys (user_id, key, fingerprint, created_at) values (?, ?, '', ?)
       on conflict do nothing returning key
     )
     ${update}, keys_sweep_at = coalesce(keys_sweep_at, ?)
     where id = ? and exists (select from claimed)`,
    [
      ...[userId, `settings ${requestKey.key}`, now],
      ...[...values, new Date(now.getTime() + REPLY_LIFETIME), userId],
    ],
  );
}
