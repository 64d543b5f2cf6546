/** The second factor of an account: an authenticator app's key, and recovery codes. */
import type { Database } from "../db/connection.ts";

/** Whether a code is asked for at sign-in; not while it is still being set up. */
export async function hasSecondFactor(database: Database, userId: string): Promise<boolean> {
  const rows = await database.read(
    "select 1 from second_factors where user_id = $1 and confirmed_at is not null",
    [userId],
  );
  return rows.length > 0;
}
