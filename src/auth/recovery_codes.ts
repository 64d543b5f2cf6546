/** Recovery codes: one-use codes on paper, for when the authenticator app is lost. */
import { randomInt } from "node:crypto";

/** Crockford's base 32: without i, l, o and u. Eight of it are 40 bits. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 8;
/** In UTF-16 units: more than a person types for one. */
const TYPED_MAX = 100;
export const RECOVERY_CODES = 10;

/** Ten different ones, such as "4kq79tzx". */
export function newRecoveryCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < RECOVERY_CODES) {
    codes.add(Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""));
  }
  return [...codes];
}

/** As it is shown: "4kq7-9tzx". */
export function recoveryCodeText(code: string): string {
  return code.replace(/^(.{4})(.{4})$/, "$1-$2");
}

/** A code of the app, or a recovery code. */
export interface TypedCode {
  kind: "app" | "recovery";
  code: string;
}

/**
 * Reads a code in any case, with spaces and dashes anywhere, an O for a zero, an I or L for a one.
 * @returns null: it can be neither.
 */
export function readCode(typed: string): TypedCode | null {
  if (typed.length > TYPED_MAX) return null;
  const text = typed
    .normalize("NFKC")
    .replace(/[\s\p{Dash}]/gu, "")
    .toLowerCase();
  if (/^\d{6}$/.test(text)) return { kind: "app", code: text };
  const code = text.replaceAll("o", "0").replace(/[il]/g, "1");
  const isCode = code.length === LENGTH && [...code].every((letter) => ALPHABET.includes(letter));
  return isCode ? { kind: "recovery", code } : null;
}
