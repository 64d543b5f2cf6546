/** A second process of the test file, and requests that have read the user's counters at the sign-in. */
import { after, beforeEach } from "node:test";
import { readCounters } from "../../src/db/change_writer.ts";
import { Database } from "../../src/db/connection.ts";
import { UserScope } from "../../src/db/scope.ts";
import { accountOf, database, NOW } from "./people.ts";

/** Another process has its own connections, its own query cache and its own queues of writers. */
export let second: Database;

/** Gives the test file the second process; after `useDatabase` or `usePeople`. */
export function useSecondProcess(): void {
  let own: Database | undefined;
  beforeEach(() => {
    const options = { poolMax: 6, queryCacheSize: 2 ** 20 };
    own ??= new Database(database.connection, options);
    second = own;
  });
  after(() => own?.close());
}

/** The scope of a request that has been signed in now: what it reads is cached at these counters. */
export async function signedIn(scope: UserScope, at = database.database): Promise<UserScope> {
  const counters = await readCounters(at, scope.userId);
  return new UserScope(at, accountOf(scope), { clock: () => NOW, counters });
}
