/** The networks from which an account has signed in before, as far as the register of sign-ins goes back. */
import type { Database } from "../db/connection.ts";

/** The most that are looked at, the latest ones. */
const ADDRESSES_MAX = 200;

/**
 * The network addresses of an account's sign-ins, live or not.
 * @param email in lower case; without an account there are none, after the same work.
 */
export async function signInAddresses(database: Database, email: string): Promise<string[]> {
  const rows = await database.read<{ address: string }>(
    `select s.address from auth_sessions s join users u on u.id = s.user_id
     where u.email = $1 group by s.address order by max(s.created_at) desc limit $2`,
    [email, ADDRESSES_MAX],
  );
  return rows.map(({ address }) => address);
}
