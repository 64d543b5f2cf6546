/** Personal tokens for the API: random texts that begin with `plt_`. Only their hashes are stored. */
import { createHash, randomBytes } from "node:crypto";

/** Base 32 (RFC 4648), in lower case. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const LENGTH = 26;
const FORM = /^plt_[a-z2-7]{26}$/;

/** A new token, of 130 random bits. */
export function newPersonalToken(): string {
  const letters = [...randomBytes(LENGTH)].map((byte) => LETTERS.charAt(byte % LETTERS.length));
  return `plt_${letters.join("")}`;
}

/** The SHA-256 that a token is found by; null: it does not have the form of one. */
export function personalTokenHash(token: string): Buffer | null {
  return FORM.test(token) ? createHash("sha256").update(token).digest() : null;
}
