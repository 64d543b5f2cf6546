/** `Idempotency-Key`: a POST that is sent again gets the reply that it got before, and does nothing. */

import { createHash } from "node:crypto";
import { asHttpError, BadRequest, Unprocessable } from "../errors.ts";
import type { JsonReply, Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { findReply, keepReply, REPLY_LIFETIME } from "../models/kept_replies.ts";
import { lengthOf } from "../text.ts";
import { errorReply } from "./errors.ts";
import { CHANGE_HEADER } from "./json.ts";

export const KEY_MAX = 255;

/** Those of the headers that are part of the reply. */
const KEPT_HEADERS = ["Location", "ETag", CHANGE_HEADER];

/**
 * The key goes with the change that the action makes, in one transaction: two requests at once under
 * one key make one change, and so does one that is sent again when the reply was lost. The reply itself
 * is kept too, for a day. What fails on our side (5xx) is not kept and may be tried again.
 */
export function idempotent(action: Action): Action {
  return async (c) => {
    const key = keyOf(c);
    if (key === null) return action(c);
    const fingerprint = digest([c.method, c.address, c.body ?? null]);
    const kept = await findReply(c.scope, key);
    if (kept !== null && kept.fingerprint !== fingerprint) {
      throw new Unprocessable("Idempotency-Key was used for another request");
    }
    if (kept !== null) return c.json(kept.status, JSON.parse(kept.body), kept.headers);
    c.requestKey = { key: digest([key, fingerprint]), lifetime: REPLY_LIFETIME };
    const reply = await replyOf(c, action);
    await keep(c, { key, fingerprint }, reply);
    return reply;
  };
}

/** A refusal is a reply too. */
async function replyOf(c: RequestContext, action: Action): Promise<Reply> {
  try {
    return await action(c);
  } catch (error) {
    const known = asHttpError(error);
    if (known === null || known.status >= 500) throw error;
    return errorReply(error);
  }
}

/** What was done is answered even when the reply cannot be kept. */
async function keep(
  c: RequestContext,
  request: { key: string; fingerprint: string },
  reply: Reply,
): Promise<void> {
  if (reply.kind !== "json") return;
  const { status, body } = reply;
  try {
    await keepReply(c.scope, {
      ...request,
      status,
      headers: keptHeaders(reply),
      body: JSON.stringify(body),
    });
  } catch (error) {
    c.log.warn({ err: error }, "a reply could not be kept for its Idempotency-Key");
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

function keptHeaders({ headers }: JsonReply): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => KEPT_HEADERS.includes(name)),
  );
}

function digest(parts: unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
