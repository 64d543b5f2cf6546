/** Hashes and verifies passwords with bcrypt, a limited number at a time. */
import { createHmac, randomBytes } from "node:crypto";
import bcrypt from "bcrypt";
import type { PasswordHash } from "../models/users.ts";
import { ConcurrencyLimit } from "./concurrency_limit.ts";

/**
 * How the password becomes bcrypt's input. bcrypt reads 72 bytes and silently ignores the rest, so
 * scheme 3 gives it `base64(hmac-sha384(password))` (64 characters) of the password in NFC: keyboards
 * encode é in two ways. Scheme 2 is the same of the password as it was sent; scheme 1 is bcrypt alone,
 * for imported hashes.
 */
const PREPARE: Record<number, (password: string) => string> = {
  1: (password) => password,
  2: (password) => digest("plainlist/password/2", password),
  3: (password) => digest("plainlist/password/3", password.normalize("NFC")),
};
const CURRENT_SCHEME = 3;

/** Limits concurrency: a burst of sign-ins must not take all the threads that pages need. */
export class Passwords {
  readonly #cost: number;
  readonly #concurrency: ConcurrencyLimit;
  #decoy: Promise<string> | undefined;

  /**
   * @param options.cost bcrypt's, an exponent of two: 12 (tests use 4).
   * @param options.queueLimit the most that wait; each takes about a quarter of a second.
   */
  constructor({ cost, queueLimit }: { cost: number; queueLimit: number }) {
    this.#cost = cost;
    this.#concurrency = new ConcurrencyLimit({ most: queueLimit });
  }

  /** @throws Unavailable when too many are waiting. */
  async hash(password: string): Promise<PasswordHash> {
    const prepared = prepare(password, CURRENT_SCHEME);
    const hash = await this.#concurrency.run(() => bcrypt.hash(prepared, this.#cost));
    return { hash, scheme: CURRENT_SCHEME };
  }

  /**
   * Whether the password matches the hash. Without a hash (an unknown address) it takes the same time
   * and returns false.
   * @throws Unavailable when too many are waiting.
   */
  async verify(password: string, stored: PasswordHash | null): Promise<boolean> {
    const { hash, scheme } = stored ?? { hash: await this.#decoyHash(), scheme: CURRENT_SCHEME };
    const matches = await this.#concurrency.run(() =>
      bcrypt.compare(prepare(password, scheme), hash),
    );
    return matches && stored !== null;
  }

  /** Whether the hash has an older scheme or a lower cost. */
  isOutdated({ hash, scheme }: PasswordHash): boolean {
    return scheme !== CURRENT_SCHEME || bcrypt.getRounds(hash) < this.#cost;
  }

  /** Creates the decoy hash early, so that the first sign-in is not slower than the others. */
  async warmUp(): Promise<void> {
    await this.#decoyHash();
  }

  #decoyHash(): Promise<string> {
    this.#decoy ??= bcrypt.hash(randomBytes(18).toString("base64"), this.#cost);
    return this.#decoy;
  }
}

function digest(key: string, password: string): string {
  return createHmac("sha384", key).update(password, "utf8").digest("base64");
}

function prepare(password: string, scheme: number): string {
  const how = PREPARE[scheme];
  if (how === undefined) throw new Error(`Unknown password scheme ${scheme}`);
  return how(password);
}
