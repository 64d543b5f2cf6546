/** Turns the second factor of accounts on and off, and checks its codes. */
import type { Logger } from "pino";
import type { Database } from "../db/connection.ts";
import type { Client } from "../models/auth_sessions.ts";
import { queueMail } from "../models/mails.ts";
import {
  addSecondFactor,
  findSecondFactor,
  type HashedCodes,
  hasSecondFactor,
  removeSecondFactor,
  replaceRecoveryCodes,
  type SecondFactor,
  useRecoveryCode,
  useStep,
} from "../models/second_factors.ts";
import type { User } from "../models/users.ts";
import { AppKeys } from "./app_keys.ts";
import { derivedKeys, type KeyRing } from "./keys.ts";
import { isKnownClient } from "./known_clients.ts";
import { newKey, stepOf } from "./one_time_codes.ts";
import type { Passwords } from "./passwords.ts";
import { newRecoveryCodes, readCode } from "./recovery_codes.ts";
import { open, seal } from "./sealed.ts";
import type { Throttling } from "./throttling.ts";

interface SecondFactorParts {
  database: Database;
  passwords: Passwords;
  throttling: Throttling;
  logger: Logger;
  clock: () => Date;
}

/** Whose second factor it is. */
type Owner = Pick<User, "id" | "email">;

/** A code that was right: of the app, or a recovery code with how many are left. */
export type CheckedCode =
  | { ok: true; by: "app" }
  | { ok: true; by: "recovery"; left: number }
  | { ok: false };

/** Recovery codes that were just made, sealed for the browser that made them, which may show them. */
export interface SealedCodes {
  userId: string;
  /** Of these codes: others may have replaced them since. */
  salt: string;
  /** In base64url. */
  sealed: string;
  /** In milliseconds. */
  madeAt: number;
}

/** In milliseconds: how long the key of a page can be used to turn the second factor on. */
const SETUP_LIFETIME = 60 * 60_000;
/** In milliseconds: how long new recovery codes can be seen. */
export const CODES_LIFETIME = 10 * 60_000;

export class SecondFactors {
  readonly #parts: SecondFactorParts;
  readonly #keys: KeyRing;
  readonly #appKeys: AppKeys;

  constructor(parts: SecondFactorParts, secrets: readonly string[]) {
    this.#parts = parts;
    this.#keys = derivedKeys(secrets, "plainlist/second-factor");
    this.#appKeys = new AppKeys(parts, this.#keys);
  }

