/** What a person sets for themselves: columns of their account that are not in the history. */
import { type Appearance, DEFAULT_APPEARANCE } from "../appearance.ts";
import { type DateSettings, DEFAULT_DATE_SETTINGS } from "../dates/date_settings.ts";
import type { Database, Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { REPLY_LIFETIME } from "../db/kept_replies.ts";
import type { UserScope } from "../db/scope.ts";
import { isSavedSearch, type LandingView, searchIdOf } from "../paths.ts";
import { findSearch } from "./searches.ts";

export interface Preferences extends DateSettings, Appearance {
  /** The page that opens first. */
  landingView: LandingView;
}

export const DEFAULT_PREFERENCES: Readonly<Preferences> = {
  ...DEFAULT_DATE_SETTINGS,
  ...DEFAULT_APPEARANCE,
  landingView: "today",
};

const COLUMNS: Readonly<Record<Exclude<keyof Preferences, "landingView">, string>> = {
  timeZone: "time_zone",
  weekStart: "week_start",
  dateFormat: "date_format",
  timeFormat: "time_format",
  theme: "theme",
  density: "density",
};

/** The search counts only beside "today": another page may have been chosen by the previous version since. */
const LANDING = `case when TABLE.landing_view = 'today' and TABLE.landing_search_id is not null
  then 'search:' || TABLE.landing_search_id else TABLE.landing_view end as "landingView"`;

/** The columns of `users` (or its alias), each as the preference that it is. */
export function preferenceColumns(table: string): string {
  const columns = Object.entries(COLUMNS).map(
    ([name, column]) => `${table}.${column} as "${name}"`,
  );
  return [...columns, LANDING.replaceAll("TABLE", table)].join(", ");
}

/** The preferences by their columns; only those that are given. */
export function preferenceRow(preferences: Partial<Preferences>): Row {
  const row = Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([name, column]) => {
      const value = preferences[name as keyof Preferences];
      return value === undefined ? [] : [[column, value]];
    }),
  );
  const { landingView } = preferences;
  return landingView === undefined ? row : { ...row, ...landingRow(landingView) };
}

function landingRow(view: LandingView): Row {
  if (!isSavedSearch(view)) return { landing_view: view, landing_search_id: null };
  return { landing_view: "today", landing_search_id: searchIdOf(view) };
}

/** Whether it can be chosen: a saved search has to be one of the user's. */
export async function isLandingView(scope: UserScope, view: LandingView): Promise<boolean> {
  return !isSavedSearch(view) || (await findSearch(scope, searchIdOf(view))) !== null;
}

/** The page that opens first by now: Today where the saved search that was chosen has been deleted. */
export async function currentLandingView(
  scope: UserScope,
  { landingView: chosen }: Pick<Preferences, "landingView">,
): Promise<LandingView> {
  return (await isLandingView(scope, chosen)) ? chosen : DEFAULT_PREFERENCES.landingView;
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
