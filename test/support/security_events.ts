/** What the security log of an account has. */
import type { TestApp } from "./app.ts";

export interface RecordedEvent {
  kind: string;
  params: Record<string, unknown>;
}

/**
 * The events of a user, in order, after the work behind replies is done.
 * @param kind only of this kind.
 */
export async function securityEvents(
  { services, database }: TestApp,
  { id }: { id: string },
  kind: string | null = null,
): Promise<RecordedEvent[]> {
  await services.background.settled();
  return await database.sql<RecordedEvent & Record<string, unknown>>(
    `select kind, params from security_events
     where user_id = $1 and ($2::text is null or kind = $2) order by id`,
    [id, kind],
  );
}
