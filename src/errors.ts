/** The errors that have an answer of their own: each its status and the sentence it is told with. */

/** An error that a request may end with; `message` is safe to show. */
export class HttpError extends Error {
  readonly status: number;
  /** More headers of the answer, such as `Allow` or `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = new.target.name;
    this.status = status;
    this.headers = headers;
  }
}

/** What was sent cannot be understood: broken JSON, a bad cursor, a wrong value. */
export class BadRequest extends HttpError {
  constructor(message: string) {
    super(400, message);
  }
}

/** An API request with no token, or one that is not valid (RFC 6750, section 3). */
export class Unauthenticated extends HttpError {
  constructor(message: string) {
    super(401, message, { "WWW-Authenticate": "Bearer" });
  }
}

/** Known who asks, and not theirs to have. */
export class Forbidden extends HttpError {
  constructor(message: string) {
    super(403, message);
  }
}

/** No such address or row, or somebody else's row: never told apart. */
export class NotFound extends HttpError {
  constructor(message = "Not found") {
    super(404, message);
  }
}

/** A row that was looked for. @throws NotFound where there is none. */
export function found<T>(row: T | null): T {
  if (row === null) throw new NotFound();
  return row;
}

/** The address exists, with other methods (RFC 9110, section 15.5.6). */
export class MethodNotAllowed extends HttpError {
  constructor(allowed: readonly string[]) {
    super(405, "Method not allowed", { Allow: allowed.join(", ") });
  }
}

/** The row was changed by somebody else since it was read. */
export class Conflict extends HttpError {
  constructor(message: string) {
    super(409, message);
  }
}

/** The row is not as the request's `If-Match` says (RFC 9110, section 13.1.1). */
export class PreconditionFailed extends HttpError {
  constructor(message: string) {
    super(412, message);
  }
}

/** The body is of a kind that this address does not take. */
export class UnsupportedMediaType extends HttpError {
  constructor(message: string) {
    super(415, message);
  }
}

/** Understood, and at odds with what was said before. */
export class Unprocessable extends HttpError {
  constructor(message: string) {
    super(422, message);
  }
}

/** Too many attempts; `retryAfter` in seconds. */
export class TooManyRequests extends HttpError {
  constructor(message: string, retryAfter: number) {
    super(429, message, { "Retry-After": String(retryAfter) });
  }
}

/** Cannot be served just now, but soon again; `retryAfter` in seconds. */
export class Unavailable extends HttpError {
  constructor(message: string, retryAfter: number) {
    super(503, message, { "Retry-After": String(retryAfter) });
  }
}

/** What Express and its parsers throw, in words of ours; null for anything else. */
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
