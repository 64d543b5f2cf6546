/** `Idempotency-Key`: a repeated POST gets the reply of the first one, and changes nothing. */
import { createHash } from "node:crypto";
import { RequestKeyUsed } from "../db/journal.ts";
import { REPLY_LIFETIME } from "../db/kept_replies.ts";
import { Unconfirmed } from "../db/scope.ts";
import { AccountFull, asHttpError, BadRequest, Unprocessable } from "../errors.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { findReply, keepReply } from "../models/kept_replies.ts";
import { lengthOf } from "../text.ts";
import { errorReply } from "./errors.ts";
import { CHANGE_HEADER } from "./json.ts";

export const KEY_USED = "Idempotency-Key was used for another request";

/** In characters. */
export const KEY_MAX = 255;

/** The headers that are stored with a reply. */
const KEPT_HEADERS = ["Location", "ETag", CHANGE_HEADER];

/**
 * The key is saved with the change that the action makes, in one statement, so that concurrent
 * requests with one key make one change, and so does a retry after a lost reply. With it is what the
 * request asked for: another one under the same key is refused. The reply is stored
 * too, for a day; a failure of ours (5xx) is not, and can be retried.
 */
export function idempotent(action: Action): Action {
  return async (c) => {
    const key = keyOf(c);
    if (key === null) return action(c);
    const fingerprint = digest([c.method, c.address, c.body ?? null]);
    const kept = await findReply(c.scope, key);
    if (kept !== null && kept.fingerprint !== fingerprint) {
      throw new Unprocessable(KEY_USED);
    }
    if (kept !== null) return c.json(kept.status, JSON.parse(kept.body), kept.headers);
    c.requestKey = {
      key: digest([key, fingerprint]),
      claim: digest([key]),
      lifetime: REPLY_LIFETIME,
    };
    const reply = await replyOf(c, action);
    await keep(c, { key, fingerprint }, reply);
    return reply;
  };
}

/**
 * A client error is a reply too, unless it may be gone at the next try.
 * @throws Unprocessable if the key was used for another request.
 */
async function replyOf(c: RequestContext, action: Action): Promise<Reply> {
  try {
    return await action(c);
  } catch (error) {
    // Its change was made, but its reply is not kept yet, or was lost.
    if (error instanceof RequestKeyUsed) throw new Unprocessable(KEY_USED);
    if (error instanceof AccountFull) throw error;
    const known = asHttpError(error);
    // The same request may do better later.
    if (known === null || known.status >= 500 || known.status === 429) throw error;
    return errorReply(error);
  }
}

/** Never fails: the change has been made, so its reply is sent even if it cannot be stored. */
async function keep(
  c: RequestContext,
  request: { key: string; fingerprint: string },
  reply: Reply,
): Promise<void> {
  if (reply.kind !== "json") return;
  const { status } = reply;
  const headers = Object.fromEntries(
    Object.entries(reply.headers).filter(([name]) => KEPT_HEADERS.includes(name)),
  );
  try {
    await keepReply(c.scope, { ...request, status, headers, body: JSON.stringify(reply.body) });
  } catch (error) {
    if (error instanceof Unconfirmed) throw error;
    c.log.warn({ err: error }, "the reply for an Idempotency-Key could not be stored");
  }
}

function keyOf(c: RequestContext): string | null {
  const header = c.header("idempotency-key");
  if (header === undefined) return null;
  // Node reads the bytes of a header as Latin-1.
  const key = header.trim();
  if (key === "") throw new BadRequest("Idempotency-Key must not be empty");
  if (lengthOf(key) > KEY_MAX) {
    throw new BadRequest("Idempotency-Key must be 255 characters or less");
  }
  return key;
}

function digest(parts: unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
