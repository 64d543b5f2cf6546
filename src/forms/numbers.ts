/** Parses integers from forms, paths and JSON. */

/** PostgreSQL's largest integer. */
export const INTEGER_MAX = 2_147_483_647;

/** From 1 to INTEGER_MAX, in plain digits; null for anything else. */
export function parsePositiveInteger(value: unknown): number | null {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^[1-9]\d{0,9}$/.test(text)) return null;
  const number = Number(text);
  return number <= INTEGER_MAX ? number : null;
}