  /**
   * A new key for the user's app. It is stored nowhere: the page that shows it sends it back.
   * @returns the key, and the same sealed for this user and for an hour, in base64url.
   */
  newSetup(userId: string): { key: Buffer; sealed: string } {
    const key = newKey();
    const expiry = Buffer.alloc(8);
    expiry.writeBigUInt64BE(BigInt(this.#parts.clock().getTime() + SETUP_LIFETIME));
    const content = Buffer.concat([expiry, key]);
    const sealed = seal(this.#keys, content, setupOf(userId)).toString("base64url");
    return { key, sealed };
  }

  /** The key of `newSetup`; null: it is too old, another user's, or not ours. */
  readSetup(userId: string, sealed: string): Buffer | null {
    const content = open(this.#keys, Buffer.from(sealed, "base64url"), setupOf(userId));
    const now = BigInt(this.#parts.clock().getTime());
    return content !== null && content.readBigUInt64BE() > now ? content.subarray(8) : null;
  }

  /**
   * Turns it on for a key whose code was typed, and mails it to the user.
   * @returns the recovery codes; "wrong": it is not the code of this time; "on": it is on already.
   * @throws Unavailable, TooManyRequests
   */
  async turnOn(
    owner: Owner,
    { key, code }: { key: Buffer; code: string },
    client: Client,
  ): Promise<SealedCodes | "wrong" | "on"> {
    const now = this.#parts.clock();
    const typed = readCode(code);
    const step = typed?.kind === "app" ? stepOf(key, typed.code, now) : null;
    if (step === null) return "wrong";
    const sealedKey = this.#appKeys.seal(owner.id, key);
    const made = await this.#makeCodes(owner.id, client, now);
    const isDone = await this.#parts.database.transaction(async (trx) => {
      const added = { sealedKey, step, codes: made.hashed, now };
      if (!(await addSecondFactor(trx, owner.id, added))) return false;
      await mailChange(trx, owner, { change: "on", client, now });
      return true;
    });
    return isDone ? made.sealed : "on";
  }

  /** Turns it off, and mails it to the user. @returns false: it was off. */
  async turnOff(owner: Owner, client: Client): Promise<boolean> {
    const now = this.#parts.clock();
    return await this.#parts.database.transaction(async (trx) => {
      if (!(await removeSecondFactor(trx, owner.id))) return false;
      await mailChange(trx, owner, { change: "off", client, now });
      return true;
    });
  }

  /**
   * Makes ten new recovery codes in place of the others, and mails to the user that they are new.
   * @param madeAt when those were made that the user has seen; null: whichever there are.
   * @returns null: it is off, or the codes are others by now.
   * @throws Unavailable, TooManyRequests
   */
  async renewCodes(owner: Owner, madeAt: Date | null, client: Client): Promise<SealedCodes | null> {
    const now = this.#parts.clock();
    if (!(await hasSecondFactor(this.#parts.database, owner.id))) return null;
    const made = await this.#makeCodes(owner.id, client, now);
    const isDone = await this.#parts.database.transaction(async (trx) => {
      const renewed = { madeAt, codes: made.hashed, now };
      if (!(await replaceRecoveryCodes(trx, owner.id, renewed))) return false;
      await mailChange(trx, owner, { change: "codes", client, now });
      return true;
    });
    return isDone ? made.sealed : null;
  }

  /** The codes in the clear; null: ten minutes are over, or they are another user's or replaced. */
  readCodes({ userId, salt, sealed, madeAt }: SealedCodes, current: SecondFactor): string[] | null {
    const age = this.#parts.clock().getTime() - madeAt;
    if (age > CODES_LIFETIME || salt !== current.codesSalt) return null;
    const content = open(this.#keys, Buffer.from(sealed, "base64url"), codesOf(userId));
    return content === null ? null : content.toString("latin1").split(" ");
  }

  /**
   * Checks a code of the app or a recovery code, and uses it up. It counts as an attempt to sign in, with
   * passwords.
   * @param from.isKnown the user is signed in (see Throttling). Whether its network, or the browser of the
   *   cookie, has signed in before is looked up.
   * @throws TooManyRequests, Unavailable
   */
  async check(
    owner: Owner,
    typed: string,
    from: { address: string; browser?: string | undefined; isKnown?: boolean },
  ): Promise<CheckedCode> {
    const { database, throttling } = this.#parts;
    const { email } = owner;
    const { address } = from;
    const isKnown = from.isKnown === true || (await isKnownClient(database, email, from));
    const attempt = { address, email, isKnown };
    await throttling.count("code", attempt);
    const factor = await findSecondFactor(database, owner.id);
    const code = readCode(typed);
    if (factor === null || code === null) return { ok: false };
    const checking =
      code.kind === "app"
        ? this.#useAppCode(owner.id, code.code, factor)
        : this.#useRecoveryCode(owner.id, code.code, { factor, address });
    const checked = await checking.catch(async (error) => {
      // It was not looked at.
      await throttling.uncount("code", attempt);
      throw error;
    });
    if (checked.ok) await throttling.forgive("code", attempt);
    return checked;
  }

  /** Seals the keys of accounts anew that an older secret has sealed, so that it can be removed. */
  async renewSealedKeys(): Promise<void> {
    await this.#appKeys.renew();
  }

  async #useAppCode(userId: string, code: string, factor: SecondFactor): Promise<CheckedCode> {
    const { database, clock } = this.#parts;
    const key = this.#appKeys.open(userId, factor.sealedKey);
    const step = key === null ? null : stepOf(key, code, clock());
    if (step === null) return { ok: false };
    const isFirst = await useStep(database, userId, { step, onSince: factor.onSince });
    return isFirst ? { ok: true, by: "app" } : { ok: false };
  }

  async #useRecoveryCode(
    userId: string,
    code: string,
    { factor, address }: { factor: SecondFactor; address: string },
  ): Promise<CheckedCode> {
    const { database, passwords, clock } = this.#parts;
    const hash = await passwords.hashCode(code, factor.codesSalt, { address });
    const left = await useRecoveryCode(database, userId, { hash, now: clock() });
    return left === null ? { ok: false } : { ok: true, by: "recovery", left };
  }

  /** One code after the other: ten that wait at once would take the places of others. */
  async #makeCodes(
    userId: string,
    { address }: Client,
    now: Date,
  ): Promise<{ hashed: HashedCodes; sealed: SealedCodes }> {
    const { passwords } = this.#parts;
    const codes = newRecoveryCodes();
    const salt = await passwords.codeSalt();
    const from = { address, isLast: true };
    const hashes: string[] = [];
    for (const code of codes) hashes.push(await passwords.hashCode(code, salt, from));
    const content = Buffer.from(codes.join(" "), "latin1");
    const sealed = seal(this.#keys, content, codesOf(userId)).toString("base64url");
    return { hashed: { salt, hashes }, sealed: { userId, salt, sealed, madeAt: now.getTime() } };
  }
}

interface Change {
  change: "on" | "off" | "codes";
  /** Where it comes from. */
  client: Client;
  now: Date;
}

function mailChange(
  trx: Parameters<typeof queueMail>[0],
  { id: userId, email: recipient }: Owner,
  { change, client: { userAgent, address }, now }: Change,
): Promise<void> {
  const from = { userAgent: userAgent.slice(0, 400), address, at: now.toISOString() };
  const kind = "second-factor-changed";
  return queueMail(trx, { kind, recipient, userId, params: { change, ...from } }, now);
}

/** What is sealed, and whose: none of it can be opened as another, or by another user. */
const setupOf = (userId: string) => `setup of ${userId}`;
const codesOf = (userId: string) => `recovery codes of ${userId}`;
