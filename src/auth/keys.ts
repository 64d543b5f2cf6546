/** Signing keys, one set per purpose, from the configured secrets: the first signs, all verify. */
import {
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";

export interface KeyRing {
  /** The key that signs, and its id for a token's `kid`. */
  current: { id: string; key: KeyObject };
  /** Every key that verifies, by id. */
  all: ReadonlyMap<string, KeyObject>;
}

/** The secrets as keys, imported once: importing a string for each use costs 400 µs. */
export function jwtKeys(secrets: readonly string[]): KeyRing {
  return ring(secrets.map((secret) => Buffer.from(secret, "utf8")));
}

/** Keys for one purpose: a signature for one is not valid for another (RFC 5869). */
export function derivedKeys(secrets: readonly string[], purpose: string): KeyRing {
  return ring(secrets.map((secret) => Buffer.from(hkdfSync("sha256", secret, "", purpose, 32))));
}

/** HMAC-SHA-256 of `text` in base64url. */
export function sign(keys: KeyRing, text: string): string {
  return mac(keys.current.key, text);
}

/** Whether it is the signature of `text` by any of the keys; in constant time. */
export function verifySignature(keys: KeyRing, text: string, signature: string): boolean {
  const given = Buffer.from(signature);
  return [...keys.all.values()].some((key) => {
    const expected = Buffer.from(mac(key, text));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function mac(key: KeyObject, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

function ring(secrets: readonly Buffer[]): KeyRing {
  const entries = secrets.map((secret) => ({
    // Identifies the key without revealing anything about it.
    id: createHash("sha256")
      .update("plainlist/kid/")
      .update(secret)
      .digest("base64url")
      .slice(0, 8),
    key: createSecretKey(secret),
  }));
  const [current] = entries;
  if (current === undefined) throw new Error("A key ring needs at least one secret");
  return { current, all: new Map(entries.map(({ id, key }) => [id, key])) };
}
