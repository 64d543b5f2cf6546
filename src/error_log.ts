/**
 * What is logged and printed of an error: what it is and where it came from. What people wrote is never in
 * it: PostgreSQL, Node and libraries quote values in their messages and keep them in other properties.
 */

export interface LoggedError {
  /** The name of its class. */
  type: string;
  /** With "…" in place of what is quoted, but for names of the database. */
  message: string;
  /** Only the frames. */
  stack: string;
  cause?: LoggedError;
  /** Of an AggregateError. */
  errors?: LoggedError[];
  [property: string]: unknown;
}

/** Of PostgreSQL, and of Node's system errors; any other property may hold a value. */
const PROPERTIES = [
  ...["code", "severity", "schema", "table", "column", "dataType", "constraint", "routine"],
  ...["position", "errno", "syscall", "status"],
] as const;
/** Those of them that PostgreSQL's messages quote. */
const NAMES = ["schema", "table", "column", "dataType", "constraint"] as const;

/**
 * Of PostgreSQL: no such table, column or function. With a position what is quoted is a name in the text of a
 * statement; without, it may be a value that was cast.
 */
const NO_SUCH_NAME = /^42(P01|703|883)$/;

/** In any language that PostgreSQL speaks. */
const QUOTE = "[\"'`\u00ab\u00bb\u2018-\u201f\u2039\u203a]";
/** From the first to the last one: a value may contain quotes. */
const QUOTED = new RegExp(`${QUOTE}.*${QUOTE}`, "s");
/** V8 and Node put the value at the end: "Invalid time zone specified: …", "must be … Received …". */
const OF_LANGUAGE = /^(Syntax|Range|Type|URI|Eval)Error$|^DOMException$/;
const FRAME = /^ {4}at .*(:\d+:\d+\)?|\((<anonymous>|native|index \d+)\))$/;

/** In characters. */
const MESSAGE_MAX = 300;
/** How many causes of causes, and how many of several errors. */
const DEPTH_MAX = 4;

export function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: "Something else than an error was thrown", stack: "" };
  }
  const own = error as unknown as Record<string, unknown>;
  const described: LoggedError = {
    type: error.constructor.name,
    message: messageOf(error),
    stack: framesOf(error),
  };
  for (const name of PROPERTIES) {
    const value = own[name];
    if (typeof value === "number" || isName(value)) described[name] = value;
  }
  if (depth >= DEPTH_MAX) return described;
  if (error.cause !== undefined) described.cause = describeError(error.cause, depth + 1);
  if (error instanceof AggregateError) {
    const several: unknown[] = error.errors.slice(0, DEPTH_MAX);
    described.errors = several.map((one) => describeError(one, depth + 1));
  }
  return described;
}

/** For a terminal: the same as lines of text. */
export function errorText(error: unknown): string {
  const { type, message, stack, cause, errors, ...properties } = describeError(error);
  const details = Object.entries(properties).map(([name, value]) => `${name} ${value}`);
  const heading = [`${type}: ${message}`, ...details].join(", ");
  const causes = cause === undefined ? [] : [`Caused by ${errorText((error as Error).cause)}`];
  return [heading, stack, ...causes].filter((line) => line !== "").join("\n");
}

function messageOf(error: Error): string {
  const own = error as unknown as Record<string, unknown>;
  const known = NAMES.map((property) => own[property]).filter(isName);
  const isOfStatement = NO_SUCH_NAME.test(String(own.code)) && isName(own.position);
  const names = isOfStatement ? ["[\\w.]{1,63}"] : known;
  // Between characters that no text from PostgreSQL contains.
  const marked = names.reduce(
    (text, name) => text.replaceAll(new RegExp(`${QUOTE}(${name})${QUOTE}`, "g"), "\0$1\0"),
    error.message,
  );
  const text = OF_LANGUAGE.test(error.name) ? marked.replace(/(:| Received) .*$/s, "$1 …") : marked;
  const plain = text.replace(QUOTED, '"…"').replaceAll("\0", '"');
  return plain.length > MESSAGE_MAX ? `${plain.slice(0, MESSAGE_MAX)}…` : plain;
}

/** The last lines of the stack, which begins with the message. */
function framesOf({ stack = "", message }: Error): string {
  const lines = stack.split("\n");
  const isFrame = (line: string) => FRAME.test(line) && !message.includes(line.trim());
  return lines.slice(lines.findLastIndex((line) => !isFrame(line)) + 1).join("\n");
}

/** Whether it is no more than a code or the name of something in a program. */
function isName(value: unknown): value is string {
  return typeof value === "string" && /^[\w.]{1,63}$/.test(value);
}
