/** The six digits of an authenticator app (TOTP, RFC 6238): SHA-1, 30 seconds, as every app has it. */
import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";

/** In bytes; RFC 4226 recommends 160 bits. */
const KEY = 20;
/** In seconds. */
const PERIOD = 30;
/** How many steps the clock of the phone may be ahead or behind. */
const DRIFT = 1;

export function newKey(): Buffer {
  return randomBytes(KEY);
}

/** The key in letters, to be typed: base 32 in groups of four. */
export function keyText(key: Uint8Array): string {
  return secretOf(key).base32.replace(/.{4}(?=.)/g, "$& ");
}

/** The address that an app reads from a QR code. @param issuer must have no colon. */
export function keyUri(
  key: Uint8Array,
  { issuer, account }: { issuer: string; account: string },
): string {
  return totp(key, { issuer, label: account }).toString();
}

/** The code that an app shows at this time. */
export function codeAt(key: Uint8Array, at: Date): string {
  return totp(key).generate({ timestamp: at.getTime() });
}

/**
 * The step of a code: how many times 30 seconds had passed since 1970 when its phone showed it.
 * @param code six digits.
 * @returns null: it is none of this time.
 */
export function stepOf(key: Uint8Array, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = totp(key).validate({ token: code, timestamp, window: DRIFT });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD) + delta;
}

function totp(key: Uint8Array, named: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({ ...named, secret: secretOf(key), period: PERIOD });
}

function secretOf(key: Uint8Array): Secret {
  return new Secret({ buffer: new Uint8Array(key).buffer });
}
