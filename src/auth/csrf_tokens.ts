/** CSRF tokens for forms: signed, so that none is stored (OWASP's signed double-submit cookie). */
import { randomBytes } from "node:crypto";
import { derivedKeys, type KeyRing, sign, verifySignature } from "./keys.ts";

/** What a token is bound to: a sign-in, or the cookie of a visitor. */
export interface CsrfBinding {
  kind: "session" | "visitor";
  id: string;
}

/** The signed text (kind, id, nonce), its kind and id, and the signature. */
const FORM = /^((session|visitor)\.([\w-]{8,64})\.[\w-]{22})\.([\w-]{43})$/;

export class CsrfTokens {
  readonly #keys: KeyRing;
  #random = Buffer.alloc(0);
  #used = 0;

  constructor(secrets: readonly string[]) {
    this.#keys = derivedKeys(secrets, "plainlist/form-token");
  }

  /** Differs each time, so that a compressed page does not reveal it (BREACH). */
  issue(binding: CsrfBinding): string {
    const signed = `${binding.kind}.${binding.id}.${this.#nonce()}`;
    return `${signed}.${sign(this.#keys, signed)}`;
  }

  /** 128 random bits, generated for many tokens at once: a call costs as much as the signature. */
  #nonce(): string {
    if (this.#used === this.#random.length) {
      this.#random = randomBytes(16 * 256);
      this.#used = 0;
    }
    this.#used += 16;
    return this.#random.toString("base64url", this.#used - 16, this.#used);
  }

  /**
   * What a genuine token is bound to; null for any other. The caller compares it: the token of an
   * expired sign-in still identifies the owner of the form.
   */
  read(token: unknown): CsrfBinding | null {
    const [, signed, kind, id, signature] = FORM.exec(typeof token === "string" ? token : "") ?? [];
    return signed !== undefined && verifySignature(this.#keys, signed, signature ?? "")
      ? ({ kind, id } as CsrfBinding)
      : null;
  }
}
