/** Every error of the API as `{"error"}`, whatever it was and wherever it came from. */
import type { ErrorRequestHandler, RequestHandler } from "express";
import { asUnavailable, UNAVAILABLE_MESSAGE } from "../db/database_errors.ts";
import { asHttpError, BadRequest, NotFound } from "../errors.ts";
import type { FormResult } from "../forms/fields.ts";
import { answer } from "./answers.ts";

/** A body whose fields need mending; `error` is the first message. */
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

export const apiErrors: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error);
  const unavailable = asUnavailable(error);
  const isDatabase = unavailable !== null && unavailable !== error;
  const known = unavailable ?? asHttpError(error);
  // The contract has 500 for a database that fails; what is busy (503) is told as it is.
  const status = isDatabase ? 500 : (known?.status ?? 500);
  if (isDatabase || known === null) req.log.error({ err: error }, "request failed");
  if (known?.status === 429) req.log.warn({ event: "throttled" }, "too many attempts");
  if (known !== null) res.set(known.headers);
  const message = known?.message ?? UNAVAILABLE_MESSAGE;
  const fields = error instanceof InvalidFields ? { fields: error.fields } : {};
  answer(req, res, status, { error: message, ...fields });
};
