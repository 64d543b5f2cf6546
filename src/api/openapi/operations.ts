/** What the descriptions of operations are put together from. */
import { answer, header, shared } from "./responses.ts";
import { reference } from "./schemas.ts";
import type { Example, Header, Operation, Reference, RequestBody, Response } from "./types.ts";

type Responses = Operation["responses"];

/** What every operation on somebody's rows has. */
export function operation(
  tag: string,
  operationId: string,
  summary: string,
  responses: Responses,
): Operation {
  return {
    operationId,
    tags: [tag],
    summary,
    security: [{ bearerAuth: [] }],
    responses: {
      ...responses,
      401: shared("Unauthenticated"),
      403: shared("Forbidden"),
      500: shared("Failed"),
    },
  };
}

/** An operation that takes an `Idempotency-Key`. */
export function keyed(described: Operation): Operation & { parameters: Reference[] } {
  return {
    ...described,
    parameters: [parameter("IdempotencyKey")],
    responses: { ...described.responses, 422: shared("KeyUsed") },
  };
}

export function parameter(name: string): Reference {
  return { $ref: `#/components/parameters/${name}` };
}

/** What may go wrong with any body. */
export function bodyFailures(): Responses {
  return { 413: shared("TooLarge"), 415: shared("UnsupportedMediaType") };
}

export function body(
  schema: string,
  description: string,
  examples: Record<string, Example>,
): RequestBody {
  return {
    description,
    required: true,
    content: { "application/json": { schema: reference(schema), examples } },
  };
}

type Headers = Record<string, Header | Reference>;

/** Of an answer to a write: which entry of the history it made. */
export const CHANGED: Record<string, Reference> = { "Plainlist-Change": header("Change") };

/** One row as the answer. */
export function row(
  schema: string,
  description: string,
  example: object,
  headers: Record<string, Reference> = {},
): Response {
  return answer(description, reference(schema), { usual: { value: example } }, headers);
}

/** An answer without a body. */
export function empty(description: string, headers: Headers = {}): Response {
  return { description, headers: { "X-Request-Id": header("RequestId"), ...headers } };
}
