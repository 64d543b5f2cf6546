/** Checks the address that a form or a query asks to return to (no open redirects). */

/** In characters, percent-encoded: it must fit into a cookie beside a title (see flash.ts). */
const LENGTH_MAX = 1_000;

/**
 * @returns the path with its query and fragment, as a URL parser writes it; null for anything that could
 * lead to another origin, in any spelling that a browser would follow (`//host`, `/\host`, tabs and line
 * breaks that a URL parser drops).
 */
export function safeReturnTo(value: unknown): string | null {
  if (typeof value !== "string" || value.length > LENGTH_MAX) return null;
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes("\\")) return null;
  const base = "http://app.invalid";
  if (!URL.canParse(value, base)) return null;
  const url = new URL(value, base);
  // "/.//host" is parsed to the path "//host", which would be another origin in a Location.
  if (url.origin !== base || url.pathname.startsWith("//")) return null;
  const path = url.pathname + url.search + url.hash;
  return path.length > LENGTH_MAX ? null : path;
}
