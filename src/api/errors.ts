/** Replies to every error of the API with `{"error"}`. */
import type { ErrorRequestHandler } from "express";
import { asUnavailable, UNAVAILABLE_MESSAGE } from "../db/database_errors.ts";
import { asHttpError, BadRequest } from "../errors.ts";
import type { FormResult } from "../forms/fields.ts";
import type { JsonReply } from "../http/reply.ts";
import type { RequestContext } from "../http/request_context.ts";
import { sendReply } from "../http/send_reply.ts";
import { unauthenticated } from "./require_bearer.ts";

/** A body with invalid fields. The message is that of the first one. */
export class InvalidFields extends BadRequest {
  readonly fields: Readonly<Record<string, string>>;
  constructor(fields: Partial<Record<string, string>>) {
    super(Object.values(fields)[0] ?? "Invalid request");
    this.fields = fields as Record<string, string>;
  }
}

/** The value of a valid body. @throws InvalidFields for any other. */
export function valid<Value>(form: FormResult<Value, string>): Value {
  if (!form.ok) throw new InvalidFields(form.errors);
  return form.value;
}

export const apiErrors: ErrorRequestHandler = async (failure, req, res, next) => {
  if (res.headersSent) return next(failure);
  const error = await confirmedError(req.context, failure);
  const reply = errorReply(error);
  if (asHttpError(error) === null) req.log.error({ err: error }, "request failed");
  if (reply.status === 429) req.log.warn({ event: "throttled" }, "too many attempts");
  await sendReply(req.context, res, reply);
};

/** A token that turns out to be revoked is the error, whatever else is wrong with the request. */
async function confirmedError(c: RequestContext, failure: unknown): Promise<unknown> {
  try {
    const isGone = !(await c.confirm()) && c.session === null;
    return isGone ? unauthenticated(c.isExpired) : failure;
  } catch (error) {
    return error;
  }
}

/** The reply to any error, without internals of the server. */
export function errorReply(error: unknown): JsonReply {
  const unavailable = asUnavailable(error);
  const known = unavailable ?? asHttpError(error);
  // A failed database is a 500 by the API's contract; a 503 thrown by ourselves stays one.
  const isDatabaseDown = unavailable !== null && unavailable !== error;
  const status = isDatabaseDown ? 500 : (known?.status ?? 500);
  const fields = error instanceof InvalidFields ? { fields: error.fields } : {};
  const body = { error: known?.message ?? UNAVAILABLE_MESSAGE, ...fields };
  return { kind: "json", status, headers: known?.headers ?? {}, body };
}
