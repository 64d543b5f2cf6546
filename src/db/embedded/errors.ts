/** The embedded database's errors, and helpers for the errors of others. */

/** Why the embedded database cannot start and what to do: sentences to show as they are. */
export class EmbeddedDatabaseError extends Error {
  override name = "EmbeddedDatabaseError";
}

/** Another application holds the data folder; the message names it. */
export class DataDirInUseError extends EmbeddedDatabaseError {
  override name = "DataDirInUseError";
}

/** True for an error with one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && codes.includes(code);
}

/** For `catch`: undefined in place of a file or folder that does not exist. */
export function ifMissing(error: unknown): undefined {
  if (!hasCode(error, "ENOENT")) throw error;
}

/** The text of anything that was thrown. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
