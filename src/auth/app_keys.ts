/** The keys of authenticator apps, which the database has only sealed. */
import type { Logger } from "pino";
import type { Database } from "../db/connection.ts";
import { findOldSealedKeys, replaceSealedKey } from "../models/second_factors.ts";
import type { KeyRing } from "./keys.ts";
import { keyIdOf, open, seal } from "./sealed.ts";

/** How many keys are sealed anew at a time. */
const BATCH_SIZE = 100;

export class AppKeys {
  readonly #database: Database;
  readonly #logger: Logger;
  readonly #keys: KeyRing;
  #hasWarned = false;

  constructor({ database, logger }: { database: Database; logger: Logger }, keys: KeyRing) {
    this.#database = database;
    this.#logger = logger;
    this.#keys = keys;
  }

  seal(userId: string, key: Buffer): Buffer {
    return seal(this.#keys, key, contextOf(userId));
  }

  /** @returns null, which is logged once: the secret that has sealed it is no longer configured. */
  open(userId: string, sealedKey: Buffer): Buffer | null {
    const key = open(this.#keys, sealedKey, contextOf(userId));
    if (key === null && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#logger.error(
        { event: "sealed-key", userId, keyId: keyIdOf(sealedKey) },
        "the key of a second factor cannot be opened: SESSION_SECRET lacks the secret that sealed it",
      );
    }
    return key;
  }

  /** Seals the keys anew that an older secret has sealed, so that it can be removed. */
  async renew(): Promise<void> {
    let after: string | null = null;
    for (;;) {
      const page = { after, limit: BATCH_SIZE };
      const rows = await findOldSealedKeys(this.#database, this.#keys.current.id, page);
      for (const { userId, sealedKey: old } of rows) {
        const key = this.open(userId, old);
        if (key === null) continue;
        const sealedKey = this.seal(userId, key);
        await replaceSealedKey(this.#database, userId, { old, sealedKey });
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH_SIZE) return;
      after = last.userId;
    }
  }
}

/** Another account cannot have it. */
function contextOf(userId: string): string {
  return `key of ${userId}`;
}
