/** Where to go on to after a form: only ever a path of this app. */

/** In characters, percent-encoded: it must fit into a cookie beside a title (see flash.ts). */
const LONGEST = 1_000;

/**
 * The path, or null for anything that could lead elsewhere: another origin in any spelling that a
 * browser would follow (`//host`, `/\host`, tabs and line breaks that a URL parser drops).
 */
export function safeReturnTo(value: unknown): string | null {
  if (typeof value !== "string" || value.length > LONGEST) return null;
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes("\\")) return null;
  const base = "http://app.invalid";
  if (!URL.canParse(value, base)) return null;
  const url = new URL(value, base);
  // "/.//host" is parsed to the path "//host", which would be another origin in a Location.
  if (url.origin !== base || url.pathname.startsWith("//")) return null;
  const path = url.pathname + url.search + url.hash;
  return path.length > LONGEST ? null : path;
}
