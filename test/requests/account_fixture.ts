/** What the tests of the account read off the database, and the links of its mails. */
import { type AccountTokenKind, createAccountToken } from "../../src/models/account_tokens.ts";
import type { User } from "../../src/models/users.ts";
import type { TestApp } from "../support/app.ts";
import { securityEvents } from "../support/security_events.ts";

/** The kinds of the security events of a user, in order. */
export async function eventsOf(app: TestApp, user: Pick<User, "id">): Promise<string[]> {
  return (await securityEvents(app, user)).map(({ kind }) => kind);
}

/** The mails that wait for a user, as "kind recipient", in order. */
export async function mailsOf(app: TestApp, { id }: Pick<User, "id">): Promise<string[]> {
  const rows = await app.database.sql<{ kind: string; recipient: string }>(
    "select kind, recipient from mails where user_id = $1 order by id",
    [id],
  );
  return rows.map(({ kind, recipient }) => `${kind} ${recipient}`);
}

export async function userRow(
  app: TestApp,
  { id }: Pick<User, "id">,
): Promise<Record<string, unknown>> {
  const [row] = await app.database.sql("select * from users where id = $1", [id]);
  return row ?? {};
}

/** The path of a link, made as the worker makes it when it sends the mail. */
export async function linkTo(
  app: TestApp,
  kind: AccountTokenKind,
  { id, email }: Pick<User, "id" | "email">,
): Promise<string> {
  const { database, services } = app;
  const link = { kind, userId: id, email };
  const token = await createAccountToken(database.database.knex, link, services.clock());
  return `${kind === "reset" ? "/auth/reset" : "/auth/verify"}/${token}`;
}
