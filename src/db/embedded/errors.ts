/** The errors of the embedded database's start, each a message that says the fault and its cure. */

/** Why the embedded database cannot start; the message is complete sentences for a person. */
export class EmbeddedDatabaseError extends Error {
  override name = "EmbeddedDatabaseError";
}

/** Another application holds the data folder; the message names it. */
export class DataDirInUseError extends EmbeddedDatabaseError {
  override name = "DataDirInUseError";
}

/** True for a system error with one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && codes.includes(code);
}

/** The text of whatever was thrown. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
