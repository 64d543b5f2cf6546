/** The errors that have a reply of their own: a status and a message. */
import type { Done, Saved } from "./db/saved.ts";
import { quotaMessage } from "./forms/quota.ts";

/** An error that becomes the reply to a request; `message` is safe to show. */
export class HttpError extends Error {
  readonly status: number;
  /** Of the reply, such as `Allow` or `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = new.target.name;
    this.status = status;
    this.headers = headers;
  }
}

/** The base of an error that only has a message. */
function withStatus(status: number) {
  return class extends HttpError {
    constructor(message: string) {
      super(status, message);
    }
  };
}

/** Invalid input that is not a form field: broken JSON, a bad cursor, a wrong value. */
export class BadRequest extends withStatus(400) {}

/** An API request without a valid token (RFC 6750, section 3). */
export class Unauthenticated extends HttpError {
  constructor(message: string) {
    super(401, message, { "WWW-Authenticate": "Bearer" });
  }
}

/** The user is known and has no access. */
export class Forbidden extends withStatus(403) {}

/** No such address or row, or another user's row: the reply never differs. */
export class NotFound extends HttpError {
  constructor(message = "Not found") {
    super(404, message);
  }
}

/** @throws NotFound where there is no row. */
export function found<T>(row: T | null): T {
  if (row === null) throw new NotFound();
  return row;
}

/** What was parsed. @throws BadRequest with the message, where that is what the parser returned. */
export function orBadRequest<T extends object>(parsed: T | string): T {
  if (typeof parsed === "string") throw new BadRequest(parsed);
  return parsed;
}

/** @throws AccountFull where that is why the change was refused. */
export function refuseFull(saved: Saved<unknown>): void {
  const problem = saved.ok ? undefined : saved.problems.find(({ code }) => code === "full");
  if (problem !== undefined) throw new AccountFull(quotaMessage(problem));
}

/**
 * A change that is refused only where a row is missing, its list has been archived meanwhile, or the
 * account is full.
 * @throws NotFound, Unprocessable or AccountFull then.
 */
export function done<T>(saved: Saved<T>): Done<T> {
  if (saved.ok) return saved;
  refuseFull(saved);
  const isArchived = saved.problems.some(({ code }) => code === "archived");
  throw isArchived
    ? new Unprocessable("The list is archived: bring it back first")
    : new NotFound();
}

/** @param allowed the methods of the address (RFC 9110, section 15.5.6). */
export class MethodNotAllowed extends HttpError {
  constructor(allowed: readonly string[]) {
    super(405, "Method not allowed", { Allow: allowed.join(", ") });
  }
}

/** The row has changed since it was read. */
export class Conflict extends withStatus(409) {}

/** The row does not match the request's `If-Match` (RFC 9110, section 13.1.1). */
export class PreconditionFailed extends withStatus(412) {}

/** The body has a content type that the address does not accept. */
export class UnsupportedMediaType extends withStatus(415) {}

/** Valid by itself, but it cannot be done: too many rows, or an Idempotency-Key of another request. */
export class Unprocessable extends withStatus(422) {}

/** The account has no room for the change; a form comes back, to be sent again. */
export class AccountFull extends withStatus(422) {}

/** Too many attempts. @param retryAfter in seconds. */
export class TooManyRequests extends HttpError {
  constructor(message: string, retryAfter: number) {
    super(429, message, { "Retry-After": String(retryAfter) });
  }
}

/** Temporarily unavailable. @param retryAfter in seconds. */
export class Unavailable extends HttpError {
  constructor(message: string, retryAfter: number) {
    super(503, message, { "Retry-After": String(retryAfter) });
  }
}

/** An error of Express or of a body parser with a message of our own; null for any unexpected error. */
export function asHttpError(error: unknown): HttpError | null {
  if (error instanceof HttpError) return error;
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (typeof status !== "number" || status < 400 || status > 499) return null;
  const sentence = typeof type === "string" ? PARSER_MESSAGES[type] : undefined;
  return new HttpError(status, sentence ?? CLIENT_MESSAGES[status] ?? "Bad request");
}

/** By body-parser's `type`. */
const PARSER_MESSAGES: Record<string, string> = {
  "entity.parse.failed": "The body is not valid JSON",
  "entity.too.large": "The body is too large",
  "parameters.too.many": "The body has too many fields",
  "encoding.unsupported": "The body's encoding is not supported",
  "charset.unsupported": "The body's character set is not supported",
};

const CLIENT_MESSAGES: Record<number, string> = {
  400: "Bad request",
  404: "Not found",
  413: "The body is too large",
  415: "The body's type is not supported",
};
