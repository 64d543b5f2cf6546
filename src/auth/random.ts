/** Random texts for what every page needs anew. */
import { randomBytes } from "node:crypto";

let random = Buffer.alloc(0);
let used = 0;

/**
 * So many random bytes, in base64url. They are taken from a few thousand, generated together: one call
 * for each costs as much as a signature.
 */
export function randomText(bytes: number): string {
  if (used + bytes > random.length) {
    random = randomBytes(4096);
    used = 0;
  }
  used += bytes;
  return random.toString("base64url", used - bytes, used);
}
