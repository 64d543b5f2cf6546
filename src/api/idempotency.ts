/** `Idempotency-Key`: a POST that is sent again gets the answer that it got before, and does nothing. */
import { createHash } from "node:crypto";
import type { Request, Response } from "express";
import type { UserScope } from "../db/scope.ts";
import { BadRequest, Conflict, Unprocessable } from "../errors.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { claimKey, keepAnswer, releaseKey } from "../models/idempotency.ts";
import type { Services } from "../services.ts";
import { lengthOf } from "../text.ts";
import { answerText, CHANGE_HEADER, keepAnswerOf } from "./answers.ts";

export const KEY_MAX = 255;

/** Those of the headers that are part of the answer. */
const KEPT_HEADERS = ["Location", "ETag", CHANGE_HEADER];

/** Without the header nothing is kept. What fails on our side (5xx) is not kept and may be tried again. */
export function idempotent(context: Services, handler: ViewerHandler): ViewerHandler {
  return async (req, res, viewer) => {
    const key = keyOf(req);
    if (key === null) return handler(req, res, viewer);
    const { scope } = viewer;
    const claim = await claimKey(scope, { key, fingerprint: fingerprintOf(req) }, context.clock());
    switch (claim.claim) {
      case "used":
        throw new Unprocessable("Idempotency-Key was used for another request");
      case "busy":
        throw new Conflict("A request with this Idempotency-Key is in progress");
      case "answered":
        res.set(claim.answer.headers);
        return answerText(req, res, claim.answer.status, claim.answer.body);
      case "taken":
        keepAnswerOf(res, keeper(req, res, scope, key));
        return handler(req, res, viewer);
    }
  };
}

/** What was done is answered even when the answer cannot be kept. */
function keeper(req: Request, res: Response, scope: UserScope, key: string) {
  return async ({ status, body }: { status: number; body: string }): Promise<void> => {
    try {
      if (status >= 500) await releaseKey(scope, key);
      else await keepAnswer(scope, key, { status, headers: headersOf(res), body });
    } catch (error) {
      req.log.warn({ err: error }, "an answer could not be kept for its Idempotency-Key");
    }
  };
}

function keyOf(req: Request): string | null {
  const header = req.get("idempotency-key");
  if (header === undefined) return null;
  // Node reads the bytes of a header as Latin-1.
  const key = header.trim();
  if (key === "") throw new BadRequest("Idempotency-Key must not be empty");
  if (lengthOf(key) > KEY_MAX) {
    throw new BadRequest("Idempotency-Key must be 255 characters or less");
  }
  return key;
}

function fingerprintOf(req: Request): string {
  const parts = [req.method, req.originalUrl, req.body ?? null];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

function headersOf(res: Response): Record<string, string> {
  const sent = KEPT_HEADERS.flatMap((name) => {
    const value = res.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(sent);
}
