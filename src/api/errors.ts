/** Every error of the API as `{"error"}`, whatever it was and wherever it came from. */
import type { ErrorRequestHandler, RequestHandler } from "express";
import { asUnavailable, UNAVAILABLE_MESSAGE } from "../db/database_errors.ts";
import { asHttpError, BadRequest, NotFound } from "../errors.ts";
import type { FormResult } from "../forms/fields.ts";
import type { JsonReply } from "../http/reply.ts";
import { sendReply } from "../http/send_reply.ts";

/** A body with problems in its fields; `error` is the first message. */
export class InvalidFields extends BadRequest {
  readonly fields: Readonly<Record<string, string>>;
  constructor(fields: Partial<Record<string, string>>) {
    super(Object.values(fields)[0] ?? "Invalid request");
    this.fields = fields as Record<string, string>;
  }
}

/** What was sent, if it can be acted on. @throws InvalidFields */
export function read<Value>(form: FormResult<Value, string>): Value {
  if (!form.ok) throw new InvalidFields(form.errors);
  return form.value;
}

export const apiNotFound: RequestHandler = () => {
  throw new NotFound();
};

export const apiErrors: ErrorRequestHandler = async (error, req, res, next) => {
  if (res.headersSent) return next(error);
  const reply = errorReply(error);
  const isOurs = asHttpError(error) === null;
  if (isOurs) req.log.error({ err: error }, "request failed");
  if (reply.status === 429) req.log.warn({ event: "throttled" }, "too many attempts");
  await sendReply(req.context, res, reply);
};

/** The reply to an error of any kind: nothing of the server's insides. */
export function errorReply(error: unknown): JsonReply {
  const unavailable = asUnavailable(error);
  const known = unavailable ?? asHttpError(error);
  // The contract has 500 for a database that fails; what is busy (503) is said as it is.
  const isDatabase = unavailable !== null && unavailable !== error;
  const status = isDatabase ? 500 : (known?.status ?? 500);
  const fields = error instanceof InvalidFields ? { fields: error.fields } : {};
  const body = { error: known?.message ?? UNAVAILABLE_MESSAGE, ...fields };
  return { kind: "json", status, headers: known?.headers ?? {}, body };
}
