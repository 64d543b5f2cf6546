/** Hashes and verifies passwords with bcrypt, a limited number at a time. */
import { createHmac, randomBytes } from "node:crypto";
import bcrypt from "bcrypt";
import type { PasswordHash } from "../models/users.ts";
import { ConcurrencyLimit, type Turn } from "./concurrency_limit.ts";
import { networksOf } from "./networks.ts";

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

/** Who asks for a hash. */
export interface Hashing {
  /** The network address of the client; without, its network is not limited. */
  address?: string;
  /** It waits until no sign-in does: for a sign-up, and for new recovery codes. */
  isLast?: boolean;
}

/** How many hashes may wait from one network, by its level: sign-ins, and what comes last. */
const WAITING_MOST = [10, 20, 40] as const;
const LAST_WAITING_MOST = [5, 10, 20] as const;

function turnOf({ address, isLast = false }: Hashing): Turn {
  return {
    isLast,
    networks: address === undefined ? [] : networksOf(address),
    mostPerNetwork: isLast ? LAST_WAITING_MOST : WAITING_MOST,
  };
}

/**
 * bcrypt's cost for recovery codes, below that of passwords: ten are hashed at once, and each is 40 random
 * bits.
 */
const CODE_COST = 10;

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

  /** @throws Unavailable when too many are waiting, TooManyRequests when those are of one network. */
  async hash(password: string, from: Hashing = {}): Promise<PasswordHash> {
    const prepared = prepare(password, CURRENT_SCHEME);
    const work = () => bcrypt.hash(prepared, this.#cost);
    const hash = await this.#concurrency.run(work, turnOf(from));
    return { hash, scheme: CURRENT_SCHEME };
  }

  /**
   * Whether the password matches the hash, however its letters are encoded. Without a hash (an unknown address) it takes the same time
   * and returns false.
   * @throws Unavailable when too many are waiting, TooManyRequests when those are of one network.
   */
  async verify(
    password: string,
    stored: PasswordHash | null,
    from: Hashing = {},
  ): Promise<boolean> {
    const { hash, scheme } = stored ?? { hash: await this.#decoyHash(), scheme: CURRENT_SCHEME };
    const work = async () => {
      for (const spelling of spellingsOf(password)) {
        if (await bcrypt.compare(prepare(spelling, scheme), hash)) return true;
      }
      return false;
    };
    const matches = await this.#concurrency.run(work, turnOf(from));
    return matches && stored !== null;
  }

  /** For `hashCode`. */
  async codeSalt(): Promise<string> {
    return await bcrypt.genSalt(Math.min(this.#cost, CODE_COST));
  }

  /**
   * The hash of a recovery code, always the same under one salt.
   * @throws Unavailable when too many are waiting, TooManyRequests when those are of one network.
   */
  async hashCode(code: string, salt: string, from: Hashing = {}): Promise<string> {
    return await this.#concurrency.run(() => bcrypt.hash(code, salt), turnOf(from));
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

/**
 * The encodings that an older scheme may have hashed. The current one has the same input for each, and
 * compares it as often: otherwise the time would tell which addresses have an account.
 */
function spellingsOf(password: string): Set<string> {
  return new Set([password, password.normalize("NFC"), password.normalize("NFD")]);
}

function digest(key: string, password: string): string {
  return createHmac("sha384", key).update(password, "utf8").digest("base64");
}

function prepare(password: string, scheme: number): string {
  const how = PREPARE[scheme];
  if (how === undefined) throw new Error(`Unknown password scheme ${scheme}`);
  return how(password);
}
