/** The links of mails, as the worker makes them. */
import { type AccountTokenKind, createAccountToken } from "../../src/models/account_tokens.ts";
import type { User } from "../../src/models/users.ts";
import type { TestApp } from "../support/app.ts";

/** The token of a link for a user and their address. */
export async function tokenFor(
  app: TestApp,
  user: Pick<User, "id" | "email">,
  kind: AccountTokenKind = "reset",
): Promise<string> {
  const { database, clock } = app.services;
  return await createAccountToken(
    database.knex,
    { kind, userId: user.id, email: user.email },
    clock(),
  );
}

export interface QueuedMail {
  kind: string;
  recipient: string;
  user_id: string | null;
  params: Record<string, unknown>;
}

/** The mails that wait for an address, the first one first. */
export async function mailsTo(app: TestApp, email: string): Promise<QueuedMail[]> {
  return await app.database.sql<QueuedMail & Record<string, unknown>>(
    "select kind, recipient, user_id, params from mails where recipient = $1 order by id",
    [email],
  );
}

/** The headers that differ between two equal answers are left out, and the values of cookies. */
export function answerOf({
  status,
  headers,
  text,
}: {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}): object {
  const { date, "x-request-id": id, "set-cookie": cookies, ...rest } = headers;
  const shapes = [cookies ?? []].flat().map((cookie) =>
    String(cookie)
      .replace(/=[^;]*/, "=…")
      .replace(/Expires=[^;]*/, "Expires=…"),
  );
  // The random key and token of a form.
  const words = text.replaceAll(/value="[^"]*"/g, "");
  return { status, headers: rest, shapes, words, hasBoth: Boolean(date && id) };
}
