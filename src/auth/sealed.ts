/**
 * Encrypts what is kept where others can read it: in the database, or in a page. AES-256-GCM, with the id of
 * the key in front, so that what an older secret has sealed can still be opened.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { KeyRing } from "./keys.ts";

const ALGORITHM = "aes-256-gcm";
/** In bytes: the id of the key, the nonce, the tag; the text follows. */
const ID = 8;
const NONCE = 12;
const TAG = 16;

/**
 * @param keys derived ones, of 32 bytes.
 * @param context what it is and whose, such as "key of <user>": it can be opened as nothing else.
 */
export function seal({ current }: KeyRing, content: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, current.key, nonce).setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([Buffer.from(current.id, "latin1"), nonce, cipher.getAuthTag(), text]);
}

/** @returns null: it was changed, is of another context, or none of the keys has sealed it. */
export function open({ all }: KeyRing, sealed: Buffer, context: string): Buffer | null {
  const key = all.get(keyIdOf(sealed));
  if (key === undefined || sealed.length < ID + NONCE + TAG) return null;
  const [nonce, rest] = [sealed.subarray(ID, ID + NONCE), sealed.subarray(ID + NONCE)];
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG })
    .setAAD(Buffer.from(context))
    .setAuthTag(rest.subarray(0, TAG));
  try {
    return Buffer.concat([decipher.update(rest.subarray(TAG)), decipher.final()]);
  } catch {
    return null;
  }
}

/** The id of the key that has sealed it, which may not be a configured one. */
export function keyIdOf(sealed: Buffer): string {
  return sealed.toString("latin1", 0, ID);
}
